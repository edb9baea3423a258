/* SPDX-License-Identifier: MIT */
#include "owners/descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "owners/task.h"
#include "util/file.h"
#include "util/number.h"
#include "util/trouble.h"

struct counting {
    int proc;
    void (*each)(void *context, const struct descriptor_use *use);
    void *context;
    struct strbuf text;
    struct arena names; /* of one process */
    int trouble;        /* errno that kept a process from being looked at, or 0 */
    bool any;           /* there is a process */
};

static bool count_entry(void *context, const char *name, uint32_t number)
{
    uint64_t *count = context;
    (void)name, (void)number;
    ++*count;
    return true;
}

/* For kernels before Linux 6.2, which do not say how long the directory is. */
static bool count_entries(int proc, const char *path, uint64_t *count)
{
    int directory = file_open_at(proc, path, O_DIRECTORY);
    *count = 0;
    if (directory < 0)
        return false;
    bool good = task_each_number(directory, count_entry, count);
    close(directory);
    return good;
}

static bool count_descriptors(struct counting *counting, uint32_t pid, uint64_t *count)
{
    struct stat status;
    strbuf_clear(&counting->text);
    number_put(&counting->text, pid);
    strbuf_put(&counting->text, "/fd", sizeof("/fd"));
    if (counting->text.failed || fstatat(counting->proc, counting->text.data, &status, 0) != 0)
        return false;
    *count = (uint64_t)status.st_size;
    return status.st_size > 0 || count_entries(counting->proc, counting->text.data, count);
}

/* The soft limit on open files: the first word after its name. */
static bool find_limit(struct slice text, uint64_t *limit)
{
    static const char name[] = "Max open files";
    while (text.length > 0) {
        struct slice line = slice_take(&text, '\n');
        if (!slice_begins(line, name))
            continue;
        line = slice_skip(line, sizeof(name) - 1);
        return number_parse(slice_take_word(&line, " "), UINT64_MAX, limit);
    }
    return false;
}

static bool read_limit(struct counting *counting, const struct task *task, uint64_t *limit)
{
    strbuf_clear(&counting->text);
    return task_read(task, false, "limits", &counting->text) && !counting->text.failed &&
           find_limit(strbuf_slice(&counting->text), limit);
}

/* The link is "net:[INODE]". */
static uint32_t find_namespace(struct counting *counting, const struct task *task)
{
    uint64_t inode;
    strbuf_clear(&counting->text);
    if (!task_read_link(task, false, "ns/net", &counting->text) || counting->text.failed)
        return 0;
    struct slice link = strbuf_slice(&counting->text);
    slice_take(&link, '[');
    return number_parse(slice_take(&link, ']'), UINT32_MAX, &inode) ? (uint32_t)inode : 0;
}

/* A process that has ended, or may not be looked at, is none to report. */
static void note_trouble(struct counting *counting, int number)
{
    enum trouble trouble = trouble_of(number);
    if (trouble == TROUBLE_RESOURCES || trouble == TROUBLE_OTHER)
        counting->trouble = number;
}

static bool take_process(void *context, const char *name, uint32_t pid)
{
    struct counting *counting = context;
    const struct task task = {.proc = counting->proc, .process = pid};
    struct descriptor_use use = {.pid = pid};
    (void)name;
    counting->any = true;
    errno = 0;
    if (!count_descriptors(counting, pid, &use.used) || !read_limit(counting, &task, &use.limit)) {
        note_trouble(counting, errno);
        return true;
    }
    use.netns = find_namespace(counting, &task);
    use.name = task_name(&task, false, &counting->names);
    counting->each(counting->context, &use);
    arena_free(&counting->names);
    return true;
}

bool descriptors_each(const char *proc,
                      void (*each)(void *context, const struct descriptor_use *use), void *context)
{
    struct counting counting = {.each = each, .context = context};
    counting.proc = file_open_at(AT_FDCWD, proc, O_DIRECTORY);
    if (counting.proc < 0)
        return false;
    bool good = task_each_number(counting.proc, take_process, &counting);
    int number = !good ? errno : counting.any ? counting.trouble : ESRCH;
    close(counting.proc);
    strbuf_free(&counting.text);
    errno = number;
    return good && number == 0;
}
