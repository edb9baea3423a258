/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_ARRANGEMENT_H
#define SOCKVIEW_CLI_ARRANGEMENT_H

#include "cli/options.h"

/* Fills the arrangement of the query from the argument of --sort, and adds what it needs to its
 * `needs`. To be called after columns_choose. False with `error` for a name that is none. */
bool arrangement_choose(struct options *options, struct error *error);

#endif
