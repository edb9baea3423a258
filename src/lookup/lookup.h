/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_LOOKUP_H
#define SOCKVIEW_LOOKUP_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

/* A lookup keeps its results in a state, which is made at the first question. The caller passes the
 * states of all lookups (struct lookups), so a new lookup is one pair of files in this folder, and
 * no other file changes. */
struct lookup_kind {
    size_t size;                       /* of the state, which starts zeroed */
    void (*free)(void *state);         /* frees what the state holds */
    bool (*failed)(const void *state); /* memory ran out, so that something was not found */
    bool lasts;                        /* what was found is true of the next answer too */
};

/* The states of all lookups that were asked. Starts zeroed. */
struct lookup_states {
    struct lookup_state *first;
    bool failed; /* memory ran out for a state itself */
    int trouble; /* errno of another failure, so that a name may be missing; or 0 */
};

/* The state of a lookup; NULL when out of memory. Valid until it is forgotten or freed. */
void *lookup_state(struct lookup_states *states, const struct lookup_kind *kind);

/* Notes the errno that kept something from being looked up. What is gone or forbidden is no
 * failure.
 */
void lookup_note_trouble(struct lookup_states *states, int number);

/* Whether memory ran out in one of them, so that values may be missing. */
bool lookup_states_failed(const struct lookup_states *states);

/* Frees the states of those lookups that do not last. */
void lookup_states_forget(struct lookup_states *states);

/* Frees all states. */
void lookup_states_free(struct lookup_states *states);

#endif
