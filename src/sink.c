/* SPDX-License-Identifier: MIT */
#include "sink.h"

#include <errno.h>

#include "sink/json.h"
#include "sink/table.h"
#include "summary/print.h"

const struct format formats[] = {
    {"table", "columns for people and awk", IN_TABLE, true, false, false, table_open,
     summary_put_table},
    {"json", "one JSON object with everything", IN_JSON, false, true, false, json_open,
     summary_put_json},
    {"ndjson", "one JSON object a line for each socket", IN_JSON, false, false, true, ndjson_open,
     NULL},
};
const size_t formats_count = sizeof(formats) / sizeof(formats[0]);

const struct format *format_find(struct slice name)
{
    for (size_t i = 0; i < formats_count; i++) {
        if (slice_equals(name, formats[i].name))
            return &formats[i];
    }
    return NULL;
}

static enum emit_result write_failed(struct error *error)
{
    if (errno == EPIPE)
        return EMIT_STOP;
    error_set_errno(error, errno, "standard output");
    return EMIT_ERROR;
}

enum emit_result sink_write(FILE *output, const struct strbuf *text, struct error *error)
{
    if (text->failed) {
        error_set_errno(error, ENOMEM, "output");
        return EMIT_ERROR;
    }
    if (text->length == 0 || fwrite_unlocked(text->data, 1, text->length, output) == text->length)
        return EMIT_GO;
    return write_failed(error);
}

bool sink_flush(FILE *output, struct error *error)
{
    return fflush(output) == 0 || write_failed(error) == EMIT_STOP;
}
