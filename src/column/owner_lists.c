/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "value/process_group.h"

/* The owners, or unknown as in the column `processes`. */
static bool find_owners(const struct sock *sock, struct lookups *lookups,
                        struct value_processes *processes)
{
    *processes = (struct value_processes){0};
    processes->items = columns_find_owners(sock, lookups, &processes->count);
    strbuf_clear(&lookups->scratch);
    return processes->count > 0 || columns_have_no_owner(sock);
}

/* Owners are sorted by their process ids. */
static bool get_pids(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column;
    struct value_processes owners;
    struct strbuf *list = &lookups->scratch;
    if (!find_owners(sock, lookups, &owners))
        return false;
    for (size_t i = 0; i < owners.count; i++) {
        uint64_t pid = owners.items[i].pid;
        if (i == 0 || owners.items[i - 1].pid != pid)
            strbuf_put(list, (const char *)&pid, sizeof(pid));
    }
    value->numbers =
        (struct value_numbers){(const void *)list->data, list->length / sizeof(uint64_t)};
    return !list->failed;
}

/* Each name once, in the order of the first process that has it. */
static bool get_process_names(const struct column *column, const struct sock *sock,
                              struct lookups *lookups, struct value *value)
{
    (void)column;
    struct value_processes owners;
    struct process_group group = {0};
    struct strbuf *list = &lookups->scratch;
    if (!find_owners(sock, lookups, &owners))
        return false;
    while (process_group_next(&owners, &group))
        strbuf_put(list, (const char *)&group.first->name, sizeof(group.first->name));
    value->texts =
        (struct value_texts){(const void *)list->data, list->length / sizeof(struct slice)};
    return !list->failed;
}

#define OWNERS .sets = 0, .needs = NEED_OWNERS | NEED_HOLDERS

static const struct column rows[] = {
    {"pids", "PIDs", "ids of the processes that hold the socket", VALUE_NUMBERS, OWNERS,
     .get = get_pids},
    {"process_names", "Process-Names", "names of the processes that hold the socket, each once",
     VALUE_TEXTS, OWNERS, .get = get_process_names},
};
const struct column_group columns_owner_lists = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
