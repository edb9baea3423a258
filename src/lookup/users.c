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
    int result = ENOMEM;
    do {
        char *larger = realloc(buffer, size);
        names->failed |= larger == NULL;
        if (larger == NULL)
            break;
        buffer = larger;
        struct passwd entry, *found = NULL;
        result = getpwuid_r((uid_t)uid, &entry, buffer, size, &found);
        if (result == 0 && found != NULL)
            name = slice_of(found->pw_name);
        size *= 2;
    } while (result == ERANGE && size <= 1024 * 1024);
    names->failed |= result == ENOMEM;
    name = names_store(names, uid, name);
    free(buffer);
    return name;
}

static const struct lookup_kind kind = LOOKUP_OF_NAMES(.lasts = false);

struct slice users_find(struct lookup_states *states, uint32_t uid)
{
    struct names *names = lookup_state(states, &kind);
    if (names == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(names, uid);
    return known != NULL ? *known : ask_user(names, uid);
}
