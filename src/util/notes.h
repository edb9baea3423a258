/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_NOTES_H
#define SOCKVIEW_UTIL_NOTES_H

#include <stdbool.h>
#include <stddef.h>

/* How much of what was asked is in the answer. Only gets worse. */
enum outcome {
    OUTCOME_COMPLETE,
    OUTCOME_INCOMPLETE, /* a part is missing; exit status 3 */
    OUTCOME_NOTHING,    /* nothing could be read, or not all be done; exit status 1 */
};

/* What the user must be told beside the answer: one line each, on stderr and in JSON `warnings`.
 * Starts zeroed. */
struct notes {
    char **lines; /* owned */
    size_t count;
    enum outcome outcome;
};

/* Adds a note, unless it was added before. `outcome` says what it means for the answer. When memory
 * runs out the text is lost, and the answer is no longer called complete. */
void notes_add(struct notes *notes, enum outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether that line is among the notes. */
bool notes_have(const struct notes *notes, const char *line);

/* Frees all notes and makes `notes` empty again. */
void notes_free(struct notes *notes);

#endif
