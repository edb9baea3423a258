/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_UNIX_REFERENCES_H
#define SOCKVIEW_LOOKUP_UNIX_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/lookup.h"

/* How many references the kernel counts on the UNIX socket with this inode (RefCount of
 * /proc/net/unix, which is read once, in the network namespace of the calling thread). False when
 * it is not known: no such line, or two that differ, because a name with a newline can look like a
 * line. */
bool unix_references_find(struct lookup_states *states, uint32_t inode, uint32_t *count);

#endif
