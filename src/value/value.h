/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_VALUE_H
#define SOCKVIEW_VALUE_VALUE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "state.h"
#include "util/number.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* The type of the values of a column. value_types[] has how they are written and compared. */
enum value_type {
    VALUE_UNSIGNED,  /* number */
    VALUE_FLAG,      /* number 0 or 1 */
    VALUE_HEX,       /* number, written in hexadecimal: an identifier, or bits */
    VALUE_TEXT,      /* text, escaped because any user may have chosen it */
    VALUE_TEXTS,     /* list of texts, escaped like VALUE_TEXT; one with NULL data is unknown */
    VALUE_NUMBERS,   /* list of numbers */
    VALUE_ADDRESS,   /* address */
    VALUE_ENDPOINT,  /* address, port, service and interface */
    VALUE_PROCESSES, /* processes */
    VALUE_RECORDS,   /* text: JSON objects, separated by commas */
    VALUE_TYPES      /* the number of types */
};

struct process_details;

/* One owner of a socket: a process with one of its descriptors. */
struct process {
    uint32_t pid;
    uint32_t descriptor;
    struct slice name;    /* comm, which may contain any byte; NULL data when it could not be
                           * read */
    uint32_t thread;      /* thread id, 0 unless threads were asked for */
    struct slice context; /* security context, which may contain any byte; empty when there is
                           * none */
    const struct process_details *details; /* what else was asked for (owners/details.h); or NULL */
};

enum address_kind {
    ADDRESS_IPV4, /* 4 bytes in network order */
    ADDRESS_IPV6, /* 16 bytes in network order */
    ADDRESS_TEXT, /* a name given by the kernel or by sockview */
    ADDRESS_UNIX, /* name of a UNIX socket: a path, or NUL and an abstract name; may contain any
                   * byte */
};

struct value_address {
    enum address_kind kind;
    const uint8_t *bytes; /* for ADDRESS_IPV4 and ADDRESS_IPV6 */
    struct slice text;    /* for the other kinds; empty when there is no name */
    struct slice scope;   /* interface of a link-local address, or empty */
};

/* What follows the colon of an endpoint. */
enum port_kind {
    PORT_NONE,   /* nothing known */
    PORT_NUMBER, /* a port number; 0 means none */
    PORT_INODE,  /* the inode of a UNIX socket */
};

struct value_endpoint {
    struct value_address address;
    struct slice host; /* host name of the address, or empty; the scope still follows it */
    enum port_kind port_kind;
    uint32_t port;
    struct slice service;   /* name of the port, or empty to show the number */
    struct slice label;     /* text that a table shows instead of the port, or empty */
    struct slice interface; /* device that the socket is bound to, or empty */
};

struct value_texts {
    const struct slice *items;
    size_t count;
};

struct value_numbers {
    const uint64_t *items;
    size_t count;
};

struct value_processes {
    const struct process *items;
    size_t count;
    bool merged;          /* a table shows processes of one name as one entry, with the lowest
                           * pid */
    bool with_descriptor; /* a table shows the descriptor too; JSON does unless of_many */
    bool with_thread;     /* a table and JSON show the thread id */
    bool with_context;    /* JSON shows the security context */
    bool of_many;         /* they hold several sockets: JSON shows no descriptor */
};

/* The value of a column for one socket. Borrows everything; valid until the next column_get or
 * until the sock is gone. Getters of columns set the member of the union for the type of the
 * column. All other code reads it through the functions below, which check the type. */
struct value {
    enum value_type type; /* set by column_get */
    enum colour colour;   /* how a terminal may paint the cell */
    union {
        uint64_t number;
        struct slice text;
        struct value_texts texts;
        struct value_numbers numbers;
        struct value_address address;
        struct value_endpoint endpoint;
        struct value_processes processes;
    };
};

/* The number of a VALUE_UNSIGNED, VALUE_FLAG or VALUE_HEX. */
static inline uint64_t value_number(const struct value *value)
{
    assert(value->type <= VALUE_HEX);
    return value->number;
}

/* The text of a VALUE_TEXT or VALUE_RECORDS. */
static inline struct slice value_text(const struct value *value)
{
    assert(value->type == VALUE_TEXT || value->type == VALUE_RECORDS);
    return value->text;
}

/* The list of a VALUE_TEXTS. */
static inline const struct value_texts *value_texts(const struct value *value)
{
    assert(value->type == VALUE_TEXTS);
    return &value->texts;
}

/* The list of a VALUE_NUMBERS. */
static inline const struct value_numbers *value_numbers(const struct value *value)
{
    assert(value->type == VALUE_NUMBERS);
    return &value->numbers;
}

/* The address of a VALUE_ADDRESS. */
static inline const struct value_address *value_address(const struct value *value)
{
    assert(value->type == VALUE_ADDRESS);
    return &value->address;
}

/* The parts of a VALUE_ENDPOINT. */
static inline const struct value_endpoint *value_endpoint(const struct value *value)
{
    assert(value->type == VALUE_ENDPOINT);
    return &value->endpoint;
}

/* The list of a VALUE_PROCESSES. */
static inline const struct value_processes *value_processes(const struct value *value)
{
    assert(value->type == VALUE_PROCESSES);
    return &value->processes;
}

/* How a value is written. Texts that others chose (names, paths) are escaped in every style, so
 * that two different values never look alike. */
enum value_style {
    /* A cell of a table. It is one field for awk, so it is never empty and contains no blank.
     * Commas separate the members of a list, and `-` is an empty list. */
    VALUE_CELL,
    VALUE_CELL_ASCII, /* like VALUE_CELL, with only ASCII characters */
    /* A field of a format with its own quotation, such as CSV. A text may contain blanks. Blanks
     * separate the members of a list, and `\e` is a text or list known to be empty. */
    VALUE_PLAIN,
    VALUE_JSON, /* a JSON literal */
};

/* The bytes of the longest number in any style: UINT64_MAX in decimal. */
enum { VALUE_NUMBER_MOST = NUMBER_LENGTH_MOST };

/* Whether numbers of the type are written in decimal. */
static inline bool value_is_decimal(enum value_type type, enum value_style style)
{
    return type == VALUE_UNSIGNED || (type == VALUE_FLAG && style != VALUE_JSON);
}

/* Writes a number of a VALUE_UNSIGNED, VALUE_FLAG or VALUE_HEX to `at`, which has room for
 * VALUE_NUMBER_MOST bytes. Returns the place after it. */
char *value_write_number(char *at, enum value_type type, uint64_t number, enum value_style style);

/* Appends a value, which must be known. */
void value_put(struct strbuf *buffer, const struct value *value, enum value_style style);

/* Compares two known values of the same type, as a total order. The result is less than 0 when the
 * left value comes first, 0 when they are equal, and greater than 0 otherwise.
 *
 * Numbers are ordered by value. Addresses are ordered by their bytes, IPv4 before IPv6, and then by
 * scope; an IPv4-mapped address counts as the IPv4 address. Ends are ordered by address, then by
 * port. Texts are ordered by bytes, except that a row of digits is ordered by its number
 * (natural_compare). Lists are ordered by their first member, then by the next; the empty list
 * comes first. */
int value_compare(const struct value *left, const struct value *right);

/* Appends a key for a known value. Two keys of one type, compared byte by byte, are in the order of
 * value_compare, and no key is the beginning of another one. */
void value_put_key(struct strbuf *key, const struct value *value);

/* One row of the table of value types. */
struct value_type_row {
    const char *words;         /* describes the JSON value for people: "list of strings" */
    const char *json_type;     /* type in JSON Schema: "array" */
    const char *json_keywords; /* further keywords of JSON Schema, a comma before each */
    const char *example;       /* as in JSON, a text without its quotes */
    bool right;                /* cells are aligned to the right */
    void (*put_text)(struct strbuf *buffer, const struct value *value, enum value_style style);
    void (*put_json)(struct strbuf *buffer, const struct value *value);
    int (*compare)(const struct value *left, const struct value *right);
    void (*put_key)(struct strbuf *key, const struct value *value);
    bool is_number; /* value_number() reads it */
};

/* Indexed by enum value_type. */
extern const struct value_type_row value_types[VALUE_TYPES];

#endif
