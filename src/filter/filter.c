/* SPDX-License-Identifier: MIT */
#include "filter/filter.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "family/families.h"
#include "filter/kinds.h"

struct filter *filter_and(struct filter *left, struct filter *right)
{
    struct filter *last = left;
    if (left == NULL)
        return right;
    while (last->other != NULL)
        last = last->other;
    last->other = right;
    return left;
}

void filter_free(struct filter *filter)
{
    while (filter != NULL) {
        struct filter *other = filter->other;
        arena_free(&filter->arena);
        free(filter);
        filter = other;
    }
}

/* Calls `each` for every test of a list, until `each` returns false. */
static bool walk(const struct filter_node *node,
                 bool (*each)(const struct filter_test *test, void *context), void *context)
{
    for (; node != NULL; node = node->next) {
        bool good =
            node->test != NULL ? each(node->test, context) : walk(node->first, each, context);
        if (!good)
            return false;
    }
    return true;
}

void filter_walk(const struct filter *filter,
                 bool (*each)(const struct filter_test *test, void *context), void *context)
{
    for (; filter != NULL; filter = filter->other) {
        if (!walk(filter->root.first, each, context))
            return;
    }
}

static bool needs_host(const struct filter_test *test)
{
    return test->field.column->type == VALUE_TEXT && test->needs & NEED_HOSTS;
}

unsigned filter_needs(const struct filter *filter)
{
    unsigned needs = 0;
    for (; filter != NULL; filter = filter->other)
        needs |= filter->needs;
    return needs;
}

uint64_t filter_reads(const struct filter *filter)
{
    uint64_t have = 0;
    for (; filter != NULL; filter = filter->other)
        have |= filter->reads;
    return have;
}

/* The values to look for, and the name of the first field that needs one. */
struct reader {
    uint64_t have;
    unsigned needs;
    const char *name;
};

static bool find_reader(const struct filter_test *test, void *context)
{
    struct reader *reader = context;
    if (filter_test_have(test) & reader->have || test->needs & reader->needs)
        reader->name = test->field.name;
    return reader->name == NULL;
}

const char *filter_reader(const struct filter *filter, uint64_t have, unsigned needs)
{
    struct reader reader = {.have = have, .needs = needs};
    filter_walk(filter, find_reader, &reader);
    return reader.name;
}

static bool find_state(const struct filter_test *test, void *context)
{
    *(bool *)context |= filter_is_kind(&test->field, FILTER_STATE);
    return true;
}

bool filter_tests_states(const struct filter *filter)
{
    bool found = false;
    filter_walk(filter, find_state, &found);
    return found;
}

/* The callback that receives the names of families. */
struct namer {
    void (*name)(void *context, struct slice family);
    void *context;
};

static void name_family(const struct filter_test *test, const struct namer *namer)
{
    bool is_end = test->field.kind->is_end;
    const struct address_family *address = is_end ? families_find_address(test->host.family) : NULL;
    if (test->comparison != FILTER_EQUAL)
        return;
    if (filter_is_kind(&test->field, FILTER_NETID))
        namer->name(namer->context, test->text);
    if (address != NULL && address->end_form != END_INTERNET)
        namer->name(namer->context, slice_of(address->name));
}

static void name_list(const struct filter_node *node, const struct namer *namer)
{
    for (; node != NULL; node = node->next) {
        if (node->negated)
            continue;
        if (node->test != NULL)
            name_family(node->test, namer);
        else
            name_list(node->first, namer);
    }
}

void filter_name_families(const struct filter *filter,
                          void (*name)(void *context, struct slice family), void *context)
{
    const struct namer namer = {name, context};
    for (; filter != NULL; filter = filter->other)
        name_list(filter->root.first, &namer);
}

static bool find_host(const struct filter_test *test, void *context)
{
    if (needs_host(test))
        *(const char **)context = test->field.name;
    return !needs_host(test);
}

const char *filter_host_field(const struct filter *filter)
{
    const char *name = NULL;
    filter_walk(filter, find_host, &name);
    return name;
}

bool filter_is_ambiguous(const struct filter *filter)
{
    return filter != NULL && (filter->ambiguous || filter_is_ambiguous(filter->other));
}

bool filter_is_split(const struct filter *filter)
{
    return filter != NULL && (filter->split || filter_is_split(filter->other));
}

static bool find_cut(const struct filter_test *test, void *context)
{
    if (test->is_cut)
        *(const struct filter_test **)context = test;
    return !test->is_cut;
}

struct slice filter_cut_name(const struct filter *filter, bool *is_pattern)
{
    const struct filter_test *test = NULL;
    filter_walk(filter, find_cut, &test);
    *is_pattern = test != NULL && filter_operator_positive(test->comparison) == FILTER_LIKE;
    return test == NULL ? (struct slice){0} : test->text;
}

/* The states in which a part of an expression can hold, and the states in which it always holds. */
struct bounds {
    uint32_t may, must;
};

static struct bounds list_bounds(const struct filter_node *node);

static struct bounds node_bounds(const struct filter_node *node)
{
    struct bounds bounds = {UINT32_MAX, 0};
    bool negated = node->negated;
    if (node->test == NULL)
        bounds = list_bounds(node->first);
    else if (filter_is_kind(&node->test->field, FILTER_STATE)) {
        bounds.may = bounds.must = node->test->states;
        negated ^= node->test->comparison == FILTER_DIFFERENT;
    }
    return negated ? (struct bounds){~bounds.must, ~bounds.may} : bounds;
}

static struct bounds list_bounds(const struct filter_node *node)
{
    struct bounds all = {UINT32_MAX, UINT32_MAX};
    for (; node != NULL; node = node->next) {
        struct bounds one = node_bounds(node);
        if (node->connective == FILTER_AND)
            all = (struct bounds){all.may & one.may, all.must & one.must};
        else
            all = (struct bounds){all.may | one.may, all.must | one.must};
    }
    return all;
}

uint32_t filter_states(const struct filter *filter)
{
    uint32_t states = UINT32_MAX;
    for (; filter != NULL; filter = filter->other)
        states &= list_bounds(filter->joined.first).may;
    return states;
}
