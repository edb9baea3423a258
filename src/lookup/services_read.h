/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_SERVICES_READ_H
#define SOCKVIEW_LOOKUP_SERVICES_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"

/* An entry of the services database, borrowed from the C library. */
struct service_entry {
    struct slice name;
    char *const *aliases; /* other names, with a NULL after the last; NULL when they are unknown */
    struct slice protocol;
    uint16_t port; /* host order */
};

/* Calls `each` with every entry, in order: from the C library's services database, so that
 * nsswitch.conf applies, or from /etc/services, without aliases, where the library has no
 * getservent_r. False when memory ran out, so that entries are missing. */
bool services_read(void (*each)(void *context, const struct service_entry *entry), void *context);

#endif
