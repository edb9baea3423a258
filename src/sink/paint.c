/* SPDX-License-Identifier: MIT */
#include "sink/paint.h"

const char *paint_code(enum colour colour)
{
    static const char *const codes[] = {
        [COLOUR_GREEN] = "\033[32m", [COLOUR_CYAN] = "\033[36m", [COLOUR_YELLOW] = "\033[33m",
        [COLOUR_RED] = "\033[31m",   [COLOUR_DIM] = "\033[2m",
    };
    return codes[colour];
}

void paint_put(struct strbuf *buffer, const char *code, const char *text, size_t length)
{
    if (code != NULL)
        strbuf_put_string(buffer, code);
    strbuf_put(buffer, text, length);
    if (code != NULL)
        strbuf_put_string(buffer, PAINT_END);
}
