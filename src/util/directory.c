/* SPDX-License-Identifier: MIT */
#include "util/directory.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The C libraries do not agree on the name and arguments of getdents64. */
static_assert(sizeof(((struct dirent *)NULL)->d_ino) == 8 &&
                  sizeof(((struct dirent *)NULL)->d_off) == 8 &&
                  offsetof(struct dirent, d_name) == 19,
              "struct dirent is what getdents64 of the kernel fills");

bool directory_each(int directory, bool (*each)(void *context, const struct dirent *entry),
                    void *context)
{
    alignas(struct dirent) char entries[32 * 1024];
    for (;;) {
        long length = syscall(SYS_getdents64, directory, entries, sizeof(entries));
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return length == 0;
        for (long at = 0; at < length;) {
            const struct dirent *entry = (const struct dirent *)(const void *)(entries + at);
            if (!each(context, entry))
                return true;
            at += entry->d_reclen;
        }
    }
}

static int is_name(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int compare_bytes(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

int directory_list(const char *path, struct dirent ***entries)
{
    int count;
    do
        count = scandir(path, entries, is_name, compare_bytes);
    while (count < 0 && errno == EINTR);
    return count;
}
