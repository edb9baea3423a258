/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_NOTES_H
#define SOCKVIEW_UTIL_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How complete the answer is. It only ever gets worse. */
enum outcome {
    OUTCOME_COMPLETE,
    OUTCOME_INCOMPLETE, /* a part is missing; exit status 3 */
    OUTCOME_NOTHING,    /* nothing could be read, or not everything was done; exit status 1 */
};

/* What a note is about. Scripts test for the name of a code, in `note_codes`. */
enum note_code {
    NOTE_OWNERS_HIDDEN,
    NOTE_OWNERS_FAILED,
    NOTE_CONTEXTS_ABSENT,
    NOTE_SOCKETS_UNLISTED,
    NOTE_TABLE_UNREADABLE,
    NOTE_SOURCE_FAILED,
    NOTE_TABLE_CHANGED,
    NOTE_SOCKETS_MALFORMED,
    NOTE_DETAILS_MISSING,
    NOTE_FAMILY_ABSENT,
    NOTE_FILTER_UNKNOWN,
    NOTE_FILTER_UNCLEAR,
    NOTE_FILTER_UNMATCHED,
    NOTE_NAMESPACE_UNREADABLE,
    NOTE_EVENTS_LOST,
    NOTE_HOSTS_UNRESOLVED,
    NOTE_CGROUPS_UNKNOWN,
    NOTE_COUNTERS_UNREADABLE,
    NOTE_COUNTERS_ABSENT,
    NOTE_UNSORTED,
    NOTE_MORE_MATCH,
    NOTE_KILL_NOTHING,
    NOTE_KILL_DRY_RUN,
    NOTE_KILL_DECLINED,
    NOTE_KILL_FAILED,
    NOTE_LOOKUP_FAILED,
    NOTE_OUT_OF_MEMORY,
    NOTE_CODES
};

/* One row of the table of codes. */
struct note_code_row {
    const char *name; /* in JSON: never changes, unlike the message */
    const char *help; /* what it means, and what `count` counts */
};

/* By enum note_code. */
extern const struct note_code_row note_codes[NOTE_CODES];

/* One line for the user. */
struct note {
    enum note_code code;
    const char *message;
    uint64_t count; /* how many things it is about; 0: it counts nothing */
};

/* How many rows the answer would have without --limit. */
struct matched {
    bool asked; /* --limit was given */
    bool known; /* it is not when the limit ended the dump */
    uint64_t count;
};

/* What the user must know in addition to the answer, one line each, on stderr and in JSON
 * `warnings`. Starts zeroed. */
struct notes {
    struct note *items; /* owned, with their messages */
    size_t item_count, capacity;
    bool lost; /* memory ran out: the last note says so, and it needs no memory */
    enum outcome outcome;
    struct matched matched;
};

/* Adds a note, unless one with the same message is there. `outcome` says what it means for the
 * answer, and `count` how many things it is about (0: it counts nothing). When memory runs out, a
 * fixed note takes the place of the message, and the answer is no longer called complete. */
void notes_add(struct notes *notes, enum note_code code, enum outcome outcome, uint64_t count,
               const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds the notes of a later time. One that counts takes the place of the earlier one with its code,
 * so that the notes of a long time stay few. */
void notes_update(struct notes *notes, const struct notes *newer);

/* Adds the notes of an earlier look, which this answer is compared with, if that look was not
 * whole. The answer is then not complete either, because it lacks values or compares with too
 * little. */
void notes_add_earlier(struct notes *notes, const struct notes *earlier);

/* The note at a place, counted from 0, in the order in which they were added; NULL after the last.
 * Valid until the next notes_add or notes_free. */
const struct note *notes_at(const struct notes *notes, size_t place);

/* Whether a note with that message is there. */
bool notes_have(const struct notes *notes, const char *message);

/* Whether a note with that code is there. */
bool notes_have_code(const struct notes *notes, enum note_code code);

/* Frees all notes and makes `notes` empty again. */
void notes_free(struct notes *notes);

#endif
