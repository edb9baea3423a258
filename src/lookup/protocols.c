/* SPDX-License-Identifier: MIT */
#include "lookup/protocols.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

enum { ENTRY_MOST = 1024 * 1024 };

static struct slice ask_protocol(struct protocols *protocols, uint8_t number)
{
    struct slice name = {0};
    char *buffer = NULL;
    int result = ERANGE;
    for (size_t size = 1024; result == ERANGE && size <= ENTRY_MOST; size *= 2) {
        struct protoent entry, *found = NULL;
        char *larger = realloc(buffer, size);
        if (larger == NULL)
            break;
        buffer = larger;
        result = getprotobynumber_r(number, &entry, buffer, size, &found);
        if (result == 0 && found != NULL)
            name = slice_of(found->p_name);
    }
    struct slice stored = names_store(&protocols->names, number, name);
    free(buffer);
    return stored;
}

struct slice protocols_find(struct protocols *protocols, uint8_t number)
{
    const struct slice *known = names_find(&protocols->names, number);
    return known != NULL ? *known : ask_protocol(protocols, number);
}

void protocols_free(struct protocols *protocols)
{
    names_free(&protocols->names);
}
