/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_PROC_SCAN_H
#define SOCKVIEW_OWNERS_PROC_SCAN_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "owners/crew.h"
#include "owners/links.h"
#include "util/error.h"

/* Finds owners by reading /proc/PID/fd of every process. Only the files of this folder use it.
 * proc_scan.c goes through the processes, proc_directory.c reads one fd directory, proc_tables.c
 * knows which of them are the same, and proc_work.c hands the work out to several threads. */

/* How a scan ended. */
enum proc_scan_result { PROC_SCAN_FAILED, PROC_SCAN_STOPPED, PROC_SCAN_WHOLE };

/* Reads `proc` and links what it finds. It stops after about `most` descriptors; with 0 it has no
 * limit, and when there are many descriptors more threads take part. Failed with `error`. */
enum proc_scan_result owners_proc_scan(struct owners *owners, const char *proc, size_t most,
                                       struct error *error);

/* A process in the procfs. */
struct proc_process {
    uint32_t pid;
    bool hidden; /* a part of it may not be read */
};

/* An fd directory that is being read. Several workers read one that is long. */
struct proc_directory {
    struct task task;
    struct proc_process *process;
    int descriptor;
    size_t readers;
    bool is_task_added; /* to the owners, at `place` */
    uint32_t place;
    struct proc_directory *next;
};

/* The large file tables that a scan met, each once. */
struct proc_tables {
    struct proc_table *items; /* owned; sorted by size, then in the order of the kernel */
    size_t count, capacity;
    struct proc_sharer *sharers; /* owned; the tasks that have one of these tables too */
    size_t sharer_count, sharer_capacity;
};

/* One scan. Several workers use it, so the lock protects all that changes, the owners included. The
 * exception is looking up an inode in `wanted`: during a scan only its values change. */
struct proc_scan {
    struct owners *owners;
    const char *path;               /* of the procfs */
    int proc;                       /* descriptor of it */
    struct proc_process *processes; /* owned */
    size_t count, capacity;
    size_t most; /* descriptors to read, or 0 for no limit */
    struct crew crew;
    void *(*work)(void *scan); /* what each thread of the crew does */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next_process; /* the first that no worker has taken */
    size_t busy;         /* workers that are at a process, and can still open directories */
    struct proc_directory *unfinished; /* directories with more to read */
    bool stopped;                      /* `most` was reached */
    bool can_compare;                  /* file tables can be compared */
    struct proc_tables tables;
    /* Threads with a file table of their own are read with their process. Where tables cannot be
     * compared, nothing tells these threads from others; then a second pass reads all threads, but
     * only for sockets that the first pass did not find. */
    bool is_second_pass;
    uint32_t second_pass_link; /* place of the first link of the second pass */
    size_t unseen;             /* in the second pass: sockets that have no link yet */
};

/* Takes the next process; or, when all are taken, a directory that another worker reads and has not
 * finished, and then `process` is NULL. Waits while one of these may still appear. False when the
 * scan is done. */
bool proc_scan_take(struct proc_scan *scan, struct proc_process **process,
                    struct proc_directory **directory);

/* Called when the worker has finished the process that it took. */
void proc_scan_finish_process(struct proc_scan *scan);

/* Opens the fd directory of a task. NULL with errno. */
struct proc_directory *proc_directory_open(const struct task *task, struct proc_process *process);

/* Frees a directory that was not offered. */
void proc_directory_close(struct proc_directory *directory);

/* Lets other workers join in reading the directory. */
void proc_directory_offer(struct proc_scan *scan, struct proc_directory *directory);

/* Adds the task of the directory to the owners, once. Called with the lock held. False when out of
 * memory. */
bool proc_directory_add_task(struct proc_scan *scan, struct proc_directory *directory);

/* Whether another task with the same file table was met before. Then the task becomes an owner of
 * all that is found there, and its directory need not be read. */
bool proc_tables_share(struct proc_scan *scan, struct proc_directory *directory);

/* Reads the directories that were left out where the task that stood for them may not have been
 * read to its end. Called when the rest of the scan is done. */
void proc_tables_finish(struct proc_scan *scan);

/* Frees what is known of file tables. */
void proc_tables_free(struct proc_tables *tables);

/* Called when this worker found nothing more in the directory. The last worker closes it. */
void proc_directory_leave(struct proc_scan *scan, struct proc_directory *directory);

/* A thread that takes part in a scan. */
struct worker {
    struct proc_scan *scan;
    bool is_main; /* the thread that started the scan: it stops it, and starts the crew */
    size_t done;  /* descriptors that it has read */
    struct proc_process *process;
    struct task task;
    struct proc_directory *directory;
};

/* Counts descriptors that the worker read. False when the scan is to stop. */
bool worker_count(struct worker *worker, size_t descriptors);

/* Notes the errno that kept a part of the worker's process from being read. */
void worker_note_trouble(struct worker *worker, int number);

/* Reads what other workers leave of a directory, links the wanted sockets, and leaves it. */
void worker_read_directory(struct worker *worker, struct proc_directory *directory);

#endif
