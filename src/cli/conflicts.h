/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_CONFLICTS_H
#define SOCKVIEW_CLI_CONFLICTS_H

#include "cli/options.h"

/* Checks that the options go together, by one table of pairs that do not. The format must be set.
 * False with `error` for the first pair that was given. */
bool conflicts_check(const struct options *options, struct error *error);

#endif
