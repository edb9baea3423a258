/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_H
#define SOCKVIEW_SINK_H

#include <stdbool.h>

#include "sock.h"
#include "util/error.h"
#include "util/notes.h"

/* The answer of a consumer to each socket. */
enum emit_result {
    EMIT_ERROR = -1, /* the consumer failed and has the error; end the dump */
    EMIT_STOP = 0,   /* the consumer needs no more; end the dump */
    EMIT_GO = 1,
};

/* The consumer of the sockets that a source reads. A sock is valid only during the call. */
struct emitter {
    enum emit_result (*emit)(void *context, const struct sock *sock);
    void *context;
};

/* One step of a pipeline. It receives sockets and passes them on; the last step is a format, which
 * prints them. The calls are begin, row for each socket, end, and then free. After an error of
 * begin or row, only free may follow. After EMIT_STOP no row may follow, but `end` does: the rows
 * received so far are an answer. */
struct sink {
    bool (*begin)(struct sink *sink, struct error *error);
    enum emit_result (*row)(struct sink *sink, const struct sock *sock, struct error *error);
    /* JSON shows the notes as warnings. */
    bool (*end)(struct sink *sink, struct notes *notes, struct error *error);
    void (*free)(struct sink *sink);
};

#endif
