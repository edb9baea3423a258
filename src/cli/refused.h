/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_REFUSED_H
#define SOCKVIEW_CLI_REFUSED_H

#include <stddef.h>

#include "util/slice.h"

/* An option of ss or netstat that sockview recognises and refuses, because it is not about sockets
 * or has another name here. */
struct refused_option {
    char short_name;  /* or 0: the letter means something else here */
    const char *name; /* long */
    const char *why;
};

extern const struct refused_option refused_options[];
extern const size_t refused_options_count;

/* The refused option of that letter, or NULL. */
const struct refused_option *refused_find_letter(int letter);

/* The refused option that a word of the command line gives ("--route", "--bpf-map-id=5"), or
 * NULL. */
const struct refused_option *refused_find_word(const char *word);

#endif
