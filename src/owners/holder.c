/* SPDX-License-Identifier: MIT */
#include "owners/holder.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "owners/task.h"
#include "util/file.h"

enum { DESCRIPTORS_MOST = 10000 };

/* A search through the descriptors of a process. */
struct search {
    struct task task;
    uint32_t inode;
    size_t left; /* descriptors that may still be read */
    bool found;
    int trouble; /* errno that kept a descriptor from being read, or 0 */
};

static bool look_at(void *context, const char *name, uint32_t descriptor)
{
    struct search *search = context;
    (void)name;
    search->found = task_refers_to(&search->task, descriptor, search->inode, &search->trouble);
    return !search->found && search->trouble == 0 && --search->left > 0;
}

bool process_holds_socket(const char *proc, uint32_t pid, uint32_t inode)
{
    struct search search = {
        .task = {.proc = file_open_at(AT_FDCWD, proc, O_DIRECTORY), .process = pid},
        .inode = inode,
        .left = DESCRIPTORS_MOST,
    };
    if (search.task.proc < 0)
        return false;
    int files = task_open(&search.task, "fd", O_DIRECTORY);
    search.task.files = files > 0 ? files : 0;
    if (files < 0 || !task_each_number(files, look_at, &search))
        search.trouble = errno;
    if (files >= 0)
        close(files);
    close(search.task.proc);
    errno = search.trouble;
    return search.found;
}
