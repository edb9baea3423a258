/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_COLUMN_H
#define SOCKVIEW_COLUMN_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookups.h"
#include "need.h"
#include "sock.h"
#include "value/value.h"

/* Which selections bring a column in by themselves. */
enum column_set {
    IN_TABLE = 1u << 0,           /* the default table */
    IN_JSON = 1u << 1,            /* the default JSON object */
    IN_EXTENDED = 1u << 2,        /* -e: a word behind a table's row, a name in JSON */
    IN_TIMERS = 1u << 3,          /* -o: the same */
    IN_PROCESSES = 1u << 4,       /* -p: a column in both */
    IN_INFO = 1u << 5,            /* -i */
    IN_MEMORY = 1u << 6,          /* -m */
    IN_TOS = 1u << 7,             /* --tos */
    IN_CGROUP = 1u << 8,          /* --cgroup */
    IN_SOCKOPT = 1u << 9,         /* --inet-sockopt */
    IN_BPF = 1u << 10,            /* -b */
    IN_HOSTS = 1u << 11,          /* -r: names in JSON; a table shows them in place of addresses */
    IN_THREADS = 1u << 12,        /* -T: brings no column, but a name into those of -p */
    IN_CONTEXTS = 1u << 13,       /* -Z */
    IN_SOCKET_CONTEXT = 1u << 14, /* -z, which is -Z as well */
    IN_NAMESPACES = 1u << 15,     /* --all-netns: a column in both */
    IN_TIME = 1u << 16,           /* -E, and -c in formats without another place for the time */
};

/* One row of the table of columns: all that sockview knows of a column. */
struct column {
    const char *name;   /* JSON name, --columns, and later sort key and filter field */
    const char *header; /* in a table */
    const char *help;   /* one sentence without a full stop */
    enum value_type type;
    unsigned sets;  /* enum column_set; 0: only --columns and filters name it */
    unsigned needs; /* enum need */
    /* Pulls the value; false when it is unknown. */
    bool (*get)(const struct column *column, const struct sock *sock, struct lookups *lookups,
                struct value *value);
    uint64_t have; /* the value is known when the sock has all these bits */
    size_t offset; /* of a plain number in struct sock or in a fact, with its size in bytes */
    size_t size;
    enum fact fact;       /* for column_get_fact */
    uint16_t attribute;   /* for getters of attributes inside a fact: its type */
    uint8_t first_bit;    /* of a bit field in the number, counted from the lowest */
    uint8_t bits;         /* how many it has; 0: the number is no bit field */
    const char *nothing;  /* a text that says nothing: left out of details on a screen */
    bool zero_tells;      /* the number 0 says something, and is not left out there */
    uint8_t stream_width; /* in a table that is printed as rows come; 0: that of the header */
};

/* Columns that belong together: a file below column/. */
struct column_group {
    const struct column *columns;
    size_t count;
    /* Names of the families that have them (struct family), ends with NULL; NULL: every family.
     * Only when one of them was chosen do they come in by themselves. */
    const char *const *families;
    /* In place of names: whether a family has them. */
    bool (*belongs_to)(const struct family *family);
};

/* A getter: the plain number at `offset` of the sock. */
bool column_get_number(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value);

/* Reads the number that the row describes out of a block of bytes; false when that is too short. */
bool column_read(const struct column *column, struct slice block, struct value *value);

/* A getter: the plain number at `offset` of the column's fact; unknown when that is too short. */
bool column_get_fact(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value);

/* For the rows of the table: a plain number of struct sock. */
#define COLUMN_NUMBER(field)                                                                       \
    .get = column_get_number, .offset = offsetof(struct sock, field),                              \
    .size = sizeof(((struct sock *)NULL)->field)

/* The same without a getter. */
#define COLUMN_FIELD(which, structure, field)                                                      \
    .fact = which, .offset = offsetof(structure, field), .size = sizeof(((structure *)NULL)->field)

/* For the rows of the table: a plain number of the structure that a fact holds. */
#define COLUMN_FACT(which, structure, field)                                                       \
    .get = column_get_fact, COLUMN_FIELD(which, structure, field)

/* Pulls the value of a column, which then carries the column's type; false when it is unknown. */
static inline bool column_get(const struct column *column, const struct sock *sock,
                              struct lookups *lookups, struct value *value)
{
    if ((sock->have & column->have) != column->have)
        return false;
    value->type = column->type;
    value->colour = COLOUR_NONE;
    return column->get(column, sock, lookups, value);
}

#endif
