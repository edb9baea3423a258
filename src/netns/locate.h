/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_LOCATE_H
#define SOCKVIEW_NETNS_LOCATE_H

#include <stdint.h>

/* Calls `locate`, which works like namespaces_locate, in a thread of its own. Fails with ETIMEDOUT
 * when that takes longer than two seconds: the path can lead over a file system in user space whose
 * server does not answer. The list of mounts tells such file systems, but another one can be
 * mounted after it was read. `locate` must use nothing but its arguments. */
int netns_locate(const char *path, uint32_t *inode,
                 int (*locate)(const char *path, uint32_t *inode));

#endif
