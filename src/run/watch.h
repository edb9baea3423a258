/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_WATCH_H
#define SOCKVIEW_RUN_WATCH_H

#include "run/query.h"
#include "sink.h"
#include "sink/settings.h"
#include "util/error.h"
#include "util/notes.h"

/* The receiver of notes while events go on. */
struct watcher {
    struct notes *notes;
    void (*tell)(void *context); /* shows the notes so far, and may remove them */
    void *context;
};

/* Begins the sink, hands each destroyed socket that matches the query to it, and flushes what it
 * prints. The caller ends the sink. Returns after query->arrangement.limit sockets, at an
 * interruption (wait_catch_signals), or when the reader of the output has gone. Owners are looked
 * up from time to time and remembered. Lost events become a note within a second. False with
 * `error` when the kernel reports no events here, or the output failed. */
bool watch_sockets(const struct query *query, const struct sink_settings *settings,
                   struct sink *sink, const struct watcher *watcher, struct error *error);

#endif
