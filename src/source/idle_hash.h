/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_IDLE_HASH_H
#define SOCKVIEW_SOURCE_IDLE_HASH_H

#include <stdbool.h>
#include <stdint.h>

#include "source/diag.h"
#include "source/in_use.h"

/* All network namespaces usually share one hash table of TCP connections, and a dump walks through
 * all of it, whatever namespace it is for: that costs milliseconds when others have many
 * connections. Listeners are in a small table of their own. So the walk is spared when counters
 * show that the table of connections has no socket of this namespace. */

/* What a look at the namespace found. */
struct hash_look {
    struct sockets_in_use use;
    uint64_t listeners; /* of TCP; counted only when there may be some */
    uint64_t cookies;   /* the sum of theirs */
    bool received;      /* a segment may have arrived; looked up only when SYN_RECV is wanted */
    bool failed;        /* the listeners could not be counted */
};

/* Looks at the namespace that this thread, the first one of the process, is in. `states` are those
 * that will be asked for. `diag` is the only socket that this program has open in there. */
void hash_look(const char *proc, struct diag *diag, uint32_t states, struct hash_look *look);

/* Looks once more, after a look that found it idle. What may have been received is taken from that
 * one: the requests of segments that came later are new. */
void hash_look_again(const char *proc, struct diag *diag, const struct hash_look *before,
                     struct hash_look *look);

/* Whether the table of connections has no socket in these states. */
bool hash_look_is_idle(const struct hash_look *look, uint32_t states);

/* Whether two looks found the same listeners. */
bool hash_looks_agree(const struct hash_look *one, const struct hash_look *other);

/* Whether both looks counted no socket of UDP over IPv4, or over IPv6. */
bool hash_looks_have_no_udp(const struct hash_look looks[2], bool ipv6);

#endif
