/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_ELSEWHERE_H
#define SOCKVIEW_OWNERS_ELSEWHERE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/id_map.h"
#include "util/slice.h"

/* Sockets that no descriptor of a process refers to, because something else holds them. The files
 * /proc/PID/fdinfo/FD tell of both. Starts zeroed. */
struct elsewhere {
    struct id_map io_uring; /* inodes of sockets that an io_uring has registered */
    struct id_map kernel;   /* inodes of sockets that the kernel made for itself; by BPF */
    uint64_t in_flight;     /* descriptors that wait in messages at UNIX sockets */
    int trouble;            /* errno of the first failure, or 0: then something may be missing */
};

/* Looks through the descriptors of the processes that may be read, for io_urings and UNIX sockets.
 * It stops after some ten thousand descriptors. Passes over what is gone or forbidden. */
void elsewhere_read(struct elsewhere *elsewhere, const char *proc);

/* Takes the sockets from the fdinfo file of an io_uring. */
void elsewhere_add_ring(struct elsewhere *elsewhere, struct slice fdinfo);

/* Takes the number of waiting descriptors from the fdinfo file of a UNIX socket. */
void elsewhere_add_messages(struct elsewhere *elsewhere, struct slice fdinfo);

/* Frees what was found. */
void elsewhere_free(struct elsewhere *elsewhere);

#endif
