/* SPDX-License-Identifier: MIT */
#include "owners/sight.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/capability.h"
#include "util/file.h"
#include "util/mountinfo.h"
#include "util/strbuf.h"

/* PROC_PID_INIT_INO and PROC_CGROUP_INIT_INO of the kernel: inodes of the first namespaces. */
#define FIRST_PID_NAMESPACE    "pid:[4026531836]"
#define FIRST_CGROUP_NAMESPACE "cgroup:[4026531835]"

/* A path below the procfs, with NUL at the end. */
static struct strbuf path_below(const char *proc, const char *file)
{
    struct strbuf path = {0};
    strbuf_put_string(&path, proc);
    strbuf_put_char(&path, '/');
    strbuf_put(&path, file, strlen(file) + 1);
    return path;
}

/* The namespace that a link in `proc` names; empty when it cannot be read. */
static struct slice read_namespace(const char *proc, const char *file, char link[static 64],
                                   int *trouble)
{
    struct strbuf path = path_below(proc, file);
    ssize_t length = path.failed ? -1 : file_read_link_at(AT_FDCWD, path.data, link, 64);
    *trouble = path.failed ? ENOMEM : length < 0 ? errno : 0;
    strbuf_free(&path);
    return (struct slice){link, length < 0 ? 0 : (size_t)length};
}

/* The namespace of this process, or where the procfs is that of another namespace, of the first
 * process in there. Only who may trace that one may read it. */
static enum pid_namespace read_pid_namespace(const char *proc, int *trouble)
{
    char link[64];
    int ignored;
    struct slice name = read_namespace(proc, "self/ns/pid", link, trouble);
    if (slice_equals(name, FIRST_PID_NAMESPACE))
        return PID_NAMESPACE_FIRST;
    bool is_other = name.length > 0;
    name = read_namespace(proc, "1/ns/pid", link, &ignored);
    if (slice_equals(name, FIRST_PID_NAMESPACE))
        return PID_NAMESPACE_FIRST;
    return is_other || name.length > 0 ? PID_NAMESPACE_OTHER : PID_NAMESPACE_UNKNOWN;
}

bool sight_has_first_numbers(const char *proc)
{
    char link[64];
    int ignored;
    return slice_equals(read_namespace(proc, "self/ns/pid", link, &ignored), FIRST_PID_NAMESPACE);
}

/* A kernel without such namespaces has no such link. */
void sight_read_cgroups(struct sight *sight, const char *proc)
{
    char link[64];
    int trouble;
    struct slice name = read_namespace(proc, "self/ns/cgroup", link, &trouble);
    sight->cgroups_cut = trouble != ENOENT && !slice_equals(name, FIRST_CGROUP_NAMESPACE);
    if (sight->trouble == 0 && trouble != ENOENT)
        sight->trouble = trouble;
}

/* Before Linux 5.8 the kernel writes the value as a number. */
static bool hides(struct slice option)
{
    static const char *const words[] = {"hidepid=1",         "hidepid=2",
                                        "hidepid=4",         "hidepid=noaccess",
                                        "hidepid=invisible", "hidepid=ptraceable"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (slice_equals(option, words[i]))
            return true;
    }
    return false;
}

static bool any_hides(struct slice options)
{
    bool found = false;
    for (size_t at = 0, end; at < options.length; at = end + 1) {
        for (end = at; end < options.length && options.data[end] != ',';)
            end++;
        found |= hides((struct slice){options.data + at, end - at});
    }
    return found;
}

/* The last mount at a path covers those before. */
bool sight_is_hidepid(struct slice mountinfo, const char *proc)
{
    struct mount mount;
    bool found = false;
    while (mountinfo_next(&mountinfo, &mount)) {
        char *point = mountinfo_decode(mount.point);
        if (point != NULL && strcmp(point, proc) == 0)
            found = slice_equals(mount.type, "proc") && any_hides(mount.options);
        free(point);
    }
    return found;
}

void sight_read(struct sight *sight, const char *proc)
{
    struct strbuf text = {0};
    *sight = (struct sight){0};
    sight->pid_namespace = read_pid_namespace(proc, &sight->trouble);
    if (capability_is_held(CAP_SYS_PTRACE))
        return;
    struct strbuf path = path_below(proc, "self/mountinfo");
    errno = ENOMEM;
    if (!path.failed && mountinfo_read(AT_FDCWD, path.data, &text))
        sight->hidepid = sight_is_hidepid(strbuf_slice(&text), proc);
    else if (sight->trouble == 0)
        sight->trouble = errno;
    strbuf_free(&path);
    strbuf_free(&text);
}
