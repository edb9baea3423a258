/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_FILE_H
#define SOCKVIEW_UTIL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"
#include "util/strbuf.h"

/* Appends what a file holds, or standard input for "-". False with `error` when it cannot be read
 * or holds more than `most` bytes. */
bool file_read(const char *path, size_t most, struct strbuf *text, struct error *error);

#endif
