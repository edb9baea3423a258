/* SPDX-License-Identifier: MIT */
#include "owners/bpf_tables.h"

#include <stdlib.h>

#include "owners/task.h"
#include "util/array.h"

struct bpf_holder {
    uint32_t task;  /* thread number */
    uint32_t place; /* in the owners */
};

/* A new table can have the number of one that was freed, so the kernel is asked again. */
bool bpf_tables_find(struct bpf_tables *tables, const struct socket_file *file, uint32_t *place)
{
    const uint32_t *at = file->table == 0 ? NULL : id_map_find(&tables->numbers, file->table);
    if (at == NULL)
        return false;
    const struct bpf_holder *holder = &tables->holders[*at];
    *place = holder->place;
    return task_compare_files(holder->task, file->thread) == FILES_SAME;
}

bool bpf_tables_add(struct bpf_tables *tables, const struct socket_file *file, uint32_t place)
{
    struct bpf_holder *holders =
        array_reserve(tables->holders, &tables->capacity, tables->count, sizeof(*holders));
    if (holders == NULL)
        return false;
    tables->holders = holders;
    uint32_t *at = id_map_insert(&tables->numbers, file->table, (uint32_t)tables->count);
    if (at == NULL)
        return false;
    *at = (uint32_t)tables->count;
    holders[tables->count++] = (struct bpf_holder){file->thread, place};
    return true;
}

void bpf_tables_free(struct bpf_tables *tables)
{
    id_map_free(&tables->numbers);
    free(tables->holders);
    *tables = (struct bpf_tables){0};
}
