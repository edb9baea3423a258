/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_SPLIT_LIST_H
#define SOCKVIEW_CLI_SPLIT_LIST_H

#include "cli/options.h"

/* A list with blanks instead of commas: `-A tcp udp`. Its first word is then the argument of the
 * option, and the others are read as a filter. */

/* Notes the last option that takes a list. `argument` may be NULL. */
void split_list_remember(struct options *options, const struct option_row *row,
                         const char *argument);

/* False with `error` if all words of the filter are words of that list. */
bool split_list_check(const struct options *options, int count, char **words, struct error *error);

#endif
