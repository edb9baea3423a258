/* SPDX-License-Identifier: MIT */
#include "filter/kinds.h"
#include "filter/units.h"

/* Which kinds of fields are compared with another field of the same kind. A text always means
 * itself: `user = mark` looks for a user of that name. */
static bool is_comparable(const struct filter_field *field)
{
    return filter_is_kind(field, FILTER_NUMBER) || filter_is_kind(field, FILTER_PORT) ||
           filter_is_kind(field, FILTER_ADDRESS);
}

/* Times are compared in whatever unit, but not with sizes. */
static bool are_of_one_quantity(const struct column *left, const struct column *right)
{
    struct unit one = unit_of(left), other = unit_of(right);
    return one.quantity == other.quantity || one.quantity == QUANTITY_NONE ||
           other.quantity == QUANTITY_NONE;
}

/* Whether the word can be a name at all: most values are numbers and addresses. */
static bool begins_like_name(struct slice word)
{
    return word.length > 0 && word.data[0] >= 'a' && word.data[0] <= 'z';
}

bool filter_pair_read(struct filter_test *test, struct slice word)
{
    struct filter_field other;
    if (!begins_like_name(word) || !is_comparable(&test->field) || filter_is_glob(test) ||
        !filter_field_find(word, &other) || other.kind != test->field.kind ||
        !are_of_one_quantity(test->field.column, other.column))
        return false;
    test->other = other.column;
    test->scale = unit_of(test->field.column).scale;
    test->other_scale = unit_of(other.column).scale;
    test->field.kind = &filter_kinds[FILTER_PAIR];
    return true;
}
