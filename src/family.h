/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_H
#define SOCKVIEW_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

struct family;

/* One table of sockets that the kernel keeps: what one dump, or one file of /proc/net, shows. */
struct socket_table {
    int address_family;    /* AF_* */
    const char *proc_file; /* its name below /proc/net */
};

enum parse_result {
    PARSE_OK,   /* the sock is filled */
    PARSE_SKIP, /* no socket: a header line */
    PARSE_BAD,  /* cut short or not understood */
};

/* A kind of sockets and how the kernel is asked for them: all that sockview knows of it. */
struct family {
    const char *name;     /* for options: "tcp" */
    const char *netid;    /* as printed */
    const char *help;     /* what it is, in two or three words */
    const char *protocol; /* as the services database spells it, or NULL */
    uint8_t type;         /* SOCK_* */
    uint8_t number;       /* IPPROTO_* */
    uint32_t states;      /* the states it can have, as bits (state_bit) */
    const struct socket_table *tables;
    size_t table_count;
    /* Writes the body of a sock_diag dump request (what follows the nlmsghdr) for sockets in
     * `states`. Returns its length, 0 when `size` is too small. */
    size_t (*request)(const struct family *family, const struct socket_table *table,
                      uint32_t states, void *body, size_t size);
    /* Reads the body of a sock_diag answer; any bytes are survived. */
    enum parse_result (*parse_diag)(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock);
    /* Reads one line of the file in /proc/net, without its newline; any bytes are survived. */
    enum parse_result (*parse_proc)(const struct family *family, const struct socket_table *table,
                                    const char *line, size_t length, struct sock *sock);
};

/* In the order of printing. */
extern const struct family *const families[];
extern const size_t families_count;

#endif
