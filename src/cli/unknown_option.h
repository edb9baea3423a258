/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_UNKNOWN_OPTION_H
#define SOCKVIEW_CLI_UNKNOWN_OPTION_H

#include <stdbool.h>

#include "util/error.h"

/* Where getopt stands in the command line. */
struct option_words {
    char *const *words; /* as the program got them: NULL after the last */
    int count;
    int next; /* optind: the word after the option, or in a bundle of letters that goes on, the
               * bundle */
};

/* Each answers false and fills `error` with what to use instead, if it is known. */

/* For a long option that is none, or that could be more than one. */
bool option_fail_word(const struct option_words *words, struct error *error);

/* For a short option that is none. */
bool option_fail_letter(const struct option_words *words, int letter, struct error *error);

/* For a long option that is one: it fails if the word is one that people know from other programs,
 * and that getopt took for the beginning of a longer one. `argument` is the option's, or NULL. True
 * for all others. */
bool option_check_word(const struct option_words *words, const char *argument, struct error *error);

/* For a short option that is one: it fails if it is part of a number after -c, which takes none.
 * -c4 and -c6 are two options each. True for all others. */
bool option_check_letter(const struct option_words *words, int letter, struct error *error);

#endif
