/* SPDX-License-Identifier: MIT */
#include "owners/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    /* What to open and to list a directory costs, in descriptors. */
    DIRECTORY_WORTH = 4,
    /* Reading so many takes 7 ms; to start another thread takes 0.1 ms. */
    HELP_AFTER = 2048,
};

static void *help(void *context);

bool walk_go_on(struct worker *worker, size_t descriptors)
{
    struct walk *walk = worker->walk;
    worker->done += descriptors;
    if (!worker->leads)
        return true;
    if (walk->most > 0) {
        walk->stopped = walk->stopped || worker->done > walk->most;
        return !walk->stopped;
    }
    if (worker->done > HELP_AFTER) {
        worker->done = 0;
        if (walk->crew.count == 0)
            crew_start(&walk->crew, help, walk);
    }
    return true;
}

static void scan_task(struct worker *worker)
{
    struct walk_table *table = walk_open_table(worker->walk, &worker->task, worker->process);
    if (table == NULL)
        walk_note_trouble(worker, errno);
    else
        walk_read_table(worker, table);
}

static bool scan_thread(void *context, const char *name, uint32_t thread)
{
    struct worker *worker = context;
    (void)name;
    worker->task.thread = thread;
    scan_task(worker);
    return walk_go_on(worker, DIRECTORY_WORTH);
}

/* What shares the files of its process was read with that. */
static bool scan_thread_late(void *context, const char *name, uint32_t thread)
{
    struct worker *worker = context;
    struct task task = {worker->walk->proc, worker->process->pid, thread};
    if (thread == task.process || task_shares_files(&task))
        return walk_go_on(worker, 1);
    return scan_thread(context, name, thread);
}

static void scan_threads(struct worker *worker,
                         bool (*each)(void *context, const char *name, uint32_t thread))
{
    int threads = task_open(&worker->task, "task", O_DIRECTORY);
    if (threads < 0 || !task_each_number(threads, each, worker))
        walk_note_trouble(worker, errno);
    if (threads >= 0)
        close(threads);
}

static void scan_process(struct worker *worker, struct walk_process *process)
{
    struct walk *walk = worker->walk;
    worker->process = process;
    worker->task = (struct task){walk->proc, process->pid, 0};
    if (walk->late)
        scan_threads(worker, scan_thread_late);
    else if (walk->owners->with_threads)
        scan_threads(worker, scan_thread);
    else
        scan_task(worker);
}

/* A process whose files may not be read has threads whose files may not be read. */
static void work(struct worker *worker)
{
    struct walk_process *process;
    struct walk_table *table;
    while (walk_take(worker->walk, &process, &table)) {
        if (process == NULL) {
            walk_read_table(worker, table);
            continue;
        }
        if (!worker->walk->late || !process->hidden)
            scan_process(worker, process);
        walk_process_done(worker->walk);
    }
}

static void *help(void *context)
{
    struct worker worker = {.walk = context};
    work(&worker);
    return NULL;
}

/* Every process once, by whoever has time for it. Their number alone can say that it is much. */
static void scan_processes(struct walk *walk)
{
    struct worker worker = {.walk = walk, .leads = true};
    walk->next = 0;
    if (walk_go_on(&worker, walk->count * DIRECTORY_WORTH))
        work(&worker);
    crew_join(&walk->crew);
}

static bool add_process(void *context, const char *name, uint32_t pid)
{
    struct walk *walk = context;
    (void)name;
    if (walk->count == walk->capacity) {
        size_t capacity = walk->capacity == 0 ? 256 : walk->capacity * 2;
        void *larger = reallocarray(walk->processes, capacity, sizeof(*walk->processes));
        if (larger == NULL) {
            walk->owners->failed = true;
            return false;
        }
        walk->processes = larger;
        walk->capacity = capacity;
    }
    walk->processes[walk->count++] = (struct walk_process){pid, false};
    return true;
}

static void count_unreadable(struct walk *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        walk->owners->unreadable += walk->processes[i].hidden;
}

/* A thread can have a file table of its own, and what it opens is then not in that of its
 * process. That is rare, so only what nobody was seen to hold is looked for there. What could not
 * be read was counted before. */
static void scan_late(struct walk *walk)
{
    walk->late = true;
    walk->late_link = (uint32_t)walk->owners->link_count;
    walk->unseen = owners_count_unseen(walk->owners);
    if (walk->unseen > 0 && !walk->owners->with_threads)
        scan_processes(walk);
}

static enum walk_result scan_all(struct walk *walk, struct error *error)
{
    if (!task_each_number(walk->proc, add_process, walk)) {
        error_set_errno(error, errno, "owners: cannot read %s", walk->path);
        return WALK_FAILED;
    }
    if (walk->count == 0) {
        error_set(error, ENOENT, "owners: %s shows no processes: is procfs mounted there?",
                  walk->path);
        return WALK_FAILED;
    }
    scan_processes(walk);
    count_unreadable(walk);
    if (!walk->stopped)
        scan_late(walk);
    if (walk->stopped)
        return WALK_STOPPED;
    if (!walk->owners->failed)
        return WALK_WHOLE;
    error_set(error, ENOMEM, "owners: out of memory or of file descriptors");
    return WALK_FAILED;
}

enum walk_result owners_walk(struct owners *owners, const char *proc, size_t most,
                             struct error *error)
{
    struct walk walk = {
        .owners = owners,
        .path = proc,
        .proc = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        .most = most,
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .changed = PTHREAD_COND_INITIALIZER,
    };
    if (walk.proc < 0) {
        error_set_errno(error, errno, "owners: cannot read %s", proc);
        return WALK_FAILED;
    }
    enum walk_result result = scan_all(&walk, error);
    close(walk.proc);
    free(walk.processes);
    return result;
}
