/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_KILL_NOTES_H
#define SOCKVIEW_ARRANGE_KILL_NOTES_H

#include "arrange/kill.h"
#include "util/notes.h"

/* Why a socket was not destroyed. */
enum failure {
    FAILURE_FORBIDDEN,
    FAILURE_UNSUPPORTED,
    FAILURE_UNSURE,
    FAILURE_CHANGED,
    FAILURE_GONE,
    FAILURE_OTHER,
    FAILURES,
};

/* How many there are of each. Starts zeroed. */
struct failures {
    size_t counts[FAILURES];
    int number; /* errno of the last FAILURE_OTHER */
};

/* What an errno of killer.destroy means. */
enum failure failure_of(int number);

/* Adds one note about all failures, if there are any. It makes the outcome a failure. */
void kill_note_failures(const struct failures *failures, size_t destroyed, enum kill_mode mode,
                        struct notes *notes);

/* Adds what else there is to say of a run that was to destroy something: how many sockets a dry run
 * would destroy, or that nothing matched. */
void kill_note_end(const struct killer *killer, size_t matched, size_t destroyed,
                   struct notes *notes);

#endif
