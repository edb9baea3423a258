/* SPDX-License-Identifier: MIT */
#include "util/utf8.h"

#include <string.h>

#include "util/unicode_ranges.h"

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

bool utf8_is_hidden(uint32_t point)
{
    return (point < 0x20 || point >= 0x7f) && IS_IN(point, hidden);
}

bool utf8_joins(uint32_t point)
{
    return point >= 0x80 && (IS_IN(point, joining) || IS_IN(point, spacing));
}

#define EIGHT_HIGH_BITS UINT64_C(0x8080808080808080)

/* Whether a short text is ASCII, without a loop: its two halves overlap. */
static inline bool is_short_ascii(const char *data, size_t length)
{
    uint32_t first = 0, last = 0;
    if (length >= sizeof(first)) {
        memcpy(&first, data, sizeof(first));
        memcpy(&last, data + length - sizeof(last), sizeof(last));
    } else if (length > 0) {
        first = (unsigned char)(data[0] | data[length / 2]);
        last = (unsigned char)data[length - 1];
    }
    return ((first | last) & (uint32_t)EIGHT_HIGH_BITS) == 0;
}

/* How many bytes at the start of the text are ASCII. Most texts have no others, so it tests eight
 * bytes at a time. */
static inline size_t ascii_prefix(const char *data, size_t length)
{
    size_t at = 0;
    uint64_t eight;
    for (; length - at >= sizeof(eight); at += sizeof(eight)) {
        memcpy(&eight, data + at, sizeof(eight));
        if (eight & EIGHT_HIGH_BITS)
            break;
    }
    if (length - at < sizeof(eight) && is_short_ascii(data + at, length - at))
        return length;
    while (at < length && (unsigned char)data[at] < 0x80)
        at++;
    return at;
}

static size_t width_of_any(const char *data, size_t length)
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
        else if (size <= 1 || !IS_IN(point, joining))
            width++;
        at += size == 0 ? 1 : size;
    }
    return width;
}

size_t utf8_width(const char *data, size_t length)
{
    return ascii_prefix(data, length) == length ? length : width_of_any(data, length);
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
