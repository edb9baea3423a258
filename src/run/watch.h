/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_WATCH_H
#define SOCKVIEW_RUN_WATCH_H

#include "run/query.h"
#include "sink.h"
#include "sink/settings.h"
#include "util/error.h"
#include "util/notes.h"

/* Who hears what happens meanwhile. */
struct watcher {
    struct notes *notes;
    void (*tell)(void *context); /* tells what is in `notes` now, and may take it out */
    void *context;
};

/* Hands each socket that is destroyed and that the query lets through to the sink, and flushes what
 * it prints, until query->count of them, an interruption (wait_catch_signals), or until nobody
 * reads it any more. Owners are remembered from looks at the sockets in between. What was missed
 * is told soon. False with `error` when there are no events here, or the output failed. */
bool watch_sockets(const struct query *query, const struct sink_settings *settings,
                   struct sink *sink, const struct watcher *watcher, struct error *error);

#endif
