/* SPDX-License-Identifier: MIT */
#include "owners/details.h"

#include <errno.h>

#include "need.h"
#include "owners/cgroup_path.h"
#include "owners/command_line.h"
#include "owners/trouble.h"
#include "util/number.h"
#include "util/trouble.h"

/* Details of a task that are being read. */
struct reading {
    struct owners *owners;
    const struct task *task;
    struct process_details *details;
    bool forbidden; /* one of them may not be read */
};

static void note_trouble(struct reading *reading, int number)
{
    owners_note_trouble(reading->owners, number);
    reading->forbidden |= trouble_of(number) == TROUBLE_FORBIDDEN;
}

static struct slice keep(struct reading *reading, struct slice text)
{
    const char *copy = arena_copy(&reading->owners->texts, text.data, text.length);
    if (copy == NULL)
        note_trouble(reading, ENOMEM);
    return copy == NULL ? (struct slice){0} : (struct slice){copy, text.length};
}

static bool read_file(struct reading *reading, const char *file, struct strbuf *text)
{
    bool of_process = !reading->owners->with_threads;
    bool good = task_read(reading->task, of_process, file, text);
    if (!good)
        note_trouble(reading, errno);
    return good;
}

/* A name that is not in the visible part of the path can be in the invisible part. */
static struct slice part_of(struct reading *reading, struct slice path,
                            enum cgroup_part (*put)(struct slice path, struct strbuf *name))
{
    struct strbuf name = {0};
    struct slice part = {0};
    enum cgroup_part found = put(path, &name);
    if (name.failed)
        note_trouble(reading, ENOMEM);
    else if (found == CGROUP_PART_KNOWN)
        part = keep(reading, strbuf_slice(&name));
    else if (found == CGROUP_PART_NONE && !reading->owners->sight.cgroups_cut)
        part = slice_of("");
    strbuf_free(&name);
    return part;
}

static void read_cgroup(struct reading *reading)
{
    struct strbuf text = {0};
    struct slice path = {0};
    if (read_file(reading, "cgroup", &text))
        path = cgroup_path_find(strbuf_slice(&text));
    if (path.length > 0) {
        reading->details->cgroup = keep(reading, path);
        reading->details->unit = part_of(reading, path, cgroup_put_unit);
        reading->details->user_unit = part_of(reading, path, cgroup_put_user_unit);
        reading->details->container = part_of(reading, path, cgroup_put_container);
        reading->details->container_runtime = part_of(reading, path, cgroup_put_runtime);
        reading->details->pod = part_of(reading, path, cgroup_put_pod);
    }
    strbuf_free(&text);
}

static void read_executable(struct reading *reading)
{
    struct strbuf path = {0};
    bool of_process = !reading->owners->with_threads;
    if (task_read_link(reading->task, of_process, "exe", &path))
        reading->details->executable = keep(reading, strbuf_slice(&path));
    else
        note_trouble(reading, errno);
    strbuf_free(&path);
}

/* `file` is the content of the file with the command line. */
static void take_command(struct reading *reading, struct slice file)
{
    struct strbuf text = {0};
    if (command_line_put(file, &text) && !text.failed)
        reading->details->command = keep(reading, strbuf_slice(&text));
    if (text.failed)
        note_trouble(reading, ENOMEM);
    strbuf_free(&text);
}

static void take_full_name(struct reading *reading, struct slice name, struct slice file)
{
    if (name.data == NULL)
        return;
    struct slice full = command_line_full_name(name, reading->details->executable, file);
    if (full.data != NULL)
        reading->details->full_name = keep(reading, full);
}

static void read_command(struct reading *reading, struct slice name)
{
    struct strbuf file = {0};
    bool whole = read_file(reading, "cmdline", &file);
    struct slice arguments = whole ? strbuf_slice(&file) : (struct slice){0};
    take_command(reading, arguments);
    take_full_name(reading, name, arguments);
    strbuf_free(&file);
}

/* The last number of the line NStgid: it has the number of the process in the pid namespace of the
 * procfs, and in each one below it down to that of the process (proc_pid_status(5)). */
static uint32_t find_ns_pid(struct slice status)
{
    static const char name[] = "\nNStgid:";
    uint64_t pid = 0;
    const char *at =
        status.length == 0 ? NULL : memmem(status.data, status.length, name, sizeof(name) - 1);
    if (at == NULL)
        return 0;
    struct slice line = slice_skip(status, (size_t)(at - status.data) + sizeof(name) - 1);
    const char *end = slice_find(line, '\n');
    line = end == NULL ? line : slice_until(line, end);
    const char *tab = slice_find_last(line, '\t');
    if (tab != NULL)
        line = slice_skip(line, (size_t)(tab + 1 - line.data));
    return number_parse(line, INT32_MAX, &pid) ? (uint32_t)pid : 0;
}

static void read_ns_pid(struct reading *reading)
{
    struct strbuf text = {0};
    if (read_file(reading, "status", &text))
        reading->details->ns_pid = find_ns_pid(strbuf_slice(&text));
    strbuf_free(&text);
}

static struct process_details *allocate(struct arena *arena)
{
    struct process_details *details = arena_alloc(arena, sizeof(*details));
    if (details != NULL)
        *details = (struct process_details){0};
    return details;
}

const struct process_details *owner_details_read(struct owners *owners, const struct task *task,
                                                 struct slice name, bool *withheld)
{
    struct reading reading = {.owners = owners, .task = task};
    if (!(owners->needs & NEED_OWNER_DETAILS))
        return NULL;
    reading.details = allocate(&owners->texts);
    owners->failed |= reading.details == NULL;
    if (reading.details == NULL)
        return NULL;
    if (owners->needs & NEED_EXECUTABLES)
        read_executable(&reading);
    if (owners->needs & NEED_COMMANDS)
        read_command(&reading, name);
    if (owners->needs & NEED_OWNER_CGROUPS)
        read_cgroup(&reading);
    if (owners->needs & NEED_NS_PIDS)
        read_ns_pid(&reading);
    *withheld = reading.forbidden;
    return reading.details;
}

static bool copy_text(struct arena *arena, struct slice *text)
{
    if (text->length > 0)
        text->data = arena_copy(arena, text->data, text->length);
    return text->length == 0 || text->data != NULL;
}

const struct process_details *owner_details_copy(const struct process_details *details,
                                                 struct arena *arena)
{
    struct process_details *copy = allocate(arena);
    if (copy == NULL)
        return NULL;
    *copy = *details;
    struct slice *const texts[] = {
        &copy->command,   &copy->executable, &copy->full_name,         &copy->cgroup, &copy->unit,
        &copy->user_unit, &copy->container,  &copy->container_runtime, &copy->pod,
    };
    bool good = true;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        good = good && copy_text(arena, texts[i]);
    return good ? copy : NULL;
}
