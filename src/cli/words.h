/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_WORDS_H
#define SOCKVIEW_CLI_WORDS_H

#include <stddef.h>

#include "run/live_words.h"
#include "util/strbuf.h"

/* live_words_read(), or what takes its place in tests. */
typedef void live_reader(enum live_kind kind, live_take *take, void *context);

/* Appends what can stand at the end of a command line (--complete): `words` are those after the
 * name of the program, the last of which is unfinished and may be empty. For the lines see
 * candidates_put. */
void words_put(struct strbuf *output, char *const *words, size_t count, live_reader *live);

#endif
