/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_FINDINGS_H
#define SOCKVIEW_ARRANGE_FINDINGS_H

#include "arrange/health.h"
#include "column/cells.h"
#include "util/notes.h"
#include "util/tally.h"
#include "value/people.h"

/* Sockets that a finding shows at most, of those that have it. */
enum { FINDING_SOCKETS_MOST = 20 };

/* Something that a check found. */
struct finding {
    enum health_check check;
    const char *what, *unit, *look_at;
    const char *says; /* what and how much, in words (struct health_check_row) */
    struct health_measure measure;
    uint64_t sockets;   /* that have it */
    uint32_t netns;     /* inode, 0 if unknown */
    bool of_listener;   /* its socket is a listener of TCP */
    struct strbuf ends; /* packed netid, local and peer of its first socket; or empty */
    struct people processes;
    struct strbuf samples; /* JSON of some of its sockets, separated by commas */
};

/* All findings. Starts zeroed, but for the borrowed members. */
struct findings {
    const struct health *health;
    struct lookups *lookups;
    struct finding *items; /* owned */
    size_t count, capacity;
    struct tally index; /* by what belongs together; its places are those of `items` */
    struct strbuf key;
    struct arena names; /* of processes that hold no socket in a finding */
    bool failed;        /* memory ran out */
};

/* Adds a socket to the findings of every check that finds something at it. */
void findings_add_socket(struct findings *findings, const struct sock *sock);

/* Adds a finding that is about neither sockets nor a process. */
void findings_add(struct findings *findings, const struct finding *finding);

/* Adds a finding about a process. The name is copied; it may contain any byte, NULL data when it is
 * not known. */
void findings_add_process(struct findings *findings, const struct finding *finding,
                          struct slice name, uint32_t pid);

/* Adds what is found of processes and of the kernel: descriptors, limits, and counters of dropped
 * packets that no socket in the findings explains. To be called once, after the last socket. What
 * could not be read below `proc`, or may not be seen there, is noted. */
void findings_add_rest(struct findings *findings, const char *proc, struct notes *notes);

/* Appends the columns (finding_columns.h) of the finding at a place below `count`, packed, but for
 * its processes, which it brings in order. */
void findings_pack(struct findings *findings, size_t place, struct strbuf *packed);

/* Appends what was found and how much, as words for people. */
void finding_put_words(struct strbuf *text, const struct finding *finding);

/* Frees all findings. */
void findings_free(struct findings *findings);

#endif
