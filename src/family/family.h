/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_FAMILY_H
#define SOCKVIEW_FAMILY_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "family/address_family.h"
#include "lookups.h"
#include "sock.h"
#include "value/value.h"

/* One table of sockets that the kernel keeps: what one dump, or one file of /proc/net, shows. */
struct socket_table {
    const struct address_family *address_family;
    const char *proc_file; /* its name below /proc/net, or NULL when there is none */
    uint16_t number;       /* IPPROTO_* or the like that the family's request needs */
    uint8_t destroy_group; /* SKNLGRP_*: whom the kernel tells of destroyed ones; 0: nobody */
};

/* A kind of sockets that can be asked for by name and has a netid of its own. */
struct kind {
    const char *name;     /* for -A: "unix_stream" */
    const char *netid;    /* as printed: "u_str" */
    const char *protocol; /* as the services database spells it, or NULL */
    uint8_t type;         /* SOCK_* */
};

/* What a dump is asked for. */
struct request {
    uint32_t states;      /* as bits (state_bit) */
    unsigned needs;       /* enum need: what costs extra */
    struct slice program; /* for the kernel to leave sockets out by (INET_DIAG_REQ_BYTECODE); empty
                           * for none, and for families that take none */
    bool program_decides; /* rather no answer than one without it */
};

enum parse_result {
    PARSE_OK,   /* the sock is filled */
    PARSE_SKIP, /* no socket: a header line */
    PARSE_BAD,  /* cut short or not understood */
};

/* Which parts of an end are wanted beside its address and port. */
enum endpoint_part { PART_NAMES = 1u << 0 };

/* A family of sockets and how the kernel is asked for them: all that sockview knows of it. */
struct family {
    const char *name; /* for -A and -f: "tcp" */
    const char *help; /* what it is, in two or three words */
    const struct kind *kinds;
    size_t kind_count;
    uint32_t states;           /* the states its sockets can have, as bits (state_bit) */
    uint32_t shown_by_default; /* of LISTEN and UNCONN: those shown when no state was asked for */
    bool repeats;              /* the kernel lists some twice: the same cookie is passed over */
    /* The kernel leaves out a socket that does not fit a message. Those in these states are asked
     * for with these needs (enum need) first, and then all the others without. */
    uint32_t bulky_states;
    unsigned bulky_needs;
    uint64_t tells;     /* what netlink tells of each of its sockets (HAVE_*) and /proc/net does
                         * not, or not to everybody */
    bool takes_program; /* the kernel leaves sockets out by a program of inet_diag */
    const struct socket_table *tables;
    size_t table_count;
    const struct socket_table *whole; /* one dump of all that is in `tables`; NULL: there is none */
    uint16_t whole_message; /* type of its request and of the answers; SOCK_DIAG_BY_FAMILY is that
                             * of all others */
    bool by_default;        /* is shown when no family was chosen */
    enum fact info;         /* what INET_DIAG_INFO holds */
    /* Writes the body of a sock_diag dump request (what follows the nlmsghdr). Returns its
     * length, 0 when `size` is too small. */
    size_t (*request)(const struct family *family, const struct socket_table *table,
                      const struct request *request, void *body, size_t size);
    /* Writes the body of a request about one socket, to look it up or to destroy it: by its ends
     * and device, and only if it has the cookie where that is known. `needs` (enum need) is
     * what an answer shall have. Returns its length, 0 when `size` is too small. NULL when the
     * kernel has no such request. */
    size_t (*request_one)(const struct sock *sock, unsigned needs, void *body, size_t size);
    /* Reads the body of a sock_diag answer; any bytes are survived. */
    enum parse_result (*parse_diag)(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock);
    /* Reads one line of the file in /proc/net, without its newline; any bytes are survived. NULL
     * when there is no such file. */
    enum parse_result (*parse_proc)(const struct family *family, const struct socket_table *table,
                                    const char *line, size_t length, struct sock *sock);
    /* Fills `value->endpoint` for one end of a socket (&sock->local or &sock->peer), with names
     * when `parts` has PART_NAMES. False when it is unknown. */
    bool (*endpoint)(const struct sock *sock, const struct endpoint *end, unsigned parts,
                     struct lookups *lookups, struct value *value);
    /* Fills `value->text` with the name or number of the socket's protocol (sock->protocol). NULL
     * when the family has but one. */
    bool (*protocol)(const struct sock *sock, struct lookups *lookups, struct value *value);
};

/* Starts the record of a socket of this family and kind. */
void family_start(const struct family *family, const struct socket_table *table,
                  const struct kind *kind, struct sock *sock);

/* The address family of a socket: among those of its family's tables. NULL when it is none. */
const struct address_family *family_address(const struct sock *sock);

/* Whether the family is of the internet: its ends are addresses of IPv4 and IPv6. */
bool family_is_inet(const struct family *family);

/* Sets the state from a number of net/tcp_states.h, which most families use; one that the family
 * does not have stays unknown. TCP_CLOSE is UNCONN where there are no connections. */
void family_set_state(const struct family *family, struct sock *sock, unsigned number);

/* The states that are asked for and that the family has, as bits by the numbers of
 * net/tcp_states.h. */
uint32_t family_kernel_states(const struct family *family, uint32_t states);

/* Sets the cookie from the two words of a message; the low one comes first. */
void family_set_cookie(struct sock *sock, const uint32_t cookie[2]);

/* Sets the inode. 0 means that there is no file: unknown. */
void family_set_inode(struct sock *sock, uint32_t inode);

/* The kind of that family with a type (SOCK_*), or NULL. */
const struct kind *family_find_type(const struct family *family, uint8_t type);

#endif
