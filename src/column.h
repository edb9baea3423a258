/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_H
#define SOCKVIEW_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup/lookups.h"
#include "sock.h"
#include "value.h"

/* Which selections bring a column in by themselves. */
enum column_set {
    IN_TABLE = 1u << 0,    /* the default table */
    IN_JSON = 1u << 1,     /* the default JSON object */
    IN_EXTENDED = 1u << 2, /* -e: a word behind a table's row, a name in JSON */
    IN_TIMERS = 1u << 3,   /* -o: the same */
    IN_PROCESSES = 1u << 4 /* -p: a column in both */
};

/* What a column costs beyond the kernel's record. */
enum column_need {
    NEED_OWNERS = 1u << 0, /* the scan of every process's descriptors */
};

/* One row of the table of columns: all that sockview knows of a column. */
struct column {
    const char *name;   /* JSON name, --columns, and later sort key and filter field */
    const char *header; /* in a table */
    const char *help;   /* one sentence without a full stop */
    enum value_type type;
    unsigned sets;  /* enum column_set */
    unsigned needs; /* enum column_need */
    /* Pulls the value; false when it is unknown. */
    bool (*get)(const struct column *column, const struct sock *sock, struct lookups *lookups,
                struct value *value);
    uint32_t have; /* the value is known when the sock has this bit; 0: always */
    size_t offset; /* of a plain number in struct sock, with its size in bytes */
    size_t size;
};

/* In the order of printing. */
extern const struct column columns[];
extern const size_t columns_count;

/* The column of that name, or NULL. */
const struct column *column_find(struct slice name);

/* Pulls the value of a column; false when it is unknown. */
static inline bool column_get(const struct column *column, const struct sock *sock,
                              struct lookups *lookups, struct value *value)
{
    if ((sock->have & column->have) != column->have)
        return false;
    value->colour = COLOUR_NONE;
    return column->get(column, sock, lookups, value);
}

#endif
