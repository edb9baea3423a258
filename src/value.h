/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_H
#define SOCKVIEW_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "state.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* What kind of value a column has: alignment, table cell and JSON literal follow from it. */
enum value_type {
    VALUE_UNSIGNED,  /* number; right-aligned; JSON number */
    VALUE_FLAG,      /* number 0 or 1; JSON false or true */
    VALUE_HEX,       /* number; hexadecimal; JSON string, as 64 bits do not survive every reader */
    VALUE_TEXT,      /* text; anybody may have written it, so it is escaped; JSON string */
    VALUE_TEXTS,     /* texts, as VALUE_TEXT; JSON list of strings */
    VALUE_ADDRESS,   /* address; JSON string */
    VALUE_ENDPOINT,  /* address, port, service and interface; JSON string, always numeric */
    VALUE_PROCESSES, /* processes; JSON list of objects */
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

/* A value pulled through a column. Borrows everything; valid until the next pull or until the
 * sock dies. */
struct value {
    enum colour colour; /* how a terminal may paint the cell */
    union {
        uint64_t number;
        struct slice text;
        struct {
            const struct slice *items;
            size_t count;
        } texts;
        struct value_address address;
        struct {
            struct value_address address;
            struct slice host; /* name of the address, or empty; the scope still follows it */
            enum port_kind port_kind;
            uint32_t port;
            struct slice service;   /* name of the port, or empty for the number */
            struct slice label;     /* what the table shows in place of the port, or empty */
            struct slice interface; /* device that the socket is bound to, or empty */
        } endpoint;
        struct {
            const struct process *items;
            size_t count;
            bool with_descriptor; /* the table shows the descriptor too; JSON always does */
            bool with_thread;     /* table and JSON */
            bool with_context;    /* JSON only */
        } processes;
    };
};

/* Whether cells of the type are aligned to the right. */
bool value_aligns_right(enum value_type type);

/* Appends the value as one table cell: exactly one field for awk, never empty. With `ascii`,
 * nothing outside ASCII is written. */
void value_put_cell(struct strbuf *buffer, enum value_type type, const struct value *value,
                    bool ascii);

/* Appends the value as a JSON literal. */
void value_put_json(struct strbuf *buffer, enum value_type type, const struct value *value);

#endif
