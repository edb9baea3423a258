/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_MOUNTINFO_H
#define SOCKVIEW_UTIL_MOUNTINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* One mount of /proc/PID/mountinfo (proc_pid_mountinfo(5)); borrows from the line. */
struct mount {
    uint32_t id, parent; /* the parent is the mount that it is mounted on */
    struct slice root;   /* the part of the file system that is mounted; encoded */
    struct slice point;  /* where it is mounted, below the root directory of the process; encoded */
    struct slice type;   /* of the file system */
    struct slice options; /* of the file system, with commas between them; may be empty */
};

/* Appends the content of a mountinfo file to `text`. `path` counts from the descriptor `directory`
 * (see file_read_at). False with errno when it cannot be read to its end; the text then holds what
 * comes before. */
bool mountinfo_read(int directory, const char *path, struct strbuf *text);

/* Removes lines from the start of `text` until one is a mount, and fills `mount` from it. False
 * when no mount is left. */
bool mountinfo_next(struct slice *text, struct mount *mount);

/* Reads one line, with or without its newline. False when it does not have the fields of a mount.
 */
bool mountinfo_parse(struct slice line, struct mount *mount);

/* Decodes a path, in which the kernel writes blanks, newlines and backslashes as \ooo. Owned by the
 * caller; NULL when out of memory. */
char *mountinfo_decode(struct slice field);

#endif
