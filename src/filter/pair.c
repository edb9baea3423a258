/* SPDX-License-Identifier: MIT */
#include "filter/kinds.h"

/* Which kinds of fields are compared with another field of the same kind. A text always means
 * itself: `user = mark` looks for a user of that name. */
static bool is_comparable(const struct filter_field *field)
{
    return filter_is_kind(field, FILTER_NUMBER) || filter_is_kind(field, FILTER_PORT) ||
           filter_is_kind(field, FILTER_ADDRESS);
}

bool filter_pair_read(struct filter_test *test, struct slice word)
{
    struct filter_field other;
    if (!is_comparable(&test->field) || filter_is_glob(test) || !filter_field_find(word, &other) ||
        other.kind != test->field.kind)
        return false;
    test->other = other.column;
    test->field.kind = &filter_kinds[FILTER_PAIR];
    return true;
}
