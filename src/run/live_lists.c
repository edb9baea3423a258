/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "lookup/namespaces.h"
#include "run/live.h"
#include "util/directory.h"
#include "util/number.h"

void live_list_devices(live_take *take, void *context)
{
    struct if_nameindex *devices = if_nameindex();
    for (size_t i = 0; devices != NULL && devices[i].if_index != 0; i++) {
        struct strbuf help = {0};
        strbuf_put_string(&help, "index ");
        number_put(&help, devices[i].if_index);
        take(context, slice_of(devices[i].if_name), strbuf_slice(&help));
        strbuf_free(&help);
    }
    if_freenameindex(devices);
}

void live_list_namespaces(live_take *take, void *context)
{
    struct dirent **entries = NULL;
    int count = directory_list(NAMESPACES_DIRECTORY, &entries);
    for (int i = 0; i < count; i++) {
        take(context, slice_of(entries[i]->d_name), (struct slice){0});
        free(entries[i]);
    }
    free(entries);
}

void live_list_services(live_take *take, void *context)
{
    const struct servent *entry;
    setservent(1);
    while ((entry = getservent()) != NULL) {
        struct strbuf help = {0};
        number_put(&help, ntohs((uint16_t)entry->s_port));
        take(context, slice_of(entry->s_name), strbuf_slice(&help));
        strbuf_free(&help);
    }
    endservent();
}
