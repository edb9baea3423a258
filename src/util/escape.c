/* SPDX-License-Identifier: MIT */
#include "util/escape.h"

#include <stdint.h>

#include "util/utf8.h"

static const char hex_digits[] = "0123456789abcdef";

static void put_hex_bytes(struct strbuf *buffer, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        strbuf_put(buffer, (const char[]){'\\', 'x', hex_digits[byte >> 4], hex_digits[byte & 0xf]},
                   4);
    }
}

/* A set of bytes, one bit each. */
struct byte_set {
    uint64_t bits[4];
};

static bool has_byte(const struct byte_set *set, unsigned char byte)
{
    return set->bits[byte / 64] >> byte % 64 & 1;
}

/* The printable characters of ASCII except the blank, the backslash and those in `special`. */
static struct byte_set plain_ascii(const char *special)
{
    struct byte_set set = {{UINT64_C(0xfffffffe00000000), UINT64_C(0x7fffffffefffffff)}};
    for (; *special != '\0'; special++) {
        unsigned char byte = (unsigned char)*special;
        set.bits[byte / 64] &= ~(UINT64_C(1) << byte % 64);
    }
    return set;
}

/* A combining mark is shown only after a character that it can belong to: on a sign like `-` it
 * would make another sign. */
static bool can_carry_mark(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z');
}

/* Whether a character outside ASCII may be shown as it is. `carries`: whether what was shown before
 * it can carry a mark. */
static bool may_be_shown(uint32_t point, bool carries)
{
    return !utf8_is_hidden(point) && (carries || !utf8_joins(point));
}

/* Puts the bytes at the start of a text that stay as they are. How many these are. */
static size_t put_plain(struct strbuf *buffer, struct slice text, const struct byte_set *plain)
{
    char *at = text.length == 0 ? NULL : strbuf_reserve(buffer, text.length);
    if (at == NULL)
        return 0;
    size_t run = 0;
    for (; run < text.length && has_byte(plain, (unsigned char)text.data[run]); run++)
        at[run] = text.data[run];
    buffer->length += run;
    return run;
}

/* Puts the first character of a text, which does not begin with one of the plain bytes. Its size in
 * bytes. `carries`: whether what was shown before can carry a mark, and then whether this can. */
static size_t put_special(struct strbuf *buffer, struct slice text, bool ascii, bool *carries)
{
    uint32_t point = 0;
    size_t decoded = utf8_decode(text.data, text.length, &point);
    size_t size = decoded == 0 ? 1 : decoded;
    *carries = decoded > 1 && !ascii && may_be_shown(point, *carries);
    if (*carries)
        strbuf_put(buffer, text.data, size);
    else if (text.data[0] == '\\')
        strbuf_put(buffer, "\\\\", 2);
    else
        put_hex_bytes(buffer, text.data, size);
    return size;
}

/* The bytes of `plain` stay as they are. */
static void put_escaped(struct strbuf *buffer, struct slice text, const struct byte_set *plain,
                        bool ascii)
{
    size_t at = put_plain(buffer, text, plain);
    bool carries = at > 0 && can_carry_mark(text.data[at - 1]);
    while (at < text.length) {
        at += put_special(buffer, slice_skip(text, at), ascii, &carries);
        size_t run = put_plain(buffer, slice_skip(text, at), plain);
        at += run;
        if (run > 0)
            carries = can_carry_mark(text.data[at - 1]);
    }
}

void escape_field(struct strbuf *buffer, struct slice text, const char *special, bool ascii)
{
    const struct byte_set plain = plain_ascii(special);
    put_escaped(buffer, text, &plain, ascii);
}

void escape_plain(struct strbuf *buffer, struct slice text, const char *special)
{
    struct byte_set plain = plain_ascii(special);
    plain.bits[0] |= UINT64_C(1) << ' ';
    put_escaped(buffer, text, &plain, false);
}

void escape_line(struct strbuf *buffer, struct slice text, bool ascii)
{
    bool carries = false;
    for (size_t at = 0; at < text.length;) {
        uint32_t point = 0;
        size_t size = utf8_decode(text.data + at, text.length - at, &point);
        bool shown = size > 0 && (size == 1 || !ascii) && may_be_shown(point, carries);
        carries = shown && (size > 1 || can_carry_mark(text.data[at]));
        if (shown)
            strbuf_put(buffer, text.data + at, size);
        else
            put_hex_bytes(buffer, text.data + at, size == 0 ? 1 : size);
        at += size == 0 ? 1 : size;
    }
}

static void put_unit(struct strbuf *buffer, uint32_t unit)
{
    strbuf_put(buffer,
               (const char[]){'\\', 'u', hex_digits[unit >> 12 & 0xf], hex_digits[unit >> 8 & 0xf],
                              hex_digits[unit >> 4 & 0xf], hex_digits[unit & 0xf]},
               6);
}

static void put_json_point(struct strbuf *buffer, uint32_t point)
{
    if (point >= 0x10000) {
        put_unit(buffer, 0xd800 + ((point - 0x10000) >> 10));
        put_unit(buffer, 0xdc00 + ((point - 0x10000) & 0x3ff));
    } else {
        put_unit(buffer, point);
    }
}

void escape_json_byte(struct strbuf *buffer, unsigned char byte)
{
    uint32_t point = 0xef00u + byte;
    strbuf_put(buffer,
               (const char[]){(char)(0xe0 | point >> 12), (char)(0x80 | (point >> 6 & 0x3f)),
                              (char)(0x80 | (point & 0x3f))},
               3);
}

static void put_json_bytes(struct strbuf *buffer, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        escape_json_byte(buffer, (unsigned char)bytes[i]);
}

static bool is_plain_in_json(char character)
{
    return character >= ' ' && character < 0x7f && character != '"' && character != '\\';
}

/* Whether eight bytes are all plain; it may say no though they are. The highest bit of a byte stays
 * or becomes set where it is outside of ASCII, before the blank, one of the two signs, or DEL. */
static bool are_plain_in_json(uint64_t eight)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t bits = eight | (eight - each * ' ') | ((eight ^ each * '"') - each) |
                    ((eight ^ each * '\\') - each) | (eight + each);
    return (bits & each * 0x80) == 0;
}

/* Puts the bytes at the start of a text that stay as they are. How many these are. Most texts have
 * no others, so they are copied while that is found out. */
static size_t put_plain_json(struct strbuf *buffer, struct slice text)
{
    char *at = text.length == 0 ? NULL : strbuf_reserve(buffer, text.length);
    if (at == NULL)
        return 0;
    size_t run = 0;
    for (uint64_t eight; text.length - run >= sizeof(eight); run += sizeof(eight)) {
        memcpy(&eight, text.data + run, sizeof(eight));
        if (!are_plain_in_json(eight))
            break;
        memcpy(at + run, &eight, sizeof(eight));
    }
    for (; run < text.length && is_plain_in_json(text.data[run]); run++)
        at[run] = text.data[run];
    buffer->length += run;
    return run;
}

/* Puts the first character of a text, which does not begin with one of those, like put_special. */
static size_t put_special_json(struct strbuf *buffer, struct slice text, bool *carries)
{
    uint32_t point = 0;
    size_t decoded = utf8_decode(text.data, text.length, &point);
    size_t size = decoded == 0 ? 1 : decoded;
    *carries = decoded > 1 && may_be_shown(point, *carries);
    if (decoded == 0 || point == 0 || (point >= 0xef00 && point <= 0xefff))
        put_json_bytes(buffer, text.data, size);
    else if (point == '"' || point == '\\')
        strbuf_put(buffer, (const char[]){'\\', text.data[0]}, 2);
    else if (*carries)
        strbuf_put(buffer, text.data, size);
    else
        put_json_point(buffer, point);
    return size;
}

/* Puts what follows the first `at` bytes, which were plain. */
static void put_json_rest(struct strbuf *buffer, struct slice text, size_t at)
{
    bool carries = at > 0 && can_carry_mark(text.data[at - 1]);
    while (at < text.length) {
        at += put_special_json(buffer, slice_skip(text, at), &carries);
        size_t run = put_plain_json(buffer, slice_skip(text, at));
        at += run;
        if (run > 0)
            carries = can_carry_mark(text.data[at - 1]);
    }
}

void escape_json_text(struct strbuf *buffer, struct slice text)
{
    size_t plain = put_plain_json(buffer, text);
    if (plain < text.length)
        put_json_rest(buffer, text, plain);
}

void escape_json(struct strbuf *buffer, struct slice text)
{
    strbuf_put_char(buffer, '"');
    escape_json_text(buffer, text);
    strbuf_put_char(buffer, '"');
}
