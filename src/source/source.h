/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_SOURCE_H
#define SOCKVIEW_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "family/family.h"
#include "sink.h"
#include "util/error.h"

/* A file with what the kernel once sent for a dump of TCP sockets: netlink messages, as `ss -D`
 * writes them. It can be of another machine. */
struct recording {
    const char *path;  /* borrowed; NULL: none */
    bool first_only;   /* read up to the end of the first dump in it */
    uint32_t patience; /* milliseconds that a pipe may be silent */
};

/* Takes the messages about sockets as the kernel has sent them. */
struct recorder {
    void *context;
    /* False when no more is wanted. */
    bool (*take)(void *context, const void *message, size_t length);
};

/* Usual patience: as long as for the kernel. */
enum { RECORDING_PATIENCE = 30000 };

/* A request to read one table. `table` is one of the family's tables. */
struct dump {
    const struct family *family;
    const struct socket_table *table;
    struct request request; /* a source may leave out sockets in other states, but need not */
    const char *proc;       /* where a procfs is mounted; NULL: /proc */
    uint32_t netns;         /* inode of the network namespace, 0 if unknown */
    const struct recording *recording; /* read instead of the kernel's tables; borrowed; or NULL */
    struct emitter emitter;
    const struct recorder *recorder; /* takes messages in place of the emitter; borrowed; or NULL */
};

enum dump_result {
    DUMP_DONE,
    DUMP_ENDED,  /* emit answered stop or error */
    DUMP_ABSENT, /* this kernel has no such table; the error says so */
    DUMP_FAILED, /* the error says why */
};

/* The result of a dump. */
struct dump_report {
    enum dump_result result;
    size_t emitted;     /* sockets handed to emit; if 0 after a failure, another source can be asked
                         * without showing a socket twice */
    size_t undetailed;  /* sockets shown without the requested details */
    size_t malformed;   /* sockets left out because they could not be understood */
    bool interrupted;   /* the table changed during the dump: sockets may be missing or shown
                         * twice */
    struct error error; /* owned by the receiver */
};

/* Which sources are read. */
enum source_choice {
    SOURCE_AUTO,    /* each source in turn, for tables that the one before did not provide */
    SOURCE_NETLINK, /* only sock_diag */
    SOURCE_PROC,    /* only /proc/net */
    SOURCE_FILE,    /* only a recording */
};

/* In --source, the path follows. */
#define SOURCE_FILE_WORD "file:"

/* A choice of --source. */
struct source_row {
    const char *name; /* for --source */
    const char *help;
};

/* Indexed by enum source_choice. */
extern const struct source_row source_rows[];
extern const size_t source_rows_count;

/* One way to read socket tables, in the network namespace of the calling thread. */
struct source {
    enum source_choice choice;
    bool reports_less; /* it reports fewer values than netlink (filter_misses) */
    /* Prepares to read. Returns the `handle` of the other functions, or NULL with `error`. */
    void *(*open)(struct error *error);
    /* Whether the source can provide the table of the dump. */
    bool (*has)(const struct dump *dump);
    /* Reads one table and emits each socket as it arrives, in constant memory. */
    void (*dump)(void *handle, const struct dump *dump, struct dump_report *report);
    /* Frees the handle. NULL is allowed. */
    void (*close)(void *handle);
};

/* The name of a table in messages. */
static inline const char *dump_name(const struct dump *dump)
{
    return dump->table->proc_file != NULL ? dump->table->proc_file : dump->family->name;
}

/* Emits a socket and updates the report. False when the dump has to end. */
static inline bool dump_emit(const struct dump *dump, struct sock *sock, struct dump_report *report)
{
    if (dump->recording != NULL) {
        sock_set_recorded(sock);
    } else if (dump->netns != 0) {
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
