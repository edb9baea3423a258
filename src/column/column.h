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

/* Which options and formats show a column that --columns does not name. */
enum column_set {
    IN_TABLE = 1u << 0,           /* the default table */
    IN_JSON = 1u << 1,            /* the default JSON object */
    IN_EXTENDED = 1u << 2,        /* -e: a detail after a table's row, a name in JSON */
    IN_TIMERS = 1u << 3,          /* -o: likewise */
    IN_PROCESSES = 1u << 4,       /* -p: a column in a table, a name in JSON */
    IN_INFO = 1u << 5,            /* -i */
    IN_MEMORY = 1u << 6,          /* -m */
    IN_TOS = 1u << 7,             /* --tos */
    IN_CGROUP = 1u << 8,          /* --cgroup */
    IN_SOCKOPT = 1u << 9,         /* --inet-sockopt */
    IN_BPF = 1u << 10,            /* -b */
    IN_HOSTS = 1u << 11,          /* -r: names in JSON; a table shows them in place of addresses */
    IN_THREADS = 1u << 12,        /* -T: adds no column, but the thread name in those of -p */
    IN_CONTEXTS = 1u << 13,       /* -Z */
    IN_SOCKET_CONTEXT = 1u << 14, /* -z, which includes -Z */
    IN_NAMESPACES = 1u << 15,     /* --all-netns: a column in a table, a name in JSON */
    IN_OWNER_STATUS = 1u << 17,   /* -p: a name in JSON; the Process cell of a table has it */
    IN_SERVICES = 1u << 18,       /* without -n: a name in JSON; a table shows them for ports */
    IN_PEERS = 1u << 19,          /* -P: a column in a table, a name in JSON */
    IN_SENTENCE = 1u << 21,       /* a part of a sentence on a terminal (view/view.h) */
    IN_PEER_NETNS = 1u << 20,     /* -P with --all-netns: likewise */
    IN_TIME = 1u << 16,           /* -E; also -c in formats that have no other place for the time */
};

/* One row of the table of columns. */
struct column {
    const char *name;   /* in JSON, --columns, --sort and filters */
    const char *header; /* in a table */
    const char *help;   /* one sentence without a full stop; a number's unit is its first word, or
                         * follows after "in", unless the name ends with it */
    enum value_type type;
    unsigned sets;  /* enum column_set; 0: shown only when --columns names it */
    unsigned needs; /* enum need */
    /* Computes the value. False when it is unknown. */
    bool (*get)(const struct column *column, const struct sock *sock, struct lookups *lookups,
                struct value *value);
    /* Used when `get` returns false although `have` is there: whether the socket is known to have
     * no such value. NULL: never known. */
    bool (*is_absent)(const struct column *column, const struct sock *sock,
                      struct lookups *lookups);
    uint64_t have;        /* the value is known only when the sock has all these bits, */
    uint64_t facts;       /* has all these facts (FACT_BIT), */
    uint32_t never;       /* and is in none of these states (1 << enum state) */
    uint16_t offset;      /* of a plain number in struct sock or in a fact, or of a text in
                           * struct process_details, in bytes */
    uint8_t size;         /* of that number, in bytes */
    uint8_t first_bit;    /* lowest bit of a bit field, counted from 0 */
    uint8_t bits;         /* width of the bit field; 0: the number is no bit field */
    uint8_t factor;       /* by which a plain number is multiplied; 0: it is not */
    bool zero_matters;    /* the number 0 is information, so details on a screen show it */
    uint64_t least, most; /* a plain number is unknown outside of them; `most` 0: no limit */
    enum fact fact;       /* the fact that column_get_fact reads */
    uint16_t attribute;   /* attribute type, for getters that read an attribute inside a fact */
    uint8_t stream_width; /* width in a table printed as rows arrive; 0: the width of the header */
    /* In a table: a word for why there is no value, shown in square brackets; or empty. */
    struct slice (*reason)(const struct sock *sock, struct lookups *lookups);
    /* The texts that it can have, by their places; NULL after the last. NULL: any text. */
    const char *(*word)(size_t place);
    const char *nothing;   /* a text without information, which details on a screen leave out */
    const char *null_when; /* when it is unknown, beside what follows from the rest of the row: a
                            * clause for the schema; or NULL */
    const char *example;   /* for the schema, as in JSON, a text without its quotes; NULL: that of
                            * the type */
};

/* The header of a column of signs. In a table it has a place but no name, and a sign stands there
 * as it is: `-` is a sign like others, and an unknown value is a blank. */
#define COLUMN_SIGN_HEADER " "

/* Columns that belong together. Each group is a file in column/. */
struct column_group {
    const struct column *columns;
    size_t count;
    /* Names of the families that have these columns (struct family), ends with NULL; NULL: every
     * family. The columns are shown by default only when one of these families was chosen. */
    const char *const *families;
    /* Used instead of `families` when not NULL: whether a family has these columns. */
    bool (*belongs_to)(const struct family *family);
};

/* A getter: the plain number at `offset` in the sock. */
bool column_get_number(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value);

/* Reads the number that the row describes out of a block of bytes. False when the block is too
 * short, or the number stands for none. */
bool column_read(const struct column *column, struct slice block, struct value *value);

/* A getter: the plain number at `offset` in the column's fact; unknown when the fact is too
 * short. */
bool column_get_fact(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value);

/* For rows of the table: the column is a plain number in struct sock. */
#define COLUMN_NUMBER(field)                                                                       \
    .get = column_get_number, .offset = offsetof(struct sock, field),                              \
    .size = sizeof(((struct sock *)NULL)->field)

/* For rows of the table: the value comes from a fact. */
#define COLUMN_OF_FACT(which) .fact = which, .facts = FACT_BIT(which)

/* For rows of the table: the place of a number in the structure that a fact holds, without a
 * getter. */
#define COLUMN_FIELD(which, structure, field)                                                      \
    COLUMN_OF_FACT(which), .offset = offsetof(structure, field),                                   \
                           .size = sizeof(((structure *)NULL)->field)

/* For rows of the table: the column is a plain number in the structure that a fact holds. */
#define COLUMN_FACT(which, structure, field)                                                       \
    .get = column_get_fact, COLUMN_FIELD(which, structure, field)

/* Whether it is a column of signs, of type VALUE_TEXT. */
static inline bool column_is_sign(const struct column *column)
{
    return column->header[0] == COLUMN_SIGN_HEADER[0];
}

/* Whether the record has all that the value of a column is computed from. */
static inline bool column_has_parts(const struct column *column, const struct sock *sock)
{
    return (sock->have & column->have) == column->have &&
           (sock->facts_known & column->facts) == column->facts;
}

/* Computes the value of a column and sets the value's type. False when the value is unknown. */
static inline bool column_get(const struct column *column, const struct sock *sock,
                              struct lookups *lookups, struct value *value)
{
    if (!column_has_parts(column, sock) || state_bit((enum state)sock->state) & column->never)
        return false;
    value->type = column->type;
    value->colour = COLOUR_NONE;
    return column->get(column, sock, lookups, value);
}

#endif
