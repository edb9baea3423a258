/* SPDX-License-Identifier: MIT */
#include "lookup/users.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>

#include "lookup/names.h"

static struct slice ask_user(struct names *names, uint32_t uid)
{
    size_t size = 1024;
    struct slice name = {0};
    char *buffer = NULL;
    int result;
    do {
        char *larger = realloc(buffer, size);
        if (larger == NULL)
            break;
        buffer = larger;
        struct passwd entry, *found = NULL;
        result = getpwuid_r((uid_t)uid, &entry, buffer, size, &found);
        if (result == 0 && found != NULL)
            name = slice_of(found->pw_name);
        size *= 2;
    } while (result == ERANGE && size <= 1024 * 1024);
    name = names_store(names, uid, name);
    free(buffer);
    return name;
}

static void free_names(void *state)
{
    names_free(state);
}

struct slice users_find(struct lookup_states *states, uint32_t uid)
{
    static const struct lookup_kind kind = {sizeof(struct names), free_names, .lasts = false};
    struct names *names = lookup_state(states, &kind);
    if (names == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(names, uid);
    return known != NULL ? *known : ask_user(names, uid);
}
