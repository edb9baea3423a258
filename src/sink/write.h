/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_WRITE_H
#define SOCKVIEW_SINK_WRITE_H

#include <stdio.h>

#include "sink.h"
#include "util/strbuf.h"

/* What a table writes before each row with settings->marks_rows. No other text has it. */
#define SINK_ROW_MARK '\036'

/* What it writes for a row that is only counted. */
#define SINK_BARE_ROW "\036\n"

/* Writes the text of a row or a document. EMIT_STOP when the reader has gone (EPIPE), EMIT_ERROR
 * with `error` when the write failed for another reason or `text` ran out of memory. */
enum emit_result sink_write(FILE *output, const struct strbuf *text, struct error *error);

/* Flushes; false with `error` when what was written cannot be delivered. A reader that has gone
 * is no error. */
bool sink_flush(FILE *output, struct error *error);

#endif
