/* SPDX-License-Identifier: MIT */
#include "util/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void raise_outcome(struct notes *notes, enum outcome outcome)
{
    if (outcome > notes->outcome)
        notes->outcome = outcome;
}

bool notes_have(const struct notes *notes, const char *line)
{
    for (size_t i = 0; i < notes->count; i++) {
        if (strcmp(notes->lines[i], line) == 0)
            return true;
    }
    return false;
}

void notes_add(struct notes *notes, enum outcome outcome, const char *format, ...)
{
    raise_outcome(notes, outcome);
    char **lines = reallocarray(notes->lines, notes->count + 1, sizeof(*lines));
    if (lines == NULL) {
        raise_outcome(notes, OUTCOME_INCOMPLETE);
        return;
    }
    notes->lines = lines;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&lines[notes->count], format, arguments);
    va_end(arguments);
    if (length < 0)
        raise_outcome(notes, OUTCOME_INCOMPLETE);
    else if (notes_have(notes, lines[notes->count]))
        free(lines[notes->count]);
    else
        notes->count++;
}

void notes_free(struct notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        free(notes->lines[i]);
    free(notes->lines);
    *notes = (struct notes){0};
}
