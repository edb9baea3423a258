/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_NETDB_FILE_H
#define SOCKVIEW_LOOKUP_NETDB_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"

/* A line of services(5) or protocols(5): NAME NUMBER[/PROTOCOL] [ALIAS ...] [# comment]. The slices
 * borrow from the file and hold no NUL. */
struct netdb_entry {
    struct slice name;
    struct slice protocol; /* empty in protocols(5) */
    uint16_t number;       /* port in host order, or number of the protocol */
};

/* Calls `each` with every entry of the file at `path`, in order, until it answers false. Lines that
 * are no entries are passed over; a file that cannot be read, or is larger than 16 MiB, has none.
 * For C libraries without getservent_r or getprotobynumber_r, such as musl. */
void netdb_file_read(const char *path, bool (*each)(void *context, const struct netdb_entry *entry),
                     void *context);

#endif
