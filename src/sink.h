/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_H
#define SOCKVIEW_SINK_H

#include <stdbool.h>

#include "sock.h"
#include "util/error.h"
#include "util/notes.h"

/* What whoever takes the sockets answers to each. */
enum emit_result {
    EMIT_ERROR = -1, /* it failed and knows why; end the dump */
    EMIT_STOP = 0,   /* enough; end the dump */
    EMIT_GO = 1,
};

/* Where a source pushes the sockets it reads. The sock dies when the call returns. */
struct emitter {
    enum emit_result (*emit)(void *context, const struct sock *sock);
    void *context;
};

/* Takes sockets and prints them, or hands them on: a step of a pipeline, whose last one is a
 * format. begin, row for each socket, end; then free. After an error of begin or row only free may
 * follow. After EMIT_STOP no row may follow, but `end` does: what was taken so far is an answer. */
struct sink {
    bool (*begin)(struct sink *sink, struct error *error);
    enum emit_result (*row)(struct sink *sink, const struct sock *sock, struct error *error);
    /* The notes are what JSON shows as warnings. */
    bool (*end)(struct sink *sink, struct notes *notes, struct error *error);
    void (*free)(struct sink *sink);
};

#endif
