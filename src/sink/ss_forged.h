/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SS_FORGED_H
#define SOCKVIEW_SINK_SS_FORGED_H

#include <stdbool.h>

#include "util/strbuf.h"

/* Whether readers of ss that search for the words of an owner would find some in this name. */
bool ss_forges(struct slice name);

/* Escapes what is in the line from `start`, and is escaped already as a field, once more if it
 * looks like an owner: no reader finds an owner in it then. */
void ss_escape_forged(struct strbuf *line, size_t start);

#endif
