/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_WORDS_H
#define SOCKVIEW_CLI_WORDS_H

#include <stddef.h>

#include "cli/dialect.h"
#include "run/live_words.h"
#include "util/strbuf.h"

/* live_words_read(), or its replacement in tests. */
typedef void live_reader(enum live_kind kind, live_take *take, void *context);

/* Appends what can stand at the end of a command line (--complete), in the lines of candidates_put.
 * `dialect` is that of the program, or NULL for sockview itself. `words` are the words after the
 * name of the program. The last one is unfinished and may be empty. */
void words_put(struct strbuf *output, const struct dialect *dialect, char *const *words,
               size_t count, live_reader *live);

#endif
