/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_HOSTS_H
#define SOCKVIEW_LOOKUP_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/notes.h"
#include "util/slice.h"

/* An IP address whose name can be looked up. */
struct host_address {
    uint8_t family;    /* AF_INET or AF_INET6 */
    uint8_t bytes[16]; /* network order; an IPv4 address uses the first 4 */
    uint32_t scope;    /* interface index of a link-local address, else 0 */
};

/* Looks up one name and fills `name` with a NUL-terminated text. False when the address has none.
 * Called in threads, and may still run when the rest of the program has ended. */
typedef bool host_resolver(const struct host_address *address, char *name, size_t size);

struct hosts_work;

/* Names of hosts by address. First every address of interest is announced. Then hosts_resolve looks
 * up all of them in threads, for a limited time. Then each can be found. Starts zeroed. */
struct hosts {
    struct hosts_work *work; /* shared with the threads; the last user frees it */
    host_resolver *resolver; /* NULL: getnameinfo(3) */
    bool resolved;
};

/* The address with these bytes (4 or 16, in network order). An IPv4-mapped one has the name of its
 * IPv4 address. */
struct host_address host_address(uint8_t family, const uint8_t *bytes, uint32_t scope);

/* Announces an address. An unspecified one (the wildcard) has no name and is ignored. False when
 * out of memory. */
bool hosts_want(struct hosts *hosts, const struct host_address *address);

/* Looks up the names of all announced addresses. Waits for at most this time; addresses that have
 * no answer by then have no name. */
void hosts_resolve(struct hosts *hosts, unsigned milliseconds);

/* The name of an address, which can contain any byte, or an empty slice. Valid until hosts_free. */
struct slice hosts_find(struct hosts *hosts, const struct host_address *address);

/* Adds one note when some names did not come in time. The answer is complete without them. */
void hosts_report(const struct hosts *hosts, struct notes *notes);

/* Whether threads are still waiting for answers, which are not needed any more. The program must
 * then end without unloading libraries (_exit), because a thread may be inside one. */
bool hosts_are_busy(const struct hosts *hosts);

/* Gives up the work. What threads still use is freed by the last of them. */
void hosts_free(struct hosts *hosts);

#endif
