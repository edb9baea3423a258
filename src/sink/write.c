/* SPDX-License-Identifier: MIT */
#include "sink/write.h"

#include <errno.h>

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
