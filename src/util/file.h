/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_FILE_H
#define SOCKVIEW_UTIL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "util/error.h"
#include "util/strbuf.h"

/* Appends the content of a file to `text`, or of standard input when `path` is "-". False with
 * `error` when it cannot be read or holds more than `most` bytes. */
bool file_read(const char *path, size_t most, struct strbuf *text, struct error *error);

/* Opens a file for reading, with further `flags` of open(2), again when a signal interrupts that.
 * `path` counts from the descriptor `directory`. The caller closes it. Negative with errno. */
int file_open_at(int directory, const char *path, int flags);

/* Opens a file only to look at what it is (O_PATH). A link of a process in /proc that ends at that
 * moment is refused (EACCES, fs/proc/namespaces.c); asked once more, it is gone (ENOENT). */
int file_locate_at(int directory, const char *path);

/* readlinkat(2), again when a signal interrupts that, and once more when it is refused, for the
 * same reason (fs/proc/base.c). */
ssize_t file_read_link_at(int directory, const char *path, char *link, size_t size);

/* getxattr(2), again when a signal interrupts it. Negative with errno, which is 0 when the file has
 * no such attribute. */
ssize_t file_get_attribute(const char *path, const char *name, void *value, size_t size);

/* read(2), again when a signal interrupts it. */
ssize_t file_read_some(int file, void *bytes, size_t size);

/* Appends the content of a file to `text`. `path` counts from the descriptor `directory`, or from
 * the working directory with AT_FDCWD. False with errno when it cannot be read, memory runs out
 * (ENOMEM) or it holds more than `most` bytes (EFBIG); `text` may then end with a part of it. */
bool file_read_at(int directory, const char *path, size_t most, struct strbuf *text);

#endif
