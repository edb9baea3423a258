/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "owners/proc_scan.h"
#include "util/array.h"

/* A table is only looked up when reading it costs far more: it has this many descriptors. Linux
 * tells their number as the size of the directory since 6.2. */
enum { LARGE = 64 };

/* A large file table, and the task that stands for it. */
struct proc_table {
    off_t size;     /* how many descriptors it had when it was met */
    uint32_t task;  /* thread number of the task */
    uint32_t place; /* of the task in the owners */
    struct proc_process *process;
};

/* A task that has the table of another one, so that its own directory was not read. */
struct proc_sharer {
    struct proc_table table;
    struct task task;
    struct proc_process *process;
};

static uint32_t number_of(const struct task *task)
{
    return task->thread != 0 ? task->thread : task->process;
}

static enum files_order compare(const struct proc_table *left, const struct proc_table *right)
{
    if (left->size != right->size)
        return left->size < right->size ? FILES_LESS : FILES_GREATER;
    return task_compare_files(left->task, right->task);
}

/* Finds the place of the table in the list, or the one where it belongs. */
static enum files_order search(const struct proc_tables *tables, const struct proc_table *table,
                               size_t *at)
{
    enum files_order order = FILES_LESS;
    size_t low = 0, high = tables->count;
    while (low < high && order != FILES_SAME && order != FILES_UNKNOWN) {
        *at = low + (high - low) / 2;
        order = compare(table, &tables->items[*at]);
        if (order == FILES_LESS)
            high = *at;
        else if (order == FILES_GREATER)
            low = *at + 1;
    }
    if (order != FILES_SAME)
        *at = low;
    return order;
}

static bool add_table(struct proc_scan *scan, struct proc_directory *directory,
                      struct proc_table *table, size_t at)
{
    struct proc_tables *tables = &scan->tables;
    struct proc_table *items =
        array_reserve(tables->items, &tables->capacity, tables->count, sizeof(*items));
    if (items == NULL)
        return false;
    tables->items = items;
    if (!proc_directory_add_task(scan, directory))
        return false;
    table->place = directory->place;
    memmove(&items[at + 1], &items[at], (tables->count - at) * sizeof(*items));
    items[at] = *table;
    tables->count++;
    return true;
}

static bool add_sharer(struct proc_scan *scan, struct proc_directory *directory, size_t at)
{
    struct proc_tables *tables = &scan->tables;
    struct proc_sharer *sharers = array_reserve(tables->sharers, &tables->sharer_capacity,
                                                tables->sharer_count, sizeof(*sharers));
    if (sharers == NULL)
        return false;
    tables->sharers = sharers;
    if (!proc_directory_add_task(scan, directory))
        return false;
    owners_share_links(scan->owners, tables->items[at].place, directory->place);
    sharers[tables->sharer_count++] =
        (struct proc_sharer){tables->items[at], directory->task, directory->process};
    return true;
}

/* Called with the lock held. */
static bool shares(struct proc_scan *scan, struct proc_directory *directory, off_t size)
{
    struct proc_table table = {
        .size = size, .task = number_of(&directory->task), .process = directory->process};
    size_t at;
    bool added = true, shared = false;
    switch (search(&scan->tables, &table, &at)) {
    case FILES_SAME:
        added = shared = add_sharer(scan, directory, at);
        break;
    case FILES_LESS:
    case FILES_GREATER:
        added = add_table(scan, directory, &table, at);
        break;
    case FILES_UNKNOWN:
        break;
    }
    scan->owners->failed |= !added;
    return shared;
}

bool proc_tables_share(struct proc_scan *scan, struct proc_directory *directory)
{
    struct stat status;
    if (!scan->can_compare || fstat(directory->descriptor, &status) != 0 || status.st_size < LARGE)
        return false;
    pthread_mutex_lock(&scan->lock);
    bool shared = shares(scan, directory, status.st_size);
    pthread_mutex_unlock(&scan->lock);
    return shared;
}

/* The task that stood for the table still has it and could be read, so it was read to its end. */
static bool was_read(const struct proc_sharer *sharer)
{
    return !sharer->table.process->hidden &&
           task_compare_files(sharer->table.task, number_of(&sharer->task)) == FILES_SAME;
}

void proc_tables_finish(struct proc_scan *scan)
{
    struct worker worker = {.scan = scan};
    for (size_t i = 0; i < scan->tables.sharer_count; i++) {
        const struct proc_sharer *sharer = &scan->tables.sharers[i];
        struct task task = {scan->proc, sharer->task.process, sharer->task.thread};
        struct proc_directory *directory =
            was_read(sharer) ? NULL : proc_directory_open(&task, sharer->process);
        if (directory != NULL)
            worker_read_directory(&worker, directory);
    }
    scan->tables.sharer_count = 0;
}

void proc_tables_free(struct proc_tables *tables)
{
    free(tables->items);
    free(tables->sharers);
    *tables = (struct proc_tables){0};
}
