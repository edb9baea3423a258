/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_COMMANDS_H
#define SOCKVIEW_LOOKUP_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/lookup.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* "NAME/PID" of a process, or an empty slice when it does not exist or may not be read. The name
 * (/proc/PID/comm) is read once and can contain any byte. Valid until the state is freed. */
struct slice commands_find(struct lookup_states *states, uint32_t pid);

/* Appends the name in a comm file (proc_pid_comm(5)) without the newline that ends it; other
 * newlines belong to the name. `path` counts from the descriptor `directory` (see file_read_at).
 * False with errno when the file cannot be read. */
bool commands_read(int directory, const char *path, struct strbuf *name);

#endif
