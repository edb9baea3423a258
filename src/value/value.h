/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_VALUE_H
#define SOCKVIEW_VALUE_VALUE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "state.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* What kind of value a column has. How it is written and compared is in value_types[]. */
enum value_type {
    VALUE_UNSIGNED,  /* number */
    VALUE_FLAG,      /* number 0 or 1 */
    VALUE_HEX,       /* number, written in hexadecimal: an identifier, or bits */
    VALUE_TEXT,      /* text; anybody may have written it, so it is escaped */
    VALUE_TEXTS,     /* texts, as VALUE_TEXT */
    VALUE_ADDRESS,   /* address */
    VALUE_ENDPOINT,  /* address, port, service and interface */
    VALUE_PROCESSES, /* processes */
    VALUE_TYPES      /* how many there are */
};

/* One holder of a socket. */
struct process {
    uint32_t pid;
    uint32_t descriptor;
    struct slice name;    /* comm, any byte in it; NULL data when it could not be read */
    uint32_t thread;      /* thread id, 0 unless threads were asked for */
    struct slice context; /* of the security module, any byte in it; empty when there is none */
};

enum address_kind {
    ADDRESS_IPV4, /* 4 bytes in network order */
    ADDRESS_IPV6, /* 16 bytes in network order */
    ADDRESS_TEXT, /* a name of the kernel's or of ours */
    ADDRESS_UNIX, /* what a UNIX socket is bound to: a path, or NUL and an abstract name; any byte
                   */
};

struct value_address {
    enum address_kind kind;
    const uint8_t *bytes; /* of an IP address */
    struct slice text;    /* of the others; empty when there is no name */
    struct slice scope;   /* interface of a link-local address, or empty */
};

/* What stands behind the colon of an endpoint. */
enum port_kind {
    PORT_NONE,   /* nothing known */
    PORT_NUMBER, /* a number that belongs to the address; 0 is none */
    PORT_INODE,  /* of a UNIX socket */
};

struct value_endpoint {
    struct value_address address;
    struct slice host; /* name of the address, or empty; the scope still follows it */
    enum port_kind port_kind;
    uint32_t port;
    struct slice service;   /* name of the port, or empty for the number */
    struct slice label;     /* what the table shows in place of the port, or empty */
    struct slice interface; /* device that the socket is bound to, or empty */
};

struct value_texts {
    const struct slice *items;
    size_t count;
};

struct value_processes {
    const struct process *items;
    size_t count;
    bool merged;          /* a table shows processes of one name as one, with the lowest pid */
    bool with_descriptor; /* the table shows the descriptor too; JSON always does */
    bool with_thread;     /* table and JSON */
    bool with_context;    /* JSON only */
};

/* A value pulled through a column. Borrows everything; valid until the next pull or until the
 * sock dies. Getters fill the member of the union that belongs to the type of their column;
 * everybody else reads through the functions below, which check the type. */
struct value {
    enum value_type type; /* set by column_get */
    enum colour colour;   /* how a terminal may paint the cell */
    union {
        uint64_t number;
        struct slice text;
        struct value_texts texts;
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

/* The text of a VALUE_TEXT. */
static inline struct slice value_text(const struct value *value)
{
    assert(value->type == VALUE_TEXT);
    return value->text;
}

/* The list of a VALUE_TEXTS. */
static inline const struct value_texts *value_texts(const struct value *value)
{
    assert(value->type == VALUE_TEXTS);
    return &value->texts;
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

/* How a value is written. What others chose (names, paths) is escaped in every style, so that two
 * different values never look alike. */
enum value_style {
    /* A cell of a table: one field for awk, so never empty and without a blank. Commas join the
     * members of a list, and `-` is an empty list. */
    VALUE_CELL,
    VALUE_CELL_ASCII, /* the same with nothing outside ASCII */
    /* A field that a format such as CSV quotes itself: a blank in a text stays. Blanks join the
     * members of a list, and `\e` is a text or a list that is known to be empty. */
    VALUE_PLAIN,
    VALUE_JSON, /* a JSON literal */
};

/* Appends the value, which is known. */
void value_put(struct strbuf *buffer, const struct value *value, enum value_style style);

/* Less than, equal to or greater than 0, as the left value comes before the right one, is as good
 * as it, or comes after it. A total order over the known values of a type; both have the same type.
 *
 * Numbers go by value. Addresses go by their bytes, IPv4 before IPv6, and an IPv4-mapped one is the
 * IPv4 address; then by scope. Ends go by address, then by port. Texts go byte by byte, but for a
 * row of digits, which goes by the number that it writes (natural_compare). Lists go by their first
 * member, then by the next; the empty list comes first. */
int value_compare(const struct value *left, const struct value *right);

/* What sockview knows of a type of values. */
struct value_type_row {
    const char *words;     /* what JSON has for it, for people: "list of strings" */
    const char *json_type; /* the same as JSON Schema calls it: "array" */
    bool right;            /* cells are aligned to the right */
    void (*put_text)(struct strbuf *buffer, const struct value *value, enum value_style style);
    void (*put_json)(struct strbuf *buffer, const struct value *value);
    int (*compare)(const struct value *left, const struct value *right);
};

/* By enum value_type. */
extern const struct value_type_row value_types[VALUE_TYPES];

#endif
