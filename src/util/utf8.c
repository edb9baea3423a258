/* SPDX-License-Identifier: MIT */
#include "util/utf8.h"

#include <string.h>

/* Code points from `first` to `last`. */
struct range {
    uint32_t first, last;
};

/* The Unicode general categories Cc, Cf, Zl, Zp and Zs (except U+0020), noncharacters, and letters
 * that show as nothing (Hangul fillers, braille blank), in rising order. From the Unicode Character
 * Database 15.0. */
static const struct range not_plain[] = {
    {0x00, 0x1f},       {0x7f, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},
    {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},
    {0x890, 0x891},     {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x1680, 0x1680},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x2000, 0x200f},   {0x2028, 0x202f},
    {0x205f, 0x206f},   {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},
    {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
    {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

/* Blocks of characters that take two places on the screen (EastAsianWidth.txt: W and F). */
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x2e80, 0x303e},
    {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

/* Common blocks of characters that take no place of their own, because they stand above or below
 * the one before (general category Mn). */
static const struct range combining[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},   {0x64b, 0x65f},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20f0}, {0xfe20, 0xfe2f},
};

static bool is_in(uint32_t point, const struct range *ranges, size_t count)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (point > ranges[middle].last)
            low = middle + 1;
        else if (point < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

#define IS_IN(point, ranges) is_in(point, ranges, sizeof(ranges) / sizeof((ranges)[0]))

bool utf8_is_plain(uint32_t point)
{
    if (point >= 0x20 && point < 0x7f)
        return true;
    if ((point & 0xfffe) == 0xfffe)
        return false;
    return !IS_IN(point, not_plain);
}

/* How many bytes at the start of the text are ASCII. Most texts have no others, so it tests eight
 * bytes at a time. */
static size_t ascii_prefix(const char *data, size_t length)
{
    size_t at = 0;
    uint64_t eight;
    for (; length - at >= sizeof(eight); at += sizeof(eight)) {
        memcpy(&eight, data + at, sizeof(eight));
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < length && (unsigned char)data[at] < 0x80)
        at++;
    return at;
}

size_t utf8_width(const char *data, size_t length)
{
    size_t width = 0;
    for (size_t at = 0; at < length;) {
        uint32_t point = 0;
        size_t plain = ascii_prefix(data + at, length - at);
        width += plain;
        at += plain;
        if (at == length)
            break;
        size_t size = utf8_decode(data + at, length - at, &point);
        if (size > 1 && IS_IN(point, wide))
            width += 2;
        else if (size <= 1 || !IS_IN(point, combining))
            width++;
        at += size == 0 ? 1 : size;
    }
    return width;
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
