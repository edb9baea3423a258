/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_LOCATE_H
#define SOCKVIEW_NETNS_LOCATE_H

#include <stdint.h>

/* Like namespaces_locate, but fails with ETIMEDOUT when the way to the path takes longer than two
 * seconds: it can lead over a file system in user space whose server does not answer. The list of
 * mounts tells such file systems, but another one can be mounted after it was read. */
int netns_locate(const char *path, uint32_t *inode);

#endif
