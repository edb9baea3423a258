/* SPDX-License-Identifier: MIT */
#include "run/filter_notes.h"

static void note_cut_name(const struct filter *filter, struct notes *notes)
{
    bool is_pattern;
    struct slice cut = filter_cut_name(filter, &is_pattern);
    if (cut.length == 0)
        return;
    if (is_pattern)
        notes_add(notes, NOTE_FILTER_UNCLEAR, OUTCOME_COMPLETE, 0,
                  "filter: the kernel keeps 15 bytes of a process name, so '%.*s' matches every "
                  "name of 15 bytes that can be the beginning of one that it wants",
                  (int)cut.length, cut.data);
    else
        notes_add(notes, NOTE_FILTER_UNCLEAR, OUTCOME_COMPLETE, 0,
                  "filter: the kernel keeps 15 bytes of a process name, so '%.*s' is compared, and "
                  "every name that begins like that is the same",
                  (int)cut.length, cut.data);
}

void filter_notes_add(const struct filter *filter, struct notes *notes)
{
    if (filter_is_ambiguous(filter))
        notes_add(notes, NOTE_FILTER_UNCLEAR, OUTCOME_COMPLETE, 0,
                  "filter: 'and' after 'or' joins everything before it, as in ss: brackets make "
                  "the order clear");
    if (filter_is_split(filter))
        notes_add(notes, NOTE_FILTER_UNCLEAR, OUTCOME_COMPLETE, 0,
                  "filter: an IPv6 address without brackets that can end in a port is read as "
                  "[ADDRESS]:PORT, as in ss: brackets make it clear");
    note_cut_name(filter, notes);
}
