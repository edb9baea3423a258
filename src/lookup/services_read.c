/* SPDX-License-Identifier: MIT */
#include "lookup/services_read.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

#include "lookup/netdb_file.h"

#ifdef HAVE_GETSERVENT_R
enum { ENTRY_MOST = 64 * 1024 * 1024 };

bool services_read(void (*each)(void *context, const struct service_entry *entry), void *context)
{
    size_t size = 4096;
    char *buffer = malloc(size), *larger = buffer;
    setservent(1);
    while (larger != NULL) {
        struct servent entry, *found = NULL;
        buffer = larger;
        int result = getservent_r(&entry, buffer, size, &found);
        if (result == 0 && found != NULL) {
            const struct service_entry known = {slice_of(found->s_name), found->s_aliases,
                                                slice_of(found->s_proto),
                                                ntohs((uint16_t)found->s_port)};
            each(context, &known);
        } else if (result == ERANGE && size < ENTRY_MOST) {
            larger = realloc(buffer, size *= 2);
        } else {
            break;
        }
    }
    endservent();
    free(buffer);
    return larger != NULL;
}
#else
/* Who is told of each entry. */
struct reader {
    void (*each)(void *context, const struct service_entry *entry);
    void *context;
};

static bool take_entry(void *context, const struct netdb_entry *entry)
{
    const struct reader *reader = context;
    const struct service_entry known = {entry->name, NULL, entry->protocol, entry->number};
    if (entry->protocol.length > 0)
        reader->each(reader->context, &known);
    return true;
}

bool services_read(void (*each)(void *context, const struct service_entry *entry), void *context)
{
    struct reader reader = {each, context};
    netdb_file_read("/etc/services", take_entry, &reader);
    return true;
}
#endif
