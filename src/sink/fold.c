/* SPDX-License-Identifier: MIT */
#include "sink/fold.h"

#include <stdbool.h>

#include "util/utf8.h"

size_t fold_list(const char *text, size_t length, size_t room)
{
    size_t kept = 0;
    bool inside = false;
    for (size_t i = 0; i < length; i++) {
        inside = text[i] == '(' || (inside && text[i] != ')');
        if (inside || text[i] != ',')
            continue;
        if (kept > 0 && utf8_width(text, i + 1) > room)
            return kept;
        kept = i + 1;
    }
    return kept > 0 && utf8_width(text, length) > room ? kept : length;
}
