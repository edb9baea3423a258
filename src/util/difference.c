/* SPDX-License-Identifier: MIT */
#include "util/difference.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum { WORD = sizeof(uint64_t) };

static size_t count_words(size_t length)
{
    return (length + WORD - 1) / WORD;
}

static size_t map_size(size_t length)
{
    return (count_words(length) + 7) / 8;
}

size_t difference_most(size_t length)
{
    return map_size(length) + count_words(length) * (1 + WORD) + WORD;
}

static uint64_t load(const void *bytes, size_t at, size_t size)
{
    uint64_t word = 0;
    if (bytes != NULL)
        memcpy(&word, (const char *)bytes + at, size);
    return word;
}

/* Of a word that is not 0: how many of its low bytes are 0, how many follow that are kept, and
 * these. It is written and read whole, which is faster, so more bytes are touched than are kept. */
static char *put_word(char *place, uint64_t word)
{
    unsigned low = (unsigned)__builtin_ctzll(word) / 8;
    unsigned size = WORD - low - (unsigned)__builtin_clzll(word) / 8;
    word = htole64(word >> low * 8);
    *place++ = (char)(low << 4 | size);
    memcpy(place, &word, WORD);
    return place + size;
}

static const char *take_word(const char *place, uint64_t *word)
{
    unsigned sizes = (unsigned char)*place++, size = sizes & 0xf, low = sizes >> 4;
    memcpy(word, place, WORD);
    *word = (le64toh(*word) & UINT64_MAX >> (WORD - size) * 8) << low * 8;
    return place + size;
}

/* The word at a place, and how it differs. The last one may be shorter. */
static uint64_t differ(const void *bytes, const void *base, size_t at, size_t length)
{
    if (length - at >= WORD)
        return load(bytes, at, WORD) ^ load(base, at, WORD);
    return load(bytes, at, length - at) ^ load(base, at, length - at);
}

size_t difference_put(char *place, const void *bytes, const void *base, size_t length)
{
    unsigned char *map = (unsigned char *)place;
    char *next = place + map_size(length);
    memset(map, 0, map_size(length));
    for (size_t at = 0; at < length; at += WORD) {
        uint64_t word = differ(bytes, base, at, length);
        if (word == 0)
            continue;
        map[at / WORD / 8] |= (unsigned char)(1u << at / WORD % 8);
        next = put_word(next, word);
    }
    return (size_t)(next - place);
}

static void apply(void *bytes, size_t at, size_t length, uint64_t word)
{
    size_t size = length - at < WORD ? length - at : WORD;
    word ^= load(bytes, at, size);
    memcpy((char *)bytes + at, &word, size);
}

size_t difference_take(const char *place, void *bytes, const void *base, size_t length)
{
    const unsigned char *map = (const unsigned char *)place;
    const char *next = place + map_size(length);
    if (base == NULL && length > 0)
        memset(bytes, 0, length);
    else if (length > 0)
        memcpy(bytes, base, length);
    for (size_t i = 0; i < map_size(length); i++) {
        for (unsigned rest = map[i]; rest != 0; rest &= rest - 1) {
            uint64_t word;
            next = take_word(next, &word);
            apply(bytes, (i * 8 + (unsigned)__builtin_ctz(rest)) * WORD, length, word);
        }
    }
    return (size_t)(next - place);
}
