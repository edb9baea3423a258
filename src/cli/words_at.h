/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_WORDS_AT_H
#define SOCKVIEW_CLI_WORDS_AT_H

#include "cli/candidates.h"
#include "cli/options.h"
#include "cli/words.h"

/* What can stand at one place of a command line, each in a file of its own; for the files words*.c
 * alone. Each adds candidates for what was typed. `dialect` is NULL for sockview itself. */

/* The words that a dialect has for an argument. False where it has none of its own. */
bool words_add_list(struct candidates *candidates, const struct dialect *dialect,
                    enum option_argument argument);

/* The argument of an option. */
void words_add_argument(struct candidates *candidates, const struct option_row *row,
                        const struct dialect *dialect, live_reader *live);

/* States and groups of them, after what is chosen already in a list with commas. */
void words_add_states(struct candidates *candidates, const struct dialect *dialect);

/* The next part of a filter. `before` holds its earlier words with a blank after each. */
void words_add_filter(struct candidates *candidates, struct slice before,
                      const struct dialect *dialect, live_reader *live);

/* Live words as they are. When nothing was typed, no more than a screen shows. */
void words_add_live(struct candidates *candidates, enum live_kind kind, live_reader *live);

/* The same as values of a filter: in its quotation marks where they need them. */
void words_add_live_values(struct candidates *candidates, enum live_kind kind, live_reader *live);

#endif
