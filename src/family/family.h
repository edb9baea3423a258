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

/* One socket table of the kernel: the result of one dump, or one file in /proc/net. */
struct socket_table {
    const struct address_family *address_family;
    const char *proc_file; /* its file in /proc/net, or NULL when there is none */
    uint16_t number;       /* IPPROTO_*, or another number that the request of its family takes */
    uint8_t destroy_group; /* SKNLGRP_*: the group that receives its destroyed sockets; 0: none */
};

/* A kind of sockets that -A can name and that has its own netid. */
struct kind {
    const char *name;     /* for -A: "unix_stream" */
    const char *netid;    /* as printed: "u_str" */
    const char *protocol; /* its name in the services database, or NULL */
    uint8_t type;         /* SOCK_* */
};

/* What a dump is asked for. */
struct request {
    uint32_t states;      /* as bits (state_bit) */
    unsigned needs;       /* enum need: values that cost extra work */
    struct slice program; /* INET_DIAG_REQ_BYTECODE: the kernel leaves out sockets that it rejects;
                           * empty: no program, or the family takes none */
    bool program_decides; /* the dump must fail rather than run without the program */
};

enum parse_result {
    PARSE_OK,   /* the sock is filled */
    PARSE_SKIP, /* not a socket, but a header line */
    PARSE_BAD,  /* cut short or not understood */
};

/* Parts of an end that are wanted in addition to its address and port. */
enum endpoint_part { PART_NAMES = 1u << 0 };

/* A family of sockets: all that sockview knows of it, and how the kernel is asked for it. */
struct family {
    const char *name; /* for -A and -f: "tcp" */
    const char *help; /* what its sockets are, in a few words */
    const struct kind *kinds;
    size_t kind_count;
    uint32_t states;           /* the states that its sockets can have, as bits (state_bit) */
    uint32_t shown_by_default; /* those of LISTEN and UNCONN that are shown when no state was asked
                                * for */
    bool repeats;              /* the kernel lists some sockets twice; the second with the same
                                * cookie is ignored */
    /* The kernel leaves out a socket that does not fit a message. So sockets in these states are
     * requested first, with these needs (enum need), and what it tells of them is kept. A second
     * dump requests all sockets without them, and shows those with what was kept. */
    uint32_t bulky_states;
    unsigned bulky_needs;
    uint64_t netlink_only; /* HAVE_* that only netlink reports of its sockets; some of them it
                            * reports only to privileged processes */
    bool takes_program;    /* the kernel accepts an inet_diag program that leaves out sockets */
    const struct socket_table *tables;
    size_t table_count;
    const struct socket_table *whole; /* one dump of everything in `tables`, or NULL */
    uint16_t whole_message; /* message type of the request of `whole` and of its answers; other
                             * tables use SOCK_DIAG_BY_FAMILY */
    bool by_default;        /* shown when no family was chosen */
    bool has_backlog; /* the queues of a listener are its waiting connections, and their limit */
    enum fact info;   /* what INET_DIAG_INFO contains */
    /* Writes the body of a sock_diag dump request, which follows the nlmsghdr. Returns its length;
     * 0 when `size` is too small. */
    size_t (*request)(const struct family *family, const struct socket_table *table,
                      const struct request *request, void *body, size_t size);
    /* Writes the body of a request to look up or destroy one socket. The request names its ends and
     * its device, and its cookie when that is known. `needs` (enum need) is what the answer has to
     * contain. Returns the length; 0 when `size` is too small. NULL when the kernel has no such
     * request. */
    size_t (*request_one)(const struct sock *sock, unsigned needs, void *body, size_t size);
    /* A lookup, unlike SOCK_DESTROY, takes the ends the other way round (udp_dump_one in
     * net/ipv4/udp_diag.c). */
    bool looks_up_swapped;
    /* Reads the body of a sock_diag answer. The bytes may be anything. */
    enum parse_result (*parse_diag)(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock);
    /* Reads one line of the file in /proc/net, without its newline. The bytes may be anything. NULL
     * when there is no such file. */
    enum parse_result (*parse_proc)(const struct family *family, const struct socket_table *table,
                                    const char *line, size_t length, struct sock *sock);
    /* Fills `value->endpoint` for one end of a socket (&sock->local or &sock->peer), with names
     * when `parts` contains PART_NAMES. False when the end is unknown. */
    bool (*endpoint)(const struct sock *sock, const struct endpoint *end, unsigned parts,
                     struct lookups *lookups, struct value *value);
    /* Fills `value->text` with the name or number of the socket's protocol (sock->protocol). NULL
     * when the family has only one protocol. */
    bool (*protocol)(const struct sock *sock, struct lookups *lookups, struct value *value);
};

/* Starts the record of a socket of this family and kind. */
void family_start(const struct family *family, const struct socket_table *table,
                  const struct kind *kind, struct sock *sock);

/* The address family of a socket, from the tables of the socket's family. NULL when none of them
 * has it. */
const struct address_family *family_address(const struct sock *sock);

/* Whether the ends of its sockets are IPv4 or IPv6 addresses. */
bool family_is_inet(const struct family *family);

/* Sets the state from a number of net/tcp_states.h, which most families use. A state that the
 * family does not have stays unknown. TCP_CLOSE becomes UNCONN in a family without connections. */
void family_set_state(const struct family *family, struct sock *sock, unsigned number);

/* The requested states that the family has, as bits by their numbers in net/tcp_states.h. */
uint32_t family_kernel_states(const struct family *family, uint32_t states);

/* Sets the cookie from the two words of a message, the low word first. */
void family_set_cookie(struct sock *sock, const uint32_t cookie[2]);

/* Sets the inode. 0 means that the socket has no file, so the inode stays unknown. */
void family_set_inode(struct sock *sock, uint32_t inode);

/* The kind with a type (SOCK_*) in the family, or NULL. */
const struct kind *family_find_type(const struct family *family, uint8_t type);

#endif
