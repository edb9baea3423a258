/* SPDX-License-Identifier: MIT */
#include "lookup/protocols.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

#include "lookup/names.h"
#include "lookup/netdb_file.h"

enum { ENTRY_MOST = 1024 * 1024 };

#ifdef HAVE_GETPROTOBYNUMBER_R
static struct slice ask_protocol(struct names *names, uint8_t number)
{
    struct slice name = {0};
    char *buffer = NULL;
    int result = ERANGE;
    for (size_t size = 1024; result == ERANGE && size <= ENTRY_MOST; size *= 2) {
        struct protoent entry, *found = NULL;
        char *larger = realloc(buffer, size);
        names->failed |= larger == NULL;
        if (larger == NULL)
            break;
        buffer = larger;
        result = getprotobynumber_r(number, &entry, buffer, size, &found);
        if (result == 0 && found != NULL)
            name = slice_of(found->p_name);
    }
    struct slice stored = names_store(names, number, name);
    free(buffer);
    return stored;
}
#else
/* The protocol that is looked for, and its name. */
struct search {
    uint8_t number;
    struct names *names;
    bool found;
    struct slice name; /* in `names` */
};

static bool compare_entry(void *context, const struct netdb_entry *entry)
{
    struct search *search = context;
    search->found = entry->protocol.length == 0 && entry->number == search->number;
    if (search->found)
        search->name = names_store(search->names, search->number, entry->name);
    return !search->found;
}

static struct slice ask_protocol(struct names *names, uint8_t number)
{
    struct search search = {.number = number, .names = names};
    netdb_file_read("/etc/protocols", compare_entry, &search);
    return search.found ? search.name : names_store(names, number, (struct slice){0});
}
#endif

static const struct lookup_kind kind = LOOKUP_OF_NAMES(.lasts = true);

struct slice protocols_find(struct lookup_states *states, uint8_t number)
{
    struct names *names = lookup_state(states, &kind);
    if (names == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(names, number);
    return known != NULL ? *known : ask_protocol(names, number);
}
