/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_NUMBER_H
#define SOCKVIEW_COLUMN_NUMBER_H

#include <endian.h>

#include "column/column.h"

/* A plain number, prepared to be read without a call and almost without a branch: a row with
 * details consists of about a hundred. All that a number is read from are words of 8 bytes. */
struct column_number {
    uint64_t mask;        /* of the bits that are the number, after the shift */
    uint64_t least, span; /* it is unknown below `least` and above `least` + `span` */
    uint32_t never;       /* states in which it is unknown */
    uint16_t start, end;  /* of the word that contains it, and where its field ends, in bytes */
    uint8_t shift;        /* of the word, in bits to the right */
    uint8_t factor;
};

/* Whether the row of the table describes the number completely: no other getter computes it. */
static inline bool column_is_plain(const struct column *column)
{
    return column->get == column_get_number || column->get == column_get_fact;
}

/* Prepares the number that the row describes. */
static inline struct column_number column_number_of(const struct column *column)
{
    unsigned end = column->offset + column->size, start = end < 8 ? 0 : end - 8;
    unsigned bits = column->bits > 0 ? column->bits : 8u * column->size;
    unsigned before = __BYTE_ORDER == __BIG_ENDIAN ? start + 8 - end : column->offset - start;
    assert(column->size > 0 && column->size <= 8);
    return (struct column_number){
        .mask = UINT64_MAX >> (64 - bits),
        .least = column->least,
        .span = (column->most > 0 ? column->most : UINT64_MAX) - column->least,
        .never = column->never,
        .start = (uint16_t)start,
        .end = (uint16_t)end,
        .shift = (uint8_t)(8 * before + column->first_bit),
        .factor = column->factor > 0 ? column->factor : 1,
    };
}

/* A block that has at least one word: a shorter one is copied to `room`, which lives as long. */
static inline struct slice column_block(struct slice block, char room[8])
{
    if (block.length >= 8)
        return block;
    memset(room, 0, 8);
    if (block.length > 0)
        memcpy(room, block.data, block.length);
    return (struct slice){room, block.length};
}

/* The bytes that a plain number is in: the sock itself, or its fact, empty when it is not known. */
static inline struct slice column_bytes(const struct column *column, const struct sock *sock)
{
    if (column->get == column_get_number)
        return (struct slice){(const char *)sock, sizeof(*sock)};
    return sock_fact(sock, column->fact);
}

/* The bits of the number in a block from column_block that has them. */
static inline uint64_t column_number_word(const struct column_number *place, const char *block)
{
    uint64_t word;
    memcpy(&word, block + place->start, sizeof(word));
    return word >> place->shift & place->mask;
}

/* The number that such bits are. False when they stand for none. */
static inline bool column_number_from(const struct column_number *place, uint64_t word,
                                      uint64_t *number)
{
    *number = word * place->factor;
    return word - place->least <= place->span;
}

/* Reads a number out of what column_block returned. False when the block is too short, or the
 * number stands for none. */
static inline bool column_number_read(const struct column_number *place, struct slice block,
                                      uint64_t *number)
{
    return block.length >= place->end &&
           column_number_from(place, column_number_word(place, block.data), number);
}

#endif
