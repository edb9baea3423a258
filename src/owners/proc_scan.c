/* SPDX-License-Identifier: MIT */
#include "owners/proc_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/array.h"
#include "util/file.h"

/* The cost of opening and listing a directory, in descriptors. */
enum { DIRECTORY_COST = 4 };

static void scan_task(struct worker *worker)
{
    struct proc_directory *directory = proc_directory_open(&worker->task, worker->process);
    if (directory == NULL) {
        worker_note_trouble(worker, errno);
    } else if (proc_tables_share(worker->scan, directory)) {
        proc_directory_close(directory);
    } else {
        proc_directory_offer(worker->scan, directory);
        worker_read_directory(worker, directory);
    }
}

static bool scan_thread(void *context, const char *name, uint32_t thread)
{
    struct worker *worker = context;
    (void)name;
    worker->task.thread = thread;
    scan_task(worker);
    return worker_count(worker, DIRECTORY_COST);
}

/* A thread that shares the file table of its process needs no reading: the table was read there. */
static bool scan_own_files(void *context, const char *name, uint32_t thread)
{
    struct worker *worker = context;
    uint32_t process = worker->process->pid;
    if (thread == process ||
        (worker->scan->can_compare && task_compare_files(process, thread) == FILES_SAME))
        return worker_count(worker, 1);
    return scan_thread(context, name, thread);
}

static void scan_threads(struct worker *worker,
                         bool (*each)(void *context, const char *name, uint32_t thread))
{
    int threads = task_open(&worker->task, "task", O_DIRECTORY);
    if (threads < 0 || !task_each_number(threads, each, worker))
        worker_note_trouble(worker, errno);
    if (threads >= 0)
        close(threads);
}

/* Whether the threads of a process are to be read: where the files of the first may not be read,
 * the others may not either. Where tables cannot be compared, it is noted that threads were left
 * out. */
static bool are_threads_due(struct worker *worker)
{
    bool several = task_has_threads(&worker->task);
    pthread_mutex_lock(&worker->scan->lock);
    bool due = several && worker->scan->can_compare && !worker->process->hidden;
    worker->scan->owners->threads_unread |= several && !worker->scan->can_compare;
    pthread_mutex_unlock(&worker->scan->lock);
    return due;
}

/* Reads the files of a process, and those of its threads where they have their own. */
static void scan_whole_process(struct worker *worker)
{
    scan_task(worker);
    if (are_threads_due(worker))
        scan_threads(worker, scan_own_files);
}

static void scan_process(struct worker *worker, struct proc_process *process)
{
    struct proc_scan *scan = worker->scan;
    worker->process = process;
    worker->task = (struct task){scan->proc, process->pid, 0};
    if (scan->is_second_pass)
        scan_threads(worker, scan_own_files);
    else if (scan->owners->with_threads)
        scan_threads(worker, scan_thread);
    else
        scan_whole_process(worker);
}

/* The second pass leaves out hidden processes, because the files of their threads may not be read
 * either. */
static void work(struct worker *worker)
{
    struct proc_process *process;
    struct proc_directory *directory;
    while (proc_scan_take(worker->scan, &process, &directory)) {
        if (process == NULL) {
            worker_read_directory(worker, directory);
            continue;
        }
        if (!worker->scan->is_second_pass || !process->hidden)
            scan_process(worker, process);
        proc_scan_finish_process(worker->scan);
    }
}

static void *run_crew(void *context)
{
    struct worker worker = {.scan = context};
    work(&worker);
    return NULL;
}

/* Reads every process once. When there are very many of them, the crew starts right away. */
static void scan_processes(struct proc_scan *scan)
{
    struct worker worker = {.scan = scan, .is_main = true};
    scan->next_process = 0;
    if (worker_count(&worker, scan->count * DIRECTORY_COST))
        work(&worker);
    crew_join(&scan->crew);
    if (!scan->stopped)
        proc_tables_finish(scan);
}

/* More processes than may be read need not be listed. */
static bool add_process(void *context, const char *name, uint32_t pid)
{
    struct proc_scan *scan = context;
    (void)name;
    struct proc_process *processes =
        array_reserve(scan->processes, &scan->capacity, scan->count, sizeof(*processes));
    if (processes == NULL) {
        scan->owners->failed = true;
        return false;
    }
    scan->processes = processes;
    processes[scan->count++] = (struct proc_process){pid, false};
    return scan->most == 0 || scan->count * DIRECTORY_COST <= scan->most;
}

static void count_unreadable(struct proc_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        scan->owners->unreadable += scan->processes[i].hidden;
}

/* Only where file tables cannot be compared, and for sockets that have no owner yet. Processes that
 * may not be read are not counted again. */
static void scan_again(struct proc_scan *scan)
{
    if (scan->can_compare || scan->owners->with_threads)
        return;
    scan->is_second_pass = true;
    scan->second_pass_link = (uint32_t)scan->owners->link_count;
    scan->unseen = owners_count_unseen(scan->owners);
    if (scan->unseen > 0)
        scan_processes(scan);
}

static enum proc_scan_result scan_all(struct proc_scan *scan, struct error *error)
{
    if (!task_each_number(scan->proc, add_process, scan)) {
        error_set_errno(error, errno, "owners: cannot read %s", scan->path);
        return PROC_SCAN_FAILED;
    }
    if (scan->count == 0) {
        error_set(error, ENOENT, "owners: %s shows no processes: is procfs mounted there?",
                  scan->path);
        return PROC_SCAN_FAILED;
    }
    scan_processes(scan);
    count_unreadable(scan);
    if (!scan->stopped)
        scan_again(scan);
    if (scan->stopped)
        return PROC_SCAN_STOPPED;
    if (!scan->owners->failed)
        return PROC_SCAN_WHOLE;
    error_set(error, ENOMEM, OWNERS_NO_RESOURCES);
    return PROC_SCAN_FAILED;
}

enum proc_scan_result owners_proc_scan(struct owners *owners, const char *proc, size_t most,
                                       struct error *error)
{
    struct proc_scan scan = {
        .owners = owners,
        .path = proc,
        .proc = file_open_at(AT_FDCWD, proc, O_DIRECTORY),
        .most = most,
        .work = run_crew,
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .changed = PTHREAD_COND_INITIALIZER,
    };
    if (scan.proc < 0) {
        error_set_errno(error, errno, "owners: cannot read %s", proc);
        return PROC_SCAN_FAILED;
    }
    scan.can_compare = task_can_compare_files(scan.proc);
    enum proc_scan_result result = scan_all(&scan, error);
    close(scan.proc);
    proc_tables_free(&scan.tables);
    free(scan.processes);
    return result;
}
