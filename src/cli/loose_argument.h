/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_LOOSE_ARGUMENT_H
#define SOCKVIEW_CLI_LOOSE_ARGUMENT_H

#include "cli/options.h"
#include "cli/unknown_option.h"

/* An argument that may be left out stands after `=`: `--wait 5` is the option without one, and a
 * word. False with `error`, which has the form that works, if the next word is such an argument.
 * `argument` is what the option was given, or NULL. */
bool loose_argument_check(const struct option_words *words, const struct option_row *row,
                          const char *argument, struct error *error);

#endif
