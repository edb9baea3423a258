/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ERROR_H
#define SOCKVIEW_UTIL_ERROR_H

#include <stdbool.h>

#include "util/slice.h"

/* What went wrong, as one line "WHAT: WHY" built where it is known. Starts zeroed; the function
 * that fails fills it, its caller hands it on, and only main prints it. */
struct error {
    char *message; /* owned; NULL while nothing has failed, or when memory ran out */
    char *excerpt; /* lines that show the place of the fault, made fit for a terminal; or NULL */
    int number;    /* the errno behind it, 0 when there is none */
};

/* Fills `error` with a formatted message, replacing an earlier one. `number` is the errno behind
 * the failure or 0; it is recorded, not appended to the text. Always returns false, so that a
 * failing function can end with `return error_set(...)`. */
bool error_set(struct error *error, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Like error_set, with ": " and the text of `number` (strerror) after the formatted part. */
bool error_set_errno(struct error *error, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds lines that are shown below the message as they are. */
void error_set_excerpt(struct error *error, struct slice lines);

/* The message; a fixed text when there was no memory for one. Valid until the next change. */
const char *error_message(const struct error *error);

/* Frees the message and makes `error` empty again. */
void error_clear(struct error *error);

#endif
