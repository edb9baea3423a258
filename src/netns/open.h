/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_OPEN_H
#define SOCKVIEW_NETNS_OPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "util/error.h"

/* Whether an argument of --net can name a network namespace. Digits are a process id, a word with a
 * slash is a path, and any other word is a name in NAMESPACES_DIRECTORY. False with `error` when
 * the argument is none of these. */
bool netns_check(const char *argument, struct error *error);

/* Opens the network namespace that an argument of --net names, for setns(2). The descriptor is
 * owned by the caller. `inode` becomes the inode of the namespace. -1 with `error` when there is
 * none or it may not be opened; other files are never opened. */
int netns_open(const char *argument, uint32_t *inode, struct error *error);

/* The same for a path. The text of `error` is the reason alone, without the path. Its number is the
 * errno, or 0 when the file is not a network namespace. */
int netns_open_path(const char *path, uint32_t *inode, struct error *error);

/* The same for a path that was found and not chosen by the user. It fails with ETIMEDOUT when the
 * path leads over a file system that does not answer (netns_locate). */
int netns_open_listed(const char *path, uint32_t *inode, struct error *error);

#endif
