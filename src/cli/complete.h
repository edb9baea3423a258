/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_COMPLETE_H
#define SOCKVIEW_CLI_COMPLETE_H

#include "cli/options.h"

/* Completes the query after all options were read: defaults, what options imply, columns; and
 * checks that the whole makes sense. False with `error`. */
bool options_complete(struct options *options, struct error *error);

#endif
