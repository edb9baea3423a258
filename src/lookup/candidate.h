/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_CANDIDATE_H
#define SOCKVIEW_LOOKUP_CANDIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "sock.h"

/* An address, IPv4 as IPv4-mapped, and a port. There is no padding: it is compared as bytes. */
struct pair_end {
    uint8_t address[16];
    uint32_t port;
};

/* A socket that may be the other end of another one. */
struct candidate {
    uint32_t hash;           /* of what both ends have in common */
    uint32_t next;           /* place, from 1, of another candidate in the same slot; or 0 */
    uint32_t other;          /* place, from 1, of the other end; or 0 */
    uint32_t netns;          /* inode of its network namespace */
    const struct kind *kind; /* both ends are of one protocol */
    struct pair_end local, peer;
    uint32_t inode;      /* 0: no program has the socket open */
    uint8_t sent_scale;  /* window scales of TCP, where they are known */
    uint8_t taken_scale; /**/
    bool has_scales : 1;
    bool is_transparent : 1;
    bool is_shown : 1;
};

/* Reads what a pair is found by: the ends, the kind and the namespace. False for a socket that is
 * connected to nobody, and for what the kernel keeps of a connection that is over or has not
 * begun. */
bool candidate_read_ends(struct candidate *candidate, const struct sock *sock);

/* Computes the hash of the ends. `seed` goes into it. */
void candidate_hash(struct candidate *candidate, uint64_t seed);

/* Reads what must fit at both ends. */
void candidate_read_facts(struct candidate *candidate, const struct sock *sock);

/* Whether both have the same ends and are of one kind. */
bool candidate_is_alike(const struct candidate *one, const struct candidate *other);

/* Whether one has the ends of the other the other way round, and is of the same kind. */
bool candidate_is_reversed(const struct candidate *one, const struct candidate *other);

/* Whether nothing that is known of two reversed candidates says that they are no pair: neither is
 * transparent, and the window that one sends is the one that the other takes. */
bool candidate_fits(const struct candidate *one, const struct candidate *other);

#endif
