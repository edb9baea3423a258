/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_UNLISTED_H
#define SOCKVIEW_OWNERS_UNLISTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/id_map.h"

/* Sockets that a scan saw at descriptors although nobody announced them. Each is kept once, with
 * one of its descriptors. Starts zeroed. */
struct unlisted {
    struct unlisted_socket {
        uint32_t inode;
        uint32_t process;
        uint32_t thread; /* 0 for the process as a whole */
        uint32_t descriptor;
    } * items; /* owned */
    size_t count, capacity;
    struct id_map seen; /* inodes */
};

/* Keeps a socket, unless it is there, or there are very many. False when out of memory. */
bool unlisted_add(struct unlisted *unlisted, struct unlisted_socket socket);

/* How many of them are still at their descriptors in `proc`, and not among the inodes of `listed`.
 * With `netns`, only those of processes in that network namespace; 0: of all. */
size_t unlisted_count(const struct unlisted *unlisted, const char *proc, struct id_map *listed,
                      uint32_t netns);

/* Frees what was kept. */
void unlisted_free(struct unlisted *unlisted);

#endif
