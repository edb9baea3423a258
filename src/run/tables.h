/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_TABLES_H
#define SOCKVIEW_RUN_TABLES_H

#include "run/query.h"
#include "source/autobound.h"
#include "source/diag.h"
#include "source/idle_hash.h"
#include "source/source.h"
#include "util/notes.h"

enum { TABLES_SOURCES = 3 };

/* A source that is open in one network namespace. */
struct opened_source {
    const struct source *source;
    void *handle;       /* NULL when it could not be opened */
    struct error error; /* the reason when `handle` is NULL */
};

/* Reads the socket tables that a query asks for, one namespace after the other. Starts zeroed,
 * except for the borrowed members; its sources are opened and closed by run/table_sources.h. */
struct tables {
    const struct query *query;
    struct lookups *lookups;
    struct notes *notes; /* receive what could not be read */
    /* Receives each socket that was read. `from_file`: the source reports less than netlink (struct
     * source). */
    enum emit_result (*take)(void *context, const struct sock *sock, bool from_file);
    void *context;
    size_t taken;     /* sockets of this namespace that the query wants; counted by `take` */
    size_t uncounted; /* sockets read since the progress last heard of them */
    size_t answers;   /* tables of all namespaces that were read, if only in part, or are absent */
    bool ended;       /* `take` wants no more, or failed */

    bool elsewhere;            /* it is another network namespace than that of the program */
    struct hash_look looks[2]; /* at its counters; not known where it was not looked */
    uint32_t netns;            /* inode of the namespace, 0 if unknown */
    struct opened_source sources[TABLES_SOURCES];
    size_t source_count;
    struct diag *diag;          /* the handle of netlink among the sources, or NULL */
    bool failed;                /* the first source that was asked for this table failed */
    bool from_file;             /* the source that is being asked reports less than netlink */
    struct autobound autobound; /* of the family that is being read */
    uint32_t absent;            /* a bit for each family with a note that it is missing */
};

/* Reads every table that the query asks for. */
void tables_read(struct tables *tables);

#endif
