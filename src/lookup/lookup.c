/* SPDX-License-Identifier: MIT */
#include "lookup/lookup.h"

#include <errno.h>
#include <stdlib.h>

#include "util/trouble.h"

struct lookup_state {
    struct lookup_state *next;
    const struct lookup_kind *kind;
    max_align_t data[]; /* the lookup's own */
};

void *lookup_state(struct lookup_states *states, const struct lookup_kind *kind)
{
    struct lookup_state *state = states->first;
    while (state != NULL && state->kind != kind)
        state = state->next;
    if (state != NULL)
        return state->data;
    state = calloc(1, sizeof(*state) + kind->size);
    states->failed |= state == NULL;
    if (state == NULL)
        return NULL;
    state->kind = kind;
    state->next = states->first;
    states->first = state;
    return state->data;
}

void lookup_note_trouble(struct lookup_states *states, int number)
{
    enum trouble trouble = trouble_of(number);
    if (number == ENOMEM)
        states->failed = true;
    else if (trouble == TROUBLE_RESOURCES || trouble == TROUBLE_OTHER)
        states->trouble = number;
}

bool lookup_states_failed(const struct lookup_states *states)
{
    bool failed = states->failed;
    for (const struct lookup_state *state = states->first; state != NULL; state = state->next)
        failed |= state->kind->failed(state->data);
    return failed;
}

/* Frees the lookups that do not last, or all lookups. */
static void free_states(struct lookup_states *states, bool all)
{
    struct lookup_state **place = &states->first;
    while (*place != NULL) {
        struct lookup_state *state = *place;
        if (state->kind->lasts && !all) {
            place = &state->next;
            continue;
        }
        *place = state->next;
        state->kind->free(state->data);
        free(state);
    }
}

void lookup_states_forget(struct lookup_states *states)
{
    free_states(states, false);
    states->trouble = 0;
}

void lookup_states_free(struct lookup_states *states)
{
    free_states(states, true);
}
