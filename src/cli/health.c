/* SPDX-License-Identifier: MIT */
#include "cli/health.h"

#include <errno.h>
#include <stdlib.h>

#include "arrange/finding_columns.h"
#include "cli/kinds.h"
#include "column/columns.h"

void health_choose_sockets(struct options *options)
{
    static const char *const kinds[] = {"tcp", "udp", "unix", "packet"};
    struct query *query = &options->query;
    struct selection *selection = &query->selection;
    struct health *health = &query->arrangement.health;
    health->any_process = query->netns.argument == NULL;
    health->sockets_only = selection->filter != NULL;
    options->all |= selection->states == 0;
    if (!selection_is_empty(selection))
        return;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct selection found = {0};
        kinds_add(&found, slice_of(kinds[i]));
        for (size_t j = 0; j < families_count; j++)
            selection->kinds[j] |= found.kinds[j];
    }
}

static unsigned find_needs(const struct query *query)
{
    unsigned needs = NEED_OWNERS | NEED_SERVICES | filter_needs(query->selection.filter);
    for (size_t i = 0; i < HEALTH_CHECKS; i++) {
        if (health_asks(&query->arrangement.health, (enum health_check)i))
            needs |= health_checks[i].needs;
    }
    return query->details & IN_HOSTS ? needs | NEED_HOSTS : needs & ~(unsigned)NEED_HOSTS;
}

/* On a terminal a table of findings would be wider than the screen. */
static bool choose_sentence(struct query *query)
{
    query->sentence = calloc(FINDING_SENTENCE_PARTS, sizeof(*query->sentence));
    for (size_t i = 0; query->sentence != NULL && i < FINDING_SENTENCE_PARTS; i++) {
        const struct column *column = &finding_sentence[i];
        bool is_note = i + 1 == FINDING_SENTENCE_PARTS;
        if (column->sets == 0 || column->sets & query->details)
            query->sentence[query->sentence_count++] =
                (struct chosen_column){column, .word = is_note};
    }
    return query->sentence != NULL;
}

bool health_choose_columns(struct query *query, struct error *error)
{
    unsigned sets = query->format->columns | (query->details & IN_NAMESPACES);
    query->columns = calloc(FINDING_COLUMNS + 1, sizeof(*query->columns));
    if (query->columns == NULL || (query->format->words && !choose_sentence(query)))
        return error_set_errno(error, ENOMEM, "--health");
    if (query->repeats && query->format->rows_only)
        query->columns[query->column_count++].column = column_find(slice_of("time"));
    for (size_t i = 0; i < FINDING_COLUMNS; i++) {
        const struct column *column = &finding_columns[i];
        if (column->sets & sets)
            query->columns[query->column_count++] = (struct chosen_column){column, .named = true};
    }
    query->needs = find_needs(query);
    return true;
}

bool health_choose_order(struct query *query, struct error *error)
{
    static const struct {
        enum finding_place place;
        bool descending;
    } rows[] = {{FINDING_RANK, false}, {FINDING_AMOUNT, true}, {FINDING_PID, false}};
    struct arrangement *arrangement = &query->arrangement;
    arrangement->keys = calloc(sizeof(rows) / sizeof(rows[0]), sizeof(*arrangement->keys));
    if (arrangement->keys == NULL)
        return error_set_errno(error, ENOMEM, "--health");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        arrangement->keys[arrangement->key_count++] =
            (struct sort_key){field_of(&finding_columns[rows[i].place]), rows[i].descending};
    return true;
}

bool health_find_key(struct slice name, struct sort_key *key, struct error *error)
{
    for (size_t i = 0; i < FINDING_WORDS; i++) {
        if (!slice_equals(name, finding_columns[i].name))
            continue;
        key->field = field_of(&finding_columns[i]);
        return true;
    }
    return error_set(error, 0, "--sort: findings have no '%.*s': %s", (int)name.length, name.data,
                     "they are sorted by a member of theirs, such as amount or processes");
}
