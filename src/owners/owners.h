/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_OWNERS_H
#define SOCKVIEW_OWNERS_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup/names.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/id_map.h"
#include "util/notes.h"
#include "value/value.h"

/* Who is asked for the owners of sockets. */
enum owners_choice { OWNERS_AUTO, OWNERS_PROC, OWNERS_BPF };

/* A choice as it is named on the command line. */
struct owners_row {
    const char *name;
    enum owners_choice choice;
    const char *help;
};

extern const struct owners_row owners_rows[];
extern const size_t owners_rows_count;

/* Which processes hold which sockets, from /proc/<pid>/fd, and from the fd of their threads for
 * what is not found there; or the same from a BPF program, which takes a tenth of the time and
 * finds what /proc does not permit to read too. First every inode of interest is
 * announced, then one scan looks for them all, then each can be asked for. The scan ends after
 * the kernel was asked for its sockets: who held one through the whole run is then always
 * found. Starts zeroed but for the settings. 4 bytes for each socket, 8 in a hash, and 12 for each
 * holder. */
struct owners {
    enum owners_choice choice;
    bool with_threads;         /* every thread is an owner of its own */
    bool with_contexts;        /* read the security contexts of owners */
    bool with_socket_contexts; /* and those of the sockets that they hold */
    bool decide;               /* rows are chosen by them: one that is not seen may be missing */
    uint32_t *order;           /* owned; the inodes as they were announced */
    size_t order_count, order_capacity;
    size_t hashed;            /* of these, how many are in `wanted` yet */
    size_t next_expected;     /* of these, the one that will probably be asked for next */
    struct id_map wanted;     /* inode to its first link, or NO_LINK */
    struct owner_link *links; /* owned */
    size_t link_count, link_capacity;
    struct owner_task *tasks; /* owned; only those that hold a wanted socket */
    size_t task_count, task_capacity;
    struct arena texts;           /* names and contexts of the tasks */
    struct names socket_contexts; /* by inode; only of sockets that have one */
    bool any_context;             /* a task has one */
    struct process *answer;       /* owned; what owners_find returned last */
    size_t answer_capacity;
    size_t unreadable; /* processes whose descriptors may not be read */
    bool failed;       /* out of memory, or out of descriptors: the scan is not whole */
    bool scanned;
    bool by_bpf; /* it was done by the program */
    bool tried_ahead;
    struct owners_bpf *bpf; /* owned; NULL while it is not loaded */
};

/* Announces a socket inode whose owners will be asked for. False when out of memory. */
bool owners_want(struct owners *owners, uint32_t inode);

/* Makes ready what was asked for by name, so that it can be refused before anything is printed.
 * `proc` is that of the scan. False with `error` when it is not possible. */
bool owners_prepare(struct owners *owners, const char *proc, struct error *error);

/* May be called between announcements. With a great many of them it begins to read what the BPF
 * program finds in a thread of its own, for the scan to take: whoever holds a socket all the time
 * is found whenever that is. Where it does not tell of a socket, or of one of those that are looked
 * at again, everything is read again behind the last announcement. */
void owners_read_ahead(struct owners *owners, const char *proc);

/* Scans `proc` (a mounted procfs, usually "/proc") once for the announced inodes; does nothing
 * when none was announced. Processes that vanish meanwhile are passed over, those that may not be
 * read are counted. False with `error` when there is no procfs to read or memory ran out. */
bool owners_scan(struct owners *owners, const char *proc, struct error *error);

/* The holders of a socket by rising pid, thread and descriptor, NULL and 0 when none was seen.
 * Valid until the next call. */
const struct process *owners_find(struct owners *owners, uint32_t inode, size_t *count);

/* Whether the scan could see every process: with a BPF program, or as root. */
bool owners_are_whole(const struct owners *owners);

/* The security context of a socket, or an empty slice. Stays until owners_free. */
struct slice owners_socket_context(struct owners *owners, uint32_t inode);

/* Adds a note when announced sockets were found with nobody, saying how many and what would show
 * their owners, and one when contexts were asked for and this system has none. */
void owners_report(const struct owners *owners, struct notes *notes);

/* Forgets everything but the settings and what is loaded into the kernel, so that other sockets can
 * be announced. */
void owners_restart(struct owners *owners);

/* Frees everything. */
void owners_free(struct owners *owners);

#endif
