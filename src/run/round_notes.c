/* SPDX-License-Identifier: MIT */
#include "run/round_notes.h"

#include <unistd.h>

/* How many notes are kept while answers are drawn on the terminal, and printed after that. */
enum { HELD_MOST = 50 };

/* Prints a note. When stderr is the terminal that answers are drawn on, it is kept until the end,
 * because the next answer would be drawn over it. */
static void tell_or_hold(struct rounds *rounds, const struct note *note)
{
    bool now = rounds->redraw == NULL || !isatty(STDERR_FILENO);
    if (now)
        rounds->tell(note->message);
    if (now && rounds->query->warns_of_owners && note->code == NOTE_OWNERS_HIDDEN)
        rounds->tell("owners: run as root to see them all");
    if (!now && rounds->held.item_count < HELD_MOST)
        notes_add(&rounds->held, note->code, OUTCOME_COMPLETE, note->count, "%s", note->message);
}

bool round_notes_say_limit(const struct rounds *rounds)
{
    return rounds->settings.screen_width > 0 && rounds->redraw == NULL &&
           rounds->query->format->in_place;
}

/* What another program would not say either: it goes on without a word. */
static bool is_silent(const struct query *query, enum note_code code)
{
    if (query->warns_of_owners && code == NOTE_OWNERS_HIDDEN)
        return false;
    return query->as_other && code != NOTE_TABLE_UNREADABLE && code != NOTE_NAMESPACE_UNREADABLE &&
           code != NOTE_SOCKETS_MALFORMED && code != NOTE_EVENTS_LOST && code != NOTE_KILL_FAILED &&
           code != NOTE_OUT_OF_MEMORY;
}

/* Whether the answer before had the note too. How many rows --limit leaves out may differ each
 * time, and that it leaves out some is said once. */
static bool was_told(const struct rounds *rounds, const struct note *note)
{
    return note->code == NOTE_MORE_MATCH ? notes_have_code(&rounds->before, note->code)
                                         : notes_have(&rounds->before, note->message);
}

void round_notes_tell(struct rounds *rounds)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(&rounds->notes, i)) != NULL; i++) {
        bool is_shown = note->code == NOTE_MORE_MATCH && rounds->settings.says_limit;
        is_shown |= is_silent(rounds->query, note->code);
        if (!is_shown && !was_told(rounds, note))
            tell_or_hold(rounds, note);
    }
    if (rounds->notes.outcome > rounds->outcome)
        rounds->outcome = rounds->notes.outcome;
    notes_free(&rounds->before);
    rounds->before = rounds->notes;
    rounds->notes = (struct notes){0};
}

void round_notes_tell_held(const struct rounds *rounds)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(&rounds->held, i)) != NULL; i++)
        rounds->tell(note->message);
}
