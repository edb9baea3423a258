/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_CONFLICTS_H
#define SOCKVIEW_CLI_CONFLICTS_H

#include "cli/options.h"

/* Checks that the options go together, by one table of pairs that do not. The format must be set.
 * False with `error` for the first pair that was given. */
bool conflicts_check(const struct options *options, struct error *error);

/* Words that ask for a mode, such as --events, by its place counted from 0; NULL after the last. */
const char *conflicts_mode(size_t place);

/* How many rows the table has for two modes: there is to be one. Sets `message` to what refuses
 * them, or to NULL if they go together. */
size_t conflicts_pair(size_t one, size_t other, const char **message);

#endif
