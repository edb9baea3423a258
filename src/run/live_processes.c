/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lookup/namespaces.h"
#include "owners/cgroup_path.h"
#include "owners/task.h"
#include "run/live.h"
#include "util/file.h"
#include "util/number.h"

/* Limit on the descriptors read of one process, so that a large one leaves time for others. */
enum { DESCRIPTORS_MOST = 256 };

/* One process that is looked at. */
struct look {
    struct live *live;
    struct task task;
    int directory;      /* its descriptors */
    size_t descriptors; /* that were looked at */
    size_t sockets;     /* among them */
    bool listens;
    struct slice name; /* read when it is needed */
};

static void read_name(struct look *look)
{
    if (look->name.data == NULL)
        look->name = task_name(&look->task, true, &look->live->texts);
}

/* Gives the port of a listener the name of the program. */
static void note_program(struct look *look, uint32_t place)
{
    struct tally_item *item = &look->live->seen.items[place];
    read_name(look);
    if (item->note.data == NULL)
        item->note = look->name;
}

static bool look_at_descriptor(void *context, const char *name, uint32_t number)
{
    struct look *look = context;
    struct live *live = look->live;
    (void)number;
    uint32_t inode;
    task_read_socket(look->directory, name, &inode);
    uint32_t *place = inode == 0 ? NULL : id_map_find(&live->listeners, inode);
    look->sockets += inode != 0;
    look->listens = look->listens || place != NULL;
    if (place != NULL && *place != UINT32_MAX && !live_counts_processes(live)) {
        note_program(look, *place);
        *place = UINT32_MAX;
        live->unnamed--;
    }
    return ++look->descriptors < DESCRIPTORS_MOST && live_has_time(live);
}

/* Appends what the control group of the process says for this kind of words. */
static void put_of_cgroup(const struct look *look, struct strbuf *text)
{
    struct strbuf file = {0};
    struct slice path = {0};
    if (task_read(&look->task, true, "cgroup", &file))
        path = cgroup_path_find(strbuf_slice(&file));
    if (look->live->kind == LIVE_UNITS)
        cgroup_put_unit(path, text);
    else if (look->live->kind == LIVE_USER_UNITS)
        cgroup_put_user_unit(path, text);
    else
        strbuf_put(text, path.data, path.length);
    strbuf_free(&file);
}

static void put_word(const struct look *look, struct strbuf *text)
{
    if (look->live->kind == LIVE_PROCESSES)
        strbuf_put(text, look->name.data, look->name.length);
    else if (look->live->kind == LIVE_PROCESS_IDS)
        number_put(text, look->task.process);
    else
        put_of_cgroup(look, text);
}

static void count_process(struct look *look)
{
    struct live *live = look->live;
    struct strbuf text = {0}, number = {0};
    struct tally_item *item = NULL;
    read_name(look);
    put_word(look, &text);
    number_put(&number, look->task.process);
    if (look->name.length > 0 && text.length > 0 && !text.failed && !number.failed)
        item = tally_add(&live->seen, strbuf_slice(&text),
                         look->listens ? LIVE_LISTENER : look->sockets);
    if (item != NULL && item->note.data == NULL) {
        struct slice note = live->kind == LIVE_PROCESSES ? strbuf_slice(&number) : look->name;
        char *copy = arena_copy(&live->texts, note.data, note.length);
        item->note = (struct slice){copy, copy == NULL ? 0 : note.length};
    }
    strbuf_free(&text);
    strbuf_free(&number);
}

/* Skips this process, and processes in another network namespace. */
static bool is_elsewhere(const struct live *live, uint32_t pid)
{
    uint32_t netns = namespaces_of(pid);
    return pid == (uint32_t)getpid() || (netns != 0 && live->netns != 0 && netns != live->netns);
}

static bool look_at_process(void *context, const char *name, uint32_t pid)
{
    const struct look *before = context;
    struct live *live = before->live;
    struct look look = {.live = live, .task = {before->task.proc, pid, 0}};
    (void)name;
    look.directory = is_elsewhere(live, pid) ? -1 : task_open(&look.task, "fd", O_DIRECTORY);
    if (look.directory < 0)
        return live_has_time(live);
    task_each_number(look.directory, look_at_descriptor, &look);
    close(look.directory);
    if (live_counts_processes(live) && look.sockets > 0)
        count_process(&look);
    return live_has_time(live) && (live_counts_processes(live) || live->unnamed > 0);
}

static int open_proc(void)
{
    return file_open_at(AT_FDCWD, "/proc", O_DIRECTORY);
}

void live_read_processes(struct live *live)
{
    struct look look = {.live = live, .task.proc = open_proc()};
    if (look.task.proc < 0)
        return;
    live->netns = namespaces_current();
    task_each_number(look.task.proc, look_at_process, &look);
    close(look.task.proc);
}

/* Lists every process, with or without sockets. */
struct process_list {
    struct live *live;
    int proc;
    live_take *take;
    void *context;
};

static bool list_process(void *context, const char *name, uint32_t pid)
{
    struct process_list *list = context;
    struct task task = {list->proc, pid, 0};
    struct slice command = {0};
    if (live_has_time(list->live))
        command = task_name(&task, true, &list->live->texts);
    list->take(list->context, slice_of(name), command);
    return true;
}

void live_list_processes(live_take *take, void *context, struct live *live)
{
    struct process_list list = {live, open_proc(), take, context};
    if (list.proc < 0)
        return;
    task_each_number(list.proc, list_process, &list);
    close(list.proc);
}
