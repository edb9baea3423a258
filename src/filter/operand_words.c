/* SPDX-License-Identifier: MIT */
#include "family/families.h"
#include "filter/kinds.h"
#include "util/nearest.h"

/* Values that are one of some words. */

static const char *word_at(const void *context, size_t place)
{
    return ((const struct column *)context)->word(place);
}

/* `nearest` may be NULL. */
static bool fail_nearest(const struct filter_test *test, const struct filter_operand *operand,
                         struct slice wrong, const char *nearest)
{
    if (nearest == NULL)
        return filter_fail_value(test, operand, wrong);
    return error_set(operand->error, 0, "'%.*s' is no value for '%s': did you mean '%s'?",
                     filter_shown(wrong), wrong.data, test->field.name, nearest);
}

static const char *state_at(const void *context, size_t place)
{
    (void)context;
    return state_word(place);
}

/* A state, or several with commas between. */
bool filter_read_state(struct filter_test *test, const struct filter_operand *operand)
{
    struct slice wrong;
    test->states = state_list_find(operand->value, &wrong);
    return test->states != 0 ||
           fail_nearest(test, operand, wrong.length == 0 ? operand->value : wrong,
                        nearest_find(wrong, state_at, NULL));
}

static const char *netid_at(const void *context, size_t place)
{
    (void)context;
    for (size_t i = 0; i < families_count; place -= families[i]->kind_count, i++) {
        if (place < families[i]->kind_count)
            return families[i]->kinds[place].netid;
    }
    return NULL;
}

bool filter_read_netid(struct filter_test *test, const struct filter_operand *operand)
{
    const char *netid;
    struct slice value = operand->value;
    bool found = filter_is_glob(test);
    for (size_t i = 0; !found && (netid = netid_at(NULL, i)) != NULL; i++)
        found = slice_equals(value, netid);
    return found ? filter_read_text(test, operand)
                 : fail_nearest(test, operand, value, nearest_find(value, netid_at, NULL));
}

bool filter_read_word(struct filter_test *test, const struct filter_operand *operand)
{
    const struct column *column = test->field.column;
    const char *word;
    bool found = filter_is_glob(test);
    for (size_t i = 0; !found && (word = column->word(i)) != NULL; i++)
        found = slice_equals(operand->value, word);
    return found ? filter_read_text(test, operand)
                 : fail_nearest(test, operand, operand->value,
                                nearest_find(operand->value, word_at, column));
}
