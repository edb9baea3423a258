/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_SOURCE_H
#define SOCKVIEW_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "family/family.h"
#include "sink.h"
#include "util/error.h"

/* One table to be read; `table` is one of the family's. */
struct dump {
    const struct family *family;
    const struct socket_table *table;
    struct request request; /* a source may leave out sockets in other states; it need not */
    uint32_t netns;         /* inode of the namespace that is looked at, 0 if unknown */
    struct emitter emitter;
};

enum dump_result {
    DUMP_DONE,
    DUMP_ENDED,  /* emit answered stop or error */
    DUMP_ABSENT, /* this kernel has no such table; the error says so */
    DUMP_FAILED, /* the error says why */
};

/* What became of a dump. */
struct dump_report {
    enum dump_result result;
    size_t emitted;     /* sockets handed to emit; after a failure, 0 means that another source
                         * can still be asked without showing a socket twice */
    size_t undetailed;  /* sockets that were shown without the details that were asked for */
    size_t malformed;   /* sockets that could not be understood and are missing */
    bool interrupted;   /* the table changed under the dump: some may be missing or twice */
    struct error error; /* owned by the receiver */
};

/* Which source is to be asked. */
enum source_choice {
    SOURCE_AUTO,    /* each in turn, for each table that the one before did not give */
    SOURCE_NETLINK, /* sock_diag only */
    SOURCE_PROC,    /* /proc/net only */
};

/* A choice as it is named on the command line. */
struct source_row {
    const char *name; /* for --source */
    const char *help;
};

/* By enum source_choice. */
extern const struct source_row source_rows[];
extern const size_t source_rows_count;

/* One way to read socket tables, in the network namespace of the calling thread. */
struct source {
    enum source_choice choice;
    bool tells_less; /* than the kernel knows of each socket (filter_misses) */
    /* Prepares to read. What the other functions take as `handle`, or NULL with `error`. */
    void *(*open)(struct error *error);
    /* Whether there is anything to be asked for such a dump. */
    bool (*has)(const struct dump *dump);
    /* Reads one table and emits each socket as it comes, in constant memory. */
    void (*dump)(void *handle, const struct dump *dump, struct dump_report *report);
    /* Frees the handle; NULL is fine. */
    void (*close)(void *handle);
};

/* What a table is called in messages. */
static inline const char *dump_name(const struct dump *dump)
{
    return dump->table->proc_file != NULL ? dump->table->proc_file : dump->family->name;
}

/* Hands the sock over; updates the report. False when the dump has to end. */
static inline bool dump_emit(const struct dump *dump, struct sock *sock, struct dump_report *report)
{
    if (dump->netns != 0) {
        sock->netns = dump->netns;
        sock->have |= HAVE_NETNS;
    }
    report->emitted++;
    if (dump->emitter.emit(dump->emitter.context, sock) == EMIT_GO)
        return true;
    report->result = DUMP_ENDED;
    return false;
}

#endif
