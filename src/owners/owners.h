/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_OWNERS_H
#define SOCKVIEW_OWNERS_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup/names.h"
#include "owners/elsewhere.h"
#include "owners/sight.h"
#include "owners/unlisted.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/id_map.h"
#include "util/notes.h"
#include "util/progress.h"
#include "value/value.h"

/* Where the owners of sockets are read from. */
enum owners_choice { OWNERS_AUTO, OWNERS_PROC, OWNERS_BPF };

/* The name of a choice on the command line, and its help. */
struct owners_row {
    const char *name;
    enum owners_choice choice;
    const char *help;
};

extern const struct owners_row owners_rows[];
extern const size_t owners_rows_count;

/* How many descriptors of one run are kept as owners, 12 bytes each. Ordinary servers have far
 * fewer; but anybody can make some hundred tasks that share thousands of sockets. */
enum { OWNERS_MOST = 4 * 1000 * 1000 };

/* Which processes hold which sockets. This comes from /proc/PID/fd, and from the fd directories of
 * threads with a file table of their own. A BPF program can find the same in a tenth
 * of the time, and also finds owners that /proc may not show.
 *
 * First every inode of interest is announced, then one scan looks for all of them, then each can be
 * asked for, some even before (owners_know_early). The scan ends after the kernel has listed its
 * sockets, so a process that holds a socket during the whole run is always found.
 *
 * Starts zeroed except for the settings. Takes 4 bytes for each socket, 8 for its slot in the hash,
 * and 12 for each descriptor that refers to it. Tasks that share a large table count as one. */
struct owners {
    enum owners_choice choice;
    bool with_threads;         /* every thread is an owner of its own */
    bool with_contexts;        /* read the security contexts of owners */
    bool with_socket_contexts; /* and those of the sockets that they hold */
    unsigned needs;            /* enum need: which details of owners are read */
    bool keep_unlisted;        /* keep sockets that were seen and not announced */
    bool decide;               /* rows are chosen by owners, so an unseen owner may hide a row */
    struct progress *progress; /* learns how many processes were read; borrowed; or NULL */
    uint32_t *order;           /* owned; the inodes as they were announced */
    size_t order_count, order_capacity;
    size_t next_expected;     /* place of the one that will probably be asked for next */
    struct id_map wanted;     /* inode to its first link, or NO_LINK; other sockets too, if found
                               * ahead */
    struct owner_link *links; /* owned */
    size_t link_count, link_capacity;
    size_t link_most;         /* how many are kept; 0 stands for OWNERS_MOST */
    bool link_lost;           /* there were more */
    struct owner_task *tasks; /* owned; only those that hold a socket of `wanted` */
    size_t task_count, task_capacity;
    struct arena texts;           /* names and contexts of the tasks */
    struct names socket_contexts; /* by inode; only of sockets that have one */
    bool any_context;             /* at least one task has a context */
    struct process *answer;       /* owned; what owners_find returned last */
    size_t answer_capacity;
    struct sight sight;         /* what may hide processes from this one */
    struct elsewhere elsewhere; /* sockets that something else than a process holds */
    struct unlisted unlisted;   /* with keep_unlisted */
    size_t unexplained;         /* wanted sockets without an owner, for an unknown reason */
    size_t unreadable;          /* processes whose descriptors may not be read */
    bool threads_unread; /* threads were not read, and some may have a file table of their own */
    int trouble;         /* errno that kept a part of /proc from being read, or 0 */
    bool answer_failed;  /* out of memory for the owners of one socket */
    bool failed;         /* memory or descriptors ran out, so the scan is not whole */
    bool scanned;
    bool by_bpf;                /* the BPF program did the scan */
    bool tried_ahead;           /* owners_read_ahead has decided once */
    struct owners_bpf *bpf;     /* owned; NULL while BPF is not used */
    struct owners_ahead *ahead; /* owned; checks of what was found ahead, until the scan; or NULL */
};

/* Announces a socket inode whose owners will be asked for. False when out of memory. */
bool owners_want(struct owners *owners, uint32_t inode);

/* Prepares a choice that the user made, so that an impossible one is refused before anything is
 * printed. `proc` is the one that will be scanned. False with `error` when it is not possible. */
bool owners_prepare(struct owners *owners, const char *proc, struct error *error);

/* May be called before and between announcements. When very many are expected, it starts a thread
 * that finds the owners of all sockets with the BPF program, and the scan uses that. A process that
 * holds a socket all the time is found no matter when the program runs. If a socket has no owner
 * then, or one of those that are checked has another one by now, the scan reads everything again.
 */
void owners_read_ahead(struct owners *owners, const char *proc, uint64_t expected);

/* Whether some owners are known before the scan: everything was found ahead. Never waits. */
bool owners_know_early(struct owners *owners, const char *proc);

/* Only while owners_know_early: whether the owners of this socket can be asked for already. It must
 * be the next one, in the order of announcement. False when it has none yet, or another one by now;
 * then this socket and those after it have to wait for the scan. */
bool owners_take_early(struct owners *owners, uint32_t inode);

/* Scans `proc` (a mounted procfs, usually "/proc") once for the announced inodes. Does nothing when
 * none was announced. Skips processes that end during the scan, and counts those that may not be
 * read. False with `error` when there is no procfs to read or memory runs out. */
bool owners_scan(struct owners *owners, const char *proc, struct error *error);

/* The owners of a socket, sorted by pid, thread and descriptor. NULL and a `count` of 0 when none
 * was seen. Valid until the next call. */
const struct process *owners_find(struct owners *owners, uint32_t inode, size_t *count);

/* Whether the scan could see every process of the machine. Only then does nobody hold a socket for
 * which no owner was seen. */
bool owners_are_whole(const struct owners *owners);

/* The security context of a socket, or an empty slice. Valid until owners_free. */
struct slice owners_socket_context(struct owners *owners, uint32_t inode);

/* Why no process was seen to hold an announced socket. Only what was seen is claimed. */
enum owner_absence {
    ABSENCE_UNKNOWN,
    ABSENCE_HIDDEN,              /* not every process may be read */
    ABSENCE_OTHER_PID_NAMESPACE, /* this is not the first pid namespace, so it does not show all */
    ABSENCE_IO_URING,            /* an io_uring holds it */
    ABSENCE_KERNEL,              /* the kernel made it for itself */
    ABSENCE_IN_FLIGHT,           /* as many descriptors wait in messages as sockets are left */
};

/* Why no owner was found for the socket with this inode. */
enum owner_absence owners_absence(struct owners *owners, uint32_t inode);

/* Adds a note with the number of announced sockets that may have an owner who was not seen, and
 * why, where that is known; and another one when contexts were asked for and this system has none.
 */
void owners_report(struct owners *owners, struct notes *notes);

/* Drops everything except the settings and the programs in the kernel, so that other sockets can be
 * announced. */
void owners_restart(struct owners *owners);

/* Frees everything. */
void owners_free(struct owners *owners);

#endif
