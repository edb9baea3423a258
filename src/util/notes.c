/* SPDX-License-Identifier: MIT */
#include "util/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

const struct note_code_row note_codes[NOTE_CODES] = {
    [NOTE_OWNERS_HIDDEN] = {"owners_hidden", "sockets that have an owner who could not be seen"},
    [NOTE_OWNERS_FAILED] = {"owners_failed",
                            "owners could not be looked up, so that some may be missing"},
    [NOTE_CONTEXTS_ABSENT] = {"contexts_absent",
                              "no security module of this system gives security contexts"},
    [NOTE_SOCKETS_UNLISTED] = {"sockets_unlisted",
                               "sockets that processes hold, but that are in no table"},
    [NOTE_TABLE_UNREADABLE] = {"table_unreadable", "a socket table could not be read"},
    [NOTE_SOURCE_FAILED] =
        {"source_failed",
         "netlink failed, and /proc/net was read instead, which has fewer details"},
    [NOTE_TABLE_CHANGED] = {"table_changed",
                            "a socket table changed during the dump: sockets may be missing or "
                            "listed twice"},
    [NOTE_SOCKETS_MALFORMED] = {"sockets_malformed",
                                "sockets that could not be understood and are missing"},
    [NOTE_DETAILS_MISSING] = {"details_missing",
                              "sockets for which the kernel did not send all details"},
    [NOTE_FAMILY_ABSENT] = {"family_absent", "this kernel does not have a family that was chosen"},
    [NOTE_FILTER_UNKNOWN] = {"filter_unknown",
                             "sockets for which the filter tests a value that is unknown"},
    [NOTE_FILTER_UNCLEAR] = {"filter_unclear", "the filter may mean something else to its author"},
    [NOTE_FILTER_UNMATCHED] = {"filter_unmatched",
                               "the filter names something that does not exist, or only sockets in "
                               "other states match it"},
    [NOTE_NAMESPACE_UNREADABLE] = {"namespace_unreadable",
                                   "network namespaces, or processes in them, that could not be "
                                   "read"},
    [NOTE_EVENTS_LOST] = {"events_lost", "destroyed sockets that are missing"},
    [NOTE_HOSTS_UNRESOLVED] = {"hosts_unresolved", "addresses for which no host name came in time"},
    [NOTE_CGROUPS_UNKNOWN] = {"cgroups_unknown", "paths of control groups cannot be found"},
    [NOTE_COUNTERS_UNREADABLE] = {"counters_unreadable",
                                  "a counter of the summary could not be read"},
    [NOTE_COUNTERS_ABSENT] = {"counters_absent", "the kernel does not count a family"},
    [NOTE_UNSORTED] = {"unsorted", "there were too many rows to sort them for a terminal"},
    [NOTE_MORE_MATCH] = {"more_match", "rows that --limit left out"},
    [NOTE_KILL_NOTHING] = {"kill_nothing", "no socket matched, so there was nothing to destroy"},
    [NOTE_KILL_DRY_RUN] = {"kill_dry_run", "sockets that would be destroyed"},
    [NOTE_KILL_DECLINED] = {"kill_declined", "nothing was destroyed: the answer was not yes"},
    [NOTE_KILL_FAILED] = {"kill_failed", "sockets that were not destroyed, or not shown"},
    [NOTE_LOOKUP_FAILED] = {"lookup_failed", "names of users or processes could not be read"},
    [NOTE_OUT_OF_MEMORY] = {"out_of_memory", "memory ran out: something is missing"},
};

static const struct note out_of_memory = {
    .code = NOTE_OUT_OF_MEMORY,
    .message = "out of memory: a part of the answer or a warning is missing",
};

static void raise_outcome(struct notes *notes, enum outcome outcome)
{
    if (outcome > notes->outcome)
        notes->outcome = outcome;
}

static void lose_note(struct notes *notes)
{
    notes->lost = true;
    raise_outcome(notes, OUTCOME_INCOMPLETE);
}

static bool reserve(struct notes *notes)
{
    struct note *items =
        array_reserve(notes->items, &notes->capacity, notes->item_count, sizeof(*items));
    if (items == NULL)
        return false;
    notes->items = items;
    return true;
}

const struct note *notes_at(const struct notes *notes, size_t place)
{
    if (place < notes->item_count)
        return &notes->items[place];
    return notes->lost && place == notes->item_count ? &out_of_memory : NULL;
}

bool notes_have(const struct notes *notes, const char *message)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(notes, i)) != NULL; i++) {
        if (strcmp(note->message, message) == 0)
            return true;
    }
    return false;
}

bool notes_have_code(const struct notes *notes, enum note_code code)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(notes, i)) != NULL; i++) {
        if (note->code == code)
            return true;
    }
    return false;
}

void notes_add(struct notes *notes, enum note_code code, enum outcome outcome, uint64_t count,
               const char *format, ...)
{
    char *message = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&message, format, arguments);
    va_end(arguments);
    raise_outcome(notes, outcome);
    if (length < 0) {
        lose_note(notes);
    } else if (notes_have(notes, message)) {
        free(message);
    } else if (!reserve(notes)) {
        free(message);
        lose_note(notes);
    } else {
        notes->items[notes->item_count++] = (struct note){code, message, count};
    }
}

/* Removes the note with this code that counts something, if there is one. */
static void remove_count(struct notes *notes, enum note_code code)
{
    for (size_t i = 0; i < notes->item_count; i++) {
        struct note *note = &notes->items[i];
        if (note->code != code || note->count == 0)
            continue;
        free((char *)(uintptr_t)note->message);
        notes->item_count--;
        memmove(note, note + 1, (notes->item_count - i) * sizeof(*note));
        return;
    }
}

void notes_update(struct notes *notes, const struct notes *newer)
{
    for (size_t i = 0; i < newer->item_count; i++) {
        const struct note *note = &newer->items[i];
        if (note->count > 0)
            remove_count(notes, note->code);
        notes_add(notes, note->code, newer->outcome, note->count, "%s", note->message);
    }
    raise_outcome(notes, newer->outcome);
    notes->lost |= newer->lost;
}

void notes_add_earlier(struct notes *notes, const struct notes *earlier)
{
    if (earlier->outcome == OUTCOME_COMPLETE)
        return;
    for (size_t i = 0; i < earlier->item_count; i++)
        notes_add(notes, earlier->items[i].code, OUTCOME_INCOMPLETE, earlier->items[i].count, "%s",
                  earlier->items[i].message);
    raise_outcome(notes, OUTCOME_INCOMPLETE);
    notes->lost |= earlier->lost;
}

void notes_free(struct notes *notes)
{
    for (size_t i = 0; i < notes->item_count; i++)
        free((char *)(uintptr_t)notes->items[i].message);
    free(notes->items);
    *notes = (struct notes){0};
}
