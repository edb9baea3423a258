/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "owners/walk.h"

/* What is left to do, for several workers. */

static bool has_process(const struct walk *walk)
{
    return !walk->stopped && walk->next < walk->count && !(walk->late && walk->unseen == 0);
}

bool walk_take(struct walk *walk, struct walk_process **process, struct walk_table **table)
{
    *process = NULL;
    *table = NULL;
    pthread_mutex_lock(&walk->lock);
    while (!has_process(walk) && walk->open == NULL && walk->busy > 0)
        pthread_cond_wait(&walk->changed, &walk->lock);
    if (has_process(walk)) {
        *process = &walk->processes[walk->next++];
        walk->busy++;
    } else if (walk->open != NULL) {
        *table = walk->open;
        walk->open->readers++;
    }
    pthread_mutex_unlock(&walk->lock);
    return *process != NULL || *table != NULL;
}

void walk_process_done(struct walk *walk)
{
    pthread_mutex_lock(&walk->lock);
    walk->busy--;
    pthread_cond_broadcast(&walk->changed);
    pthread_mutex_unlock(&walk->lock);
}

struct walk_table *walk_open_table(struct walk *walk, const struct task *task,
                                   struct walk_process *process)
{
    struct walk_table *table = malloc(sizeof(*table));
    if (table == NULL)
        return NULL;
    *table = (struct walk_table){.task = *task, .process = process, .readers = 1};
    table->directory = task_open(task, "fd", O_DIRECTORY);
    if (table->directory < 0) {
        free(table);
        return NULL;
    }
    pthread_mutex_lock(&walk->lock);
    table->next = walk->open;
    walk->open = table;
    pthread_cond_signal(&walk->changed);
    pthread_mutex_unlock(&walk->lock);
    return table;
}

void walk_leave_table(struct walk *walk, struct walk_table *table)
{
    pthread_mutex_lock(&walk->lock);
    struct walk_table **at = &walk->open;
    while (*at != NULL && *at != table)
        at = &(*at)->next;
    if (*at != NULL)
        *at = table->next;
    bool last = --table->readers == 0;
    pthread_mutex_unlock(&walk->lock);
    if (!last)
        return;
    close(table->directory);
    free(table);
}
