/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_FILTER_WORDS_H
#define SOCKVIEW_CLI_FILTER_WORDS_H

#include "cli/options.h"

/* Reads the filter into the query: the words of the command line that are not options, and the file
 * given with -F. When there are both, a socket has to match both. False with `error`. */
bool filter_words_read(struct options *options, int count, char **words, struct error *error);

#endif
