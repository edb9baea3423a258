/* SPDX-License-Identifier: MIT */
#include "value/people.h"

#include <stdlib.h>

#include "util/array.h"

static bool add(struct people *people, const struct process *process)
{
    struct process *items =
        array_reserve(people->items, &people->capacity, people->count, sizeof(*items));
    if (items == NULL)
        return false;
    people->items = items;
    items[people->count++] = *process;
    return id_map_insert(&people->seen, process->pid, 0) != NULL;
}

bool people_add(struct people *people, const struct process *owners, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_newest = people->count > 0 && people->items[people->count - 1].pid == owners[i].pid;
        if (is_newest || id_map_find(&people->seen, owners[i].pid) != NULL)
            continue;
        if (!add(people, &owners[i]))
            return false;
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    uint32_t one = ((const struct process *)left)->pid;
    uint32_t other = ((const struct process *)right)->pid;
    return (one > other) - (one < other);
}

void people_sort(struct people *people)
{
    if (people->count > 1)
        qsort(people->items, people->count, sizeof(*people->items), compare);
}

bool people_get(const struct people *people, struct value *value)
{
    value->type = VALUE_PROCESSES;
    value->processes =
        (struct value_processes){people->items, people->count, .merged = true, .of_many = true};
    return people->count > 0 || !people->unknown;
}

void people_free(struct people *people)
{
    free(people->items);
    id_map_free(&people->seen);
}
