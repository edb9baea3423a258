/* SPDX-License-Identifier: MIT */
#include "lookup/users.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>

#include "lookup/names.h"
#include "util/trouble.h"

struct users {
    struct names names; /* the first member, so that the functions for names take it */
    bool unanswered;    /* a lookup failed */
};

/* Errors that POSIX allows for a user that does not exist. */
static bool is_answer(int result)
{
    return result == 0 || result == ENOENT || result == ESRCH;
}

/* When a name service does not run, users without a name are normal. */
static bool is_loss(int result)
{
    return result == EIO || trouble_of(result) == TROUBLE_RESOURCES;
}

static struct slice ask_user(struct lookup_states *states, struct users *users, uint32_t uid)
{
    struct names *names = &users->names;
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
    if (is_loss(result))
        lookup_note_trouble(states, result);
    users->unanswered |= !is_answer(result);
    name = names_store(names, uid, name);
    free(buffer);
    return name;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct users),
    .free = names_free_state,
    .failed = names_state_failed,
    .lasts = false,
};

struct slice users_find(struct lookup_states *states, uint32_t uid)
{
    struct users *users = lookup_state(states, &kind);
    if (users == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(&users->names, uid);
    return known != NULL ? *known : ask_user(states, users, uid);
}

bool users_failed(struct lookup_states *states)
{
    const struct users *users = lookup_state(states, &kind);
    return users == NULL || users->names.failed || users->unanswered;
}
