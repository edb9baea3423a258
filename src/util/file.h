/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_FILE_H
#define SOCKVIEW_UTIL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"
#include "util/strbuf.h"

/* Appends the content of a file to `text`, or of standard input when `path` is "-". False with
 * `error` when it cannot be read or holds more than `most` bytes. */
bool file_read(const char *path, size_t most, struct strbuf *text, struct error *error);

/* Opens a file for reading, with further `flags` of open(2), again when a signal interrupts that.
 * `path` counts from the descriptor `directory`. The caller closes it. Negative with errno. */
int file_open_at(int directory, const char *path, int flags);

/* Appends the content of a file to `text`. `path` counts from the descriptor `directory`, or from
 * the working directory with AT_FDCWD. False with errno when it cannot be read, memory runs out
 * (ENOMEM) or it holds more than `most` bytes (EFBIG); `text` may then end with a part of it. */
bool file_read_at(int directory, const char *path, size_t most, struct strbuf *text);

#endif
