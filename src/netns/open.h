/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_OPEN_H
#define SOCKVIEW_NETNS_OPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "util/error.h"

/* Whether an argument of --net can name a network namespace: digits are a process id, a word with
 * a slash is a path, any other is a name in NAMESPACES_DIRECTORY. False with `error` for what is
 * none of these. */
bool netns_check(const char *argument, struct error *error);

/* Opens the network namespace that an argument names for setns(2), and says its inode. Only a file
 * of the kernel's nsfs that stands for a network namespace is opened to the end. -1 with `error`
 * when there is none or it may not be opened. */
int netns_open(const char *argument, uint32_t *inode, struct error *error);

/* The same for the path of such a file. `error` has the errno, or 0 when the file is no network
 * namespace, and no more than the reason as its text. */
int netns_open_path(const char *path, uint32_t *inode, struct error *error);

#endif
