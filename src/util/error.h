/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ERROR_H
#define SOCKVIEW_UTIL_ERROR_H

#include <stdbool.h>

#include "util/slice.h"

/* What went wrong, as one line "WHAT: WHY". The function that fails fills it, because it knows what
 * happened; callers pass it on, and only main prints it. Starts zeroed. */
struct error {
    char *message; /* owned; NULL while nothing has failed, or after memory ran out */
    char *
        excerpt; /* owned; lines that show the place of the mistake, safe for a terminal; or NULL */
    int number;  /* the errno of the failure, 0 when there is none */
};

/* Fills `error` with a formatted message, in place of an earlier one. `number` is the errno of the
 * failure or 0; it is stored, but not added to the text. Always returns false, so that a function
 * that fails can end with `return error_set(...)`. */
bool error_set(struct error *error, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Like error_set, with ": " and the text of `number` (strerror) after the formatted part. */
bool error_set_errno(struct error *error, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Stores a copy of lines that are printed below the message as they are. */
void error_set_excerpt(struct error *error, struct slice lines);

/* The message, or a fixed text when there was no memory for it. Valid until the next change. */
const char *error_message(const struct error *error);

/* Frees the texts and makes `error` empty again. */
void error_clear(struct error *error);

#endif
