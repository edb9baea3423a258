/* SPDX-License-Identifier: MIT */
#include "column/flags.h"

#include "util/number.h"

static void separate(struct strbuf *scratch)
{
    if (scratch->length > 0)
        strbuf_put_char(scratch, ',');
}

struct slice flags_text(struct strbuf *scratch, const struct flag_word *words, size_t count,
                        uint32_t flags)
{
    strbuf_clear(scratch);
    for (size_t i = 0; i < count; i++) {
        if (!(flags & words[i].bit))
            continue;
        separate(scratch);
        strbuf_put_string(scratch, words[i].word);
        flags &= ~words[i].bit;
    }
    if (flags != 0) {
        separate(scratch);
        strbuf_put_string(scratch, "0x");
        number_put_hex(scratch, flags);
    }
    return scratch->length > 0 ? strbuf_slice(scratch) : slice_of("none");
}
