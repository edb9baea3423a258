/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_REFUSED_H
#define SOCKVIEW_CLI_REFUSED_H

#include <stddef.h>

#include "util/habit.h"

/* An option that people know from other programs and that sockview refuses, because it is not about
 * sockets or has another name here. */
struct refused_option {
    char short_name;     /* or 0: the letter means something else here */
    const char *name;    /* long, or NULL */
    const char *why;     /* with `@` for the option's argument */
    const char *example; /* in its place where it has none; or NULL */
};

extern const struct refused_option refused_options[];
extern const size_t refused_options_count;

/* A word of one hyphen that lsof takes as an option with its argument ("-iTCP:443"): the command
 * for it. */
extern const struct habit refused_words[];
extern const size_t refused_words_count;

/* The refused option of that letter, or NULL. */
const struct refused_option *refused_find_letter(int letter);

/* The refused option that a word of the command line gives ("--route", "--bpf-map-id=5"), or
 * NULL. */
const struct refused_option *refused_find_word(const char *word);

#endif
