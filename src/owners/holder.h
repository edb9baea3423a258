/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_HOLDER_H
#define SOCKVIEW_OWNERS_HOLDER_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a descriptor of one process refers to the socket with this inode. `proc` is a mounted
 * procfs. False too, with an errno other than 0, when its descriptors cannot be read, and when
 * there is none among the first ten thousand. */
bool process_holds_socket(const char *proc, uint32_t pid, uint32_t inode);

#endif
