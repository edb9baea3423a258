/* SPDX-License-Identifier: MIT */
#include "util/utf8.h"

/* Unicode general categories Cc, Cf, Zl, Zp, Zs (but for U+0020), noncharacters, and the letters
 * that show as nothing (Hangul fillers, braille blank), in rising order. From the Unicode
 * Character Database 15.0. */
static const struct {
    uint32_t first, last;
} not_plain[] = {
    {0x00, 0x1f},       {0x7f, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},
    {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},
    {0x890, 0x891},     {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x1680, 0x1680},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x2000, 0x200f},   {0x2028, 0x202f},
    {0x205f, 0x206f},   {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},
    {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
    {0xfffe, 0xffff},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

bool utf8_is_plain(uint32_t point)
{
    if (point >= 0x20 && point < 0x7f)
        return true;
    if ((point & 0xfffe) == 0xfffe)
        return false;
    size_t low = 0, high = sizeof(not_plain) / sizeof(not_plain[0]);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (point > not_plain[middle].last)
            low = middle + 1;
        else if (point < not_plain[middle].first)
            high = middle;
        else
            return false;
    }
    return true;
}

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

size_t utf8_decode(const char *data, size_t length, uint32_t *point)
{
    const unsigned char *bytes = (const unsigned char *)data;
    size_t size;
    uint32_t value, smallest;
    if (bytes[0] < 0x80) {
        *point = bytes[0];
        return 1;
    }
    if ((bytes[0] & 0xe0) == 0xc0)
        size = 2, value = bytes[0] & 0x1f, smallest = 0x80;
    else if ((bytes[0] & 0xf0) == 0xe0)
        size = 3, value = bytes[0] & 0x0f, smallest = 0x800;
    else if ((bytes[0] & 0xf8) == 0xf0)
        size = 4, value = bytes[0] & 0x07, smallest = 0x10000;
    else
        return 0;
    if (length < size)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation(bytes[i]))
            return 0;
        value = value << 6 | (bytes[i] & 0x3f);
    }
    if (value < smallest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *point = value;
    return size;
}
