/* SPDX-License-Identifier: MIT */
#include "filter/pushdown.h"

#include "filter/kinds.h"

static struct filter_push negate(struct filter_push push, bool negated)
{
    push.upper ^= negated;
    return push;
}

static struct code push_test(struct filter_push push, const struct filter_test *test)
{
    const struct filter_kind *kind = test->field.kind;
    bool negative = test->comparison != filter_operator_positive(test->comparison);
    bool is_open = kind->push == NULL || filter_is_glob(test);
    push = negate(push, negative);
    struct code code = is_open             ? code_constant(push.upper)
                       : test->set != NULL ? filter_push_set(&push, test)
                                           : kind->push(&push, test);
    return negative ? code_negate(code) : code;
}

static struct code push_list(struct filter_push push, const struct filter_node *node)
{
    struct code all = code_constant(true);
    for (; node != NULL; node = node->next) {
        struct filter_push inside = negate(push, node->negated);
        struct code one =
            node->test != NULL ? push_test(inside, node->test) : push_list(inside, node->first);
        all =
            code_join(all, node->negated ? code_negate(one) : one, node->connective == FILTER_AND);
    }
    return all;
}

void filter_push_down(const struct filter *filter, const struct family *family,
                      struct lookups *lookups, struct strbuf *program)
{
    const struct filter_push push = {family, lookups, true};
    struct code all = code_constant(true);
    for (; filter != NULL; filter = filter->other)
        all = code_join(all, push_list(push, filter->joined.first), true);
    code_finish(&all, program);
}
