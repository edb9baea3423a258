/* SPDX-License-Identifier: MIT */
#include "filter/run.h"

struct filter_run filter_run_from(const struct filter_node *first, struct filter_node *start)
{
    bool begins = start == first && start->next != NULL;
    struct filter_run run = {
        .start = start,
        .end = start->next,
        .count = 1,
        .connective = begins ? start->next->connective : start->connective,
    };
    for (; run.end != NULL && run.end->connective == run.connective; run.end = run.end->next)
        run.count++;
    return run;
}

bool filter_run_is_all(const struct filter_node *first, enum filter_connective *connective)
{
    const struct filter_node *node = first->next;
    *connective = node == NULL ? FILTER_AND : node->connective;
    while (node != NULL && node->connective == *connective)
        node = node->next;
    return node == NULL;
}

bool filter_node_is_negative(const struct filter_node *node)
{
    enum filter_operator comparison = node->test->comparison;
    return node->negated != (comparison != filter_operator_positive(comparison));
}

void filter_remove_empty(struct filter_node *first)
{
    struct filter_node **place = &first;
    while (*place != NULL) {
        bool is_empty = (*place)->test == NULL && (*place)->first == NULL;
        if (is_empty)
            *place = (*place)->next;
        else
            place = &(*place)->next;
    }
}
