/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_HOSTS_H
#define SOCKVIEW_LOOKUP_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/notes.h"
#include "util/slice.h"

/* An IP address whose name may be asked for. */
struct host_address {
    uint8_t family;    /* AF_INET or AF_INET6 */
    uint8_t bytes[16]; /* network order; an IPv4 address uses the first 4 */
    uint32_t scope;    /* interface index of a link-local address, else 0 */
};

/* Asks for one name. Fills `name` with a NUL-terminated text; false when the address has none.
 * Called in threads, and possibly still running when everything else has ended. */
typedef bool host_resolver(const struct host_address *address, char *name, size_t size);

struct hosts_work;

/* Names of hosts by address. First every address of interest is announced, then all are asked for
 * at once, in threads, for a limited time; then each can be looked up. Nothing is asked for before
 * hosts_resolve. Starts zeroed. */
struct hosts {
    struct hosts_work *work; /* shared with the threads; whoever leaves last frees it */
    host_resolver *resolver; /* NULL: getnameinfo(3) */
    bool resolved;
};

/* The address with these bytes (4 or 16, in network order). */
struct host_address host_address(uint8_t family, const uint8_t *bytes, uint32_t scope);

/* Announces an address; one that is unspecified (the wildcard) has no name and is passed over.
 * False when out of memory. */
bool hosts_want(struct hosts *hosts, const struct host_address *address);

/* Asks for the names of all that was announced, and waits for them at most so long. What does not
 * come by then has no name. */
void hosts_resolve(struct hosts *hosts, unsigned milliseconds);

/* The name of an address, or an empty slice. Any byte may be in it. Stays until hosts_free. */
struct slice hosts_find(struct hosts *hosts, const struct host_address *address);

/* Adds one note when names were waited for in vain. The answer is complete without them. */
void hosts_report(const struct hosts *hosts, struct notes *notes);

/* Whether threads still wait for answers that nobody wants any more. The program must then end
 * without unloading libraries (_exit), as a thread may be inside one. */
bool hosts_are_busy(const struct hosts *hosts);

/* Lets go of everything. */
void hosts_free(struct hosts *hosts);

#endif
