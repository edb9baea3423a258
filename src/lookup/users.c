/* SPDX-License-Identifier: MIT */
#include "lookup/users.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>

static struct slice ask_user(struct users *users, uint32_t uid)
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
    name = names_store(&users->names, uid, name);
    free(buffer);
    return name;
}

struct slice users_find(struct users *users, uint32_t uid)
{
    const struct slice *known = names_find(&users->names, uid);
    return known != NULL ? *known : ask_user(users, uid);
}

void users_free(struct users *users)
{
    names_free(&users->names);
}
