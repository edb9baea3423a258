/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_UTF8_ORACLE_H
#define SOCKVIEW_TESTS_UNIT_UTF8_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The table of well-formed sequences in RFC 3629, section 4: independent of the decoder in src. */
static inline size_t oracle_size(const unsigned char *bytes, size_t length)
{
    static const struct {
        unsigned char first, first_last, second, second_last, size;
    } rows[] = {
        {0x00, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (bytes[0] < rows[i].first || bytes[0] > rows[i].first_last)
            continue;
        if (rows[i].size > length)
            return 0;
        if (rows[i].size > 1 && (bytes[1] < rows[i].second || bytes[1] > rows[i].second_last))
            return 0;
        for (size_t j = 2; j < rows[i].size; j++) {
            if (bytes[j] < 0x80 || bytes[j] > 0xbf)
                return 0;
        }
        return rows[i].size;
    }
    return 0;
}

static inline bool oracle_is_valid(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t size = oracle_size((const unsigned char *)text + at, length - at);
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

/* Writes a code point as UTF-8; returns its length. */
static inline size_t oracle_encode(uint32_t point, unsigned char bytes[4])
{
    if (point < 0x80) {
        bytes[0] = (unsigned char)point;
        return 1;
    }
    size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size; i-- > 1; point >>= 6)
        bytes[i] = (unsigned char)(0x80 | (point & 0x3f));
    bytes[0] = (unsigned char)(lead[size] | point);
    return size;
}

#endif
