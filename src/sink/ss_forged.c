/* SPDX-License-Identifier: MIT */
#include "sink/ss_forged.h"

#include <stdio.h>

static bool holds(struct slice text, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= text.length; i++) {
        if (memcmp(text.data + i, word, length) == 0)
            return true;
    }
    return false;
}

bool ss_forges(struct slice name)
{
    static const char *const words[] = {"id=", "fd=", "users:("};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (holds(name, words[i]))
            return true;
    }
    return false;
}

void ss_escape_forged(struct strbuf *line, size_t start)
{
    if (!ss_forges(slice_skip(strbuf_slice(line), start)))
        return;
    for (size_t i = start; i < line->length; i++) {
        char code[5];
        if (memchr("\"=(", line->data[i], 3) == NULL)
            continue;
        snprintf(code, sizeof(code), "\\x%02x", (unsigned char)line->data[i]);
        strbuf_remove(line, i, 1);
        strbuf_insert(line, i, code, sizeof(code) - 1);
    }
}
