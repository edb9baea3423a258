/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_FLAGS_H
#define SOCKVIEW_COLUMN_FLAGS_H

#include <stdint.h>

#include "util/slice.h"
#include "util/strbuf.h"

struct flag_word {
    uint32_t bit;
    const char *word;
};

/* The words of the bits that are set, separated by commas. Bits without a word follow as one
 * hexadecimal number. "none" when no bit is set. Valid until `scratch` changes. */
struct slice flags_text(struct strbuf *scratch, const struct flag_word *words, size_t count,
                        uint32_t flags);

#endif
