/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "owners/proc_scan.h"

/* Distributes the work of a scan to its workers. */

/* Reading this many descriptors takes 7 ms; starting one more thread takes 0.1 ms. */
enum { CREW_AFTER = 2048 };

static bool has_process(const struct proc_scan *scan)
{
    bool is_done = scan->is_second_pass && scan->unseen == 0;
    return !scan->stopped && !is_done && scan->next_process < scan->count;
}

bool proc_scan_take(struct proc_scan *scan, struct proc_process **process,
                    struct proc_directory **directory)
{
    *process = NULL;
    *directory = NULL;
    pthread_mutex_lock(&scan->lock);
    while (!has_process(scan) && scan->unfinished == NULL && scan->busy > 0)
        pthread_cond_wait(&scan->changed, &scan->lock);
    if (has_process(scan)) {
        *process = &scan->processes[scan->next_process++];
        scan->busy++;
    } else if (scan->unfinished != NULL) {
        *directory = scan->unfinished;
        scan->unfinished->readers++;
    }
    pthread_mutex_unlock(&scan->lock);
    return *process != NULL || *directory != NULL;
}

void proc_scan_finish_process(struct proc_scan *scan)
{
    if (!scan->is_second_pass)
        progress_add_processes(scan->owners->progress, 1);
    pthread_mutex_lock(&scan->lock);
    scan->busy--;
    pthread_cond_broadcast(&scan->changed);
    pthread_mutex_unlock(&scan->lock);
}

struct proc_directory *proc_directory_open(const struct task *task, struct proc_process *process)
{
    struct proc_directory *directory = malloc(sizeof(*directory));
    if (directory == NULL)
        return NULL;
    *directory = (struct proc_directory){.task = *task, .process = process, .readers = 1};
    directory->descriptor = task_open(task, "fd", O_DIRECTORY);
    if (directory->descriptor < 0) {
        free(directory);
        return NULL;
    }
    directory->task.files = directory->descriptor;
    return directory;
}

void proc_directory_close(struct proc_directory *directory)
{
    close(directory->descriptor);
    free(directory);
}

void proc_directory_offer(struct proc_scan *scan, struct proc_directory *directory)
{
    pthread_mutex_lock(&scan->lock);
    directory->next = scan->unfinished;
    scan->unfinished = directory;
    pthread_cond_signal(&scan->changed);
    pthread_mutex_unlock(&scan->lock);
}

void proc_directory_leave(struct proc_scan *scan, struct proc_directory *directory)
{
    pthread_mutex_lock(&scan->lock);
    struct proc_directory **at = &scan->unfinished;
    while (*at != NULL && *at != directory)
        at = &(*at)->next;
    if (*at != NULL)
        *at = directory->next;
    bool is_last = --directory->readers == 0;
    pthread_mutex_unlock(&scan->lock);
    if (is_last)
        proc_directory_close(directory);
}

bool worker_count(struct worker *worker, size_t descriptors)
{
    struct proc_scan *scan = worker->scan;
    worker->done += descriptors;
    if (!worker->is_main)
        return true;
    if (scan->most > 0) {
        scan->stopped = scan->stopped || worker->done > scan->most;
        return !scan->stopped;
    }
    if (worker->done > CREW_AFTER) {
        worker->done = 0;
        if (scan->crew.count == 0)
            crew_start(&scan->crew, scan->work, scan);
    }
    return true;
}
