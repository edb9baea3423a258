/* SPDX-License-Identifier: MIT */
#include "arrange/groups.h"

#include <stdlib.h>

#include "util/array.h"
#include "value/pack.h"

/* Fields of the same column go through its list together: the name and the id of one owner. */
static size_t find_leader(const struct grouping *grouping, size_t field)
{
    size_t leader = 0;
    while (grouping->fields[leader].column != grouping->fields[field].column)
        leader++;
    return leader;
}

static bool prepare(struct groups *groups)
{
    const struct grouping *grouping = groups->grouping;
    if (groups->walks != NULL)
        return true;
    groups->tally.most = UINT32_MAX;
    groups->added = calloc(grouping->total_count + 1, sizeof(*groups->added));
    groups->walks = calloc(grouping->field_count + 1, sizeof(*groups->walks));
    return groups->added != NULL && groups->walks != NULL;
}

static void read_sums(struct groups *groups, const struct sock *sock, struct lookups *lookups)
{
    for (size_t i = 0; i < groups->grouping->total_count; i++) {
        struct value value;
        bool known = column_get(groups->grouping->totals[i], sock, lookups, &value);
        groups->added[i] = (struct group_sum){known ? value_number(&value) : 0, known};
    }
}

/* Packs the member of a field where its list is now, and notes whether the list goes on. */
static void put_field(struct groups *groups, size_t place, const struct sock *sock,
                      struct lookups *lookups)
{
    const struct field *field = &groups->grouping->fields[place];
    struct group_walk *walk = &groups->walks[find_leader(groups->grouping, place)];
    struct value value, member;
    bool known = column_get(field->column, sock, lookups, &value) &&
                 field_member(field, &value, walk->place, &member);
    bool has_name = known && (member.type != VALUE_TEXT || member.text.data != NULL);
    value_pack(&groups->key, has_name ? &member : NULL);
    walk->goes_on = known && field_member(field, &value, walk->place + 1, &member);
}

static void put_key(struct groups *groups, const struct sock *sock, struct lookups *lookups)
{
    size_t count = groups->grouping->field_count;
    strbuf_clear(&groups->key);
    for (size_t i = 0; i < count; i++)
        put_field(groups, i, sock, lookups);
    if (count == 0)
        strbuf_put_char(&groups->key, '\0');
}

/* Moves on to the next combination of members. False after the last. */
static bool move_on(struct groups *groups)
{
    for (size_t i = 0; i < groups->grouping->field_count; i++) {
        struct group_walk *walk = &groups->walks[i];
        bool goes_on = walk->goes_on;
        walk->place = goes_on ? walk->place + 1 : 0;
        walk->goes_on = false;
        if (goes_on)
            return true;
    }
    return false;
}

static bool reserve(struct groups *groups, size_t count)
{
    size_t totals = groups->grouping->total_count;
    uint64_t *rows = array_reserve(groups->last_rows, &groups->last_capacity, count, sizeof(*rows));
    if (rows == NULL)
        return false;
    groups->last_rows = rows;
    if (totals == 0)
        return true;
    struct group_sum *sums =
        array_reserve(groups->sums, &groups->sum_capacity, count, totals * sizeof(*sums));
    if (sums == NULL)
        return false;
    groups->sums = sums;
    return true;
}

static uint64_t add_numbers(uint64_t one, uint64_t other)
{
    return one > UINT64_MAX - other ? UINT64_MAX : one + other;
}

/* A socket counts once in a group, however many of its owners are in it. */
static bool add_to_group(struct groups *groups)
{
    size_t before = groups->tally.count, totals = groups->grouping->total_count;
    if (groups->key.failed || !reserve(groups, before))
        return false;
    struct tally_item *item = tally_add(&groups->tally, strbuf_slice(&groups->key), 0);
    if (item == NULL)
        return false;
    size_t place = (size_t)(item - groups->tally.items);
    struct group_sum *sums = totals == 0 ? NULL : &groups->sums[place * totals];
    if (place == before) {
        groups->last_rows[place] = 0;
        for (size_t i = 0; i < totals; i++)
            sums[i] = (struct group_sum){0, false};
    }
    if (groups->last_rows[place] == groups->rows)
        return true;
    groups->last_rows[place] = groups->rows;
    item->weight++;
    for (size_t i = 0; i < totals; i++) {
        sums[i].number = add_numbers(sums[i].number, groups->added[i].number);
        sums[i].known |= groups->added[i].known;
    }
    return true;
}

bool groups_add(struct groups *groups, const struct sock *sock, struct lookups *lookups)
{
    bool good = prepare(groups);
    if (!good)
        return false;
    groups->rows++;
    read_sums(groups, sock, lookups);
    do {
        put_key(groups, sock, lookups);
        good = add_to_group(groups);
    } while (good && move_on(groups));
    return good;
}

bool groups_finish(struct groups *groups)
{
    if (groups->grouping->field_count > 0 || groups->tally.count > 0)
        return true;
    if (!prepare(groups))
        return false;
    for (size_t i = 0; i < groups->grouping->total_count; i++)
        groups->added[i] = (struct group_sum){0, true};
    put_key(groups, NULL, NULL);
    groups->rows++;
    bool good = add_to_group(groups);
    if (good)
        groups->tally.items[0].weight = 0;
    return good;
}

uint64_t groups_pack(const struct groups *groups, size_t place, struct strbuf *packed)
{
    const struct tally_item *item = &groups->tally.items[place];
    const struct grouping *grouping = groups->grouping;
    struct value value = {.type = VALUE_UNSIGNED, .number = item->weight};
    if (grouping->field_count > 0)
        strbuf_put(packed, item->text.data, item->text.length);
    value_pack(packed, &value);
    for (size_t i = 0; i < grouping->total_count; i++) {
        const struct group_sum *sum = &groups->sums[place * grouping->total_count + i];
        value.number = sum->number;
        value_pack(packed, sum->known ? &value : NULL);
    }
    return item->weight;
}

void groups_free(struct groups *groups)
{
    tally_free(&groups->tally);
    free(groups->last_rows);
    free(groups->sums);
    free(groups->added);
    free(groups->walks);
    strbuf_free(&groups->key);
    *groups = (struct groups){.grouping = groups->grouping};
}
