/* SPDX-License-Identifier: MIT */
#include "owners/task.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/xattr.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lookup/commands.h"
#include "util/directory.h"
#include "util/file.h"
#include "util/number.h"
#include "util/trouble.h"

/* Far more than any file that is read here contains. */
enum { FILE_SIZE_MOST = 1024 * 1024 };

/* The directory /proc/PID/task has a link for each thread besides the usual two. */
enum { LINKS_OF_ONE_THREAD = 3 };

static void put_path(struct strbuf *path, const struct task *task, const char *file)
{
    number_put(path, task->process);
    if (task->thread != 0) {
        strbuf_put_string(path, "/task/");
        number_put(path, task->thread);
    }
    strbuf_put_char(path, '/');
    strbuf_put_string(path, file);
}

int task_open(const struct task *task, const char *file, int flags)
{
    struct strbuf path = {0};
    put_path(&path, task, file);
    strbuf_put_char(&path, '\0');
    int opened = -1;
    errno = ENOMEM;
    if (!path.failed)
        opened = file_open_at(task->proc, path.data, flags);
    int number = errno;
    strbuf_free(&path);
    errno = number;
    return opened;
}

/* Some security modules end a context with a newline, some with NUL, some with nothing. */
static size_t end_of_context(const struct strbuf *text)
{
    size_t length = text->length;
    while (length > 0 && (text->data[length - 1] == '\n' || text->data[length - 1] == '\0'))
        length--;
    return length;
}

static bool read_context(int directory, const char *path, struct strbuf *text)
{
    if (!file_read_at(directory, path, FILE_SIZE_MOST, text))
        return false;
    text->length = end_of_context(text);
    return true;
}

/* The path of a file of the task or of its process. Returns the descriptor that the path is
 * relative to. */
static int put_place(struct strbuf *path, const struct task *task, bool of_process,
                     const char *file)
{
    struct task owner = *task;
    if (of_process)
        owner.thread = 0;
    if (task->files != 0) {
        strbuf_put_string(path, owner.thread == task->thread ? "../" : "../../../");
        strbuf_put_string(path, file);
    } else {
        put_path(path, &owner, file);
    }
    strbuf_put_char(path, '\0');
    return task->files != 0 ? task->files : task->proc;
}

/* A copy of what `read` finds in a file of the task. NULL data with errno when there is none. */
static struct slice copy_text(const struct task *task, bool of_process, const char *file,
                              bool (*read)(int directory, const char *path, struct strbuf *text),
                              struct arena *arena)
{
    struct strbuf path = {0}, text = {0};
    struct slice copy = {0};
    int directory = put_place(&path, task, of_process, file);
    errno = ENOMEM;
    if (!path.failed && read(directory, path.data, &text))
        copy = (struct slice){arena_copy(arena, text.data, text.length), text.length};
    int number = errno;
    strbuf_free(&path);
    strbuf_free(&text);
    errno = number;
    return copy.data == NULL ? (struct slice){0} : copy;
}

struct slice task_name(const struct task *task, bool of_process, struct arena *arena)
{
    return copy_text(task, of_process, "comm", commands_read, arena);
}

struct slice task_context(const struct task *task, bool of_process, struct arena *arena)
{
    return copy_text(task, of_process, "attr/current", read_context, arena);
}

bool task_read(const struct task *task, bool of_process, const char *file, struct strbuf *text)
{
    struct strbuf path = {0};
    int directory = put_place(&path, task, of_process, file);
    errno = ENOMEM;
    bool whole = !path.failed && file_read_at(directory, path.data, FILE_SIZE_MOST, text);
    int number = errno;
    strbuf_free(&path);
    errno = number;
    return whole;
}

/* A path may be as long as the kernel's buffer for it, which is a page. */
bool task_read_link(const struct task *task, bool of_process, const char *link, struct strbuf *path)
{
    enum { MOST = 64 * 1024 };
    struct strbuf place = {0};
    int directory = put_place(&place, task, of_process, link);
    char *room = place.failed ? NULL : strbuf_reserve(path, MOST);
    errno = ENOMEM;
    ssize_t length = room == NULL ? -1 : file_read_link_at(directory, place.data, room, MOST);
    int number = errno;
    if (length > 0)
        path->length += (size_t)length;
    strbuf_free(&place);
    errno = number;
    return length > 0;
}

bool task_file_context(const struct task *task, const char *proc, const char *descriptor,
                       struct strbuf *text)
{
    struct strbuf path = {0};
    strbuf_put_string(&path, proc);
    strbuf_put_char(&path, '/');
    put_path(&path, task, "fd/");
    strbuf_put(&path, descriptor, strlen(descriptor) + 1);
    errno = ENOMEM;
    ssize_t size = path.failed ? -1 : file_get_attribute(path.data, XATTR_NAME_SELINUX, NULL, 0);
    int number = size < 0 ? errno : 0;
    char *room = size <= 0 ? NULL : strbuf_reserve(text, (size_t)size);
    if (size > 0) {
        errno = ENOMEM;
        size = room == NULL ? -1
                            : file_get_attribute(path.data, XATTR_NAME_SELINUX, room, (size_t)size);
        number = size < 0 ? errno : 0;
    }
    strbuf_free(&path);
    text->length += size > 0 ? (size_t)size : 0;
    text->length = end_of_context(text);
    errno = number;
    return text->length > 0;
}

/* Whether a line has more than one number. It ends at a newline or at `end`. */
static bool has_several(const char *at, const char *end)
{
    size_t count = 0;
    for (; at < end && *at != '\n'; at++)
        count += *at != '\t' && *at != ' ' && (at[-1] == '\t' || at[-1] == ' ');
    return count > 1;
}

/* The line NSpid has the number of a process in the pid namespace of the procfs, and in each one
 * below it down to that of the process (proc_pid_status(5)). */
static bool is_in_namespace_below(int proc)
{
    static const char name[] = "\nNSpid:";
    struct strbuf text = {0};
    bool whole = file_read_at(proc, "self/status", FILE_SIZE_MOST, &text);
    const char *line =
        whole && text.length > 0 ? memmem(text.data, text.length, name, sizeof(name) - 1) : NULL;
    bool below = line != NULL && has_several(line + sizeof(name) - 1, text.data + text.length);
    strbuf_free(&text);
    return below;
}

bool task_has_our_numbers(int proc)
{
    char link[16];
    uint64_t self;
    ssize_t length = file_read_link_at(proc, "self", link, sizeof(link));
    return length > 0 && number_parse((struct slice){link, (size_t)length}, UINT32_MAX, &self) &&
           self == (uint64_t)getpid() && !is_in_namespace_below(proc);
}

bool task_read_socket(int directory, const char *descriptor, uint32_t *inode)
{
    static const char before[] = "socket:[";
    enum { BEFORE = sizeof(before) - 1 };
    char link[64]; /* longer links are no sockets */
    uint64_t number = 0;
    ssize_t length = file_read_link_at(directory, descriptor, link, sizeof(link));
    bool is_socket = length >= BEFORE + 2 && memcmp(link, before, BEFORE) == 0 &&
                     link[length - 1] == ']' &&
                     number_parse((struct slice){link + BEFORE, (size_t)length - BEFORE - 1},
                                  UINT32_MAX, &number);
    *inode = is_socket ? (uint32_t)number : 0;
    return length >= 0 || errno == ENAMETOOLONG; /* a file with a long path */
}

bool task_refers_to(const struct task *task, uint32_t descriptor, uint32_t inode, int *number)
{
    struct strbuf path = {0};
    uint32_t found = 0;
    int directory = task->files != 0 ? task->files : task->proc;
    if (task->files == 0)
        put_path(&path, task, "fd/");
    number_put(&path, descriptor);
    strbuf_put_char(&path, '\0');
    bool known = !path.failed && task_read_socket(directory, path.data, &found);
    *number = path.failed ? ENOMEM : known ? 0 : errno;
    if (trouble_of(*number) == TROUBLE_GONE)
        *number = 0;
    strbuf_free(&path);
    return known && found != 0 && found == inode;
}

bool task_holds_socket(const struct task *task, uint32_t descriptor, uint32_t inode)
{
    int number;
    return task_refers_to(task, descriptor, inode, &number) || number != 0;
}

bool task_has_threads(const struct task *task)
{
    struct strbuf path = {0};
    struct stat status;
    put_path(&path, task, "task");
    strbuf_put_char(&path, '\0');
    bool several = !path.failed && fstatat(task->proc, path.data, &status, 0) == 0 &&
                   status.st_nlink != LINKS_OF_ONE_THREAD;
    strbuf_free(&path);
    return several;
}

enum files_order task_compare_files(uint32_t left, uint32_t right)
{
    switch (syscall(SYS_kcmp, left, right, KCMP_FILES, 0, 0)) {
    case 0:
        return FILES_SAME;
    case 1:
        return FILES_LESS;
    case 2:
        return FILES_GREATER;
    default:
        return FILES_UNKNOWN;
    }
}

bool task_can_compare_files(int proc)
{
    uint32_t self = (uint32_t)getpid();
    return task_compare_files(self, self) == FILES_SAME && task_has_our_numbers(proc);
}

/* Whom task_each_number calls. */
struct numbers {
    bool (*each)(void *context, const char *name, uint32_t number);
    void *context;
};

static bool take_entry(void *context, const struct dirent *entry)
{
    const struct numbers *numbers = context;
    uint64_t number;
    return !number_parse(slice_of(entry->d_name), INT32_MAX, &number) ||
           numbers->each(numbers->context, entry->d_name, (uint32_t)number);
}

bool task_each_number(int directory, bool (*each)(void *context, const char *name, uint32_t number),
                      void *context)
{
    struct numbers numbers = {each, context};
    return directory_each(directory, take_entry, &numbers);
}
