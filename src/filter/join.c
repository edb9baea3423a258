/* SPDX-License-Identifier: MIT */
#include "filter/join.h"

#include <stdlib.h>
#include <string.h>

#include "filter/set.h"

/* A list that is written. */
struct writer {
    struct arena *arena;
    struct filter_node *first;
    struct filter_node **end; /* where the next node goes */
};

static bool write_list(struct arena *arena, const struct filter_node *from,
                       struct filter_node **list);

static enum filter_connective opposite(enum filter_connective connective)
{
    return connective == FILTER_AND ? FILTER_OR : FILTER_AND;
}

static bool write_node(struct writer *writer, const struct filter_node *from,
                       enum filter_connective connective, bool negated)
{
    struct filter_node *node = arena_alloc(writer->arena, sizeof(*node));
    if (node == NULL)
        return false;
    *node = (struct filter_node){.connective = writer->first == NULL ? FILTER_AND : connective,
                                 .negated = negated,
                                 .test = from->test};
    *writer->end = node;
    writer->end = &node->next;
    return from->test != NULL || write_list(writer->arena, from->first, &node->first);
}

/* Whether all parts of a list are joined in one way, which is set. */
static bool is_uniform(const struct filter_node *first, enum filter_connective *connective)
{
    const struct filter_node *node = first->next;
    *connective = node == NULL ? FILTER_AND : node->connective;
    while (node != NULL && node->connective == *connective)
        node = node->next;
    return node == NULL;
}

/* Writes a part of a list. The parts of brackets are written without the brackets where that
 * means the same: `not (a or b) and c` is `not a and not b and c`. At the beginning of a list
 * brackets mean nothing, because all is read from left to right. */
static bool write_part(struct writer *writer, const struct filter_node *from,
                       enum filter_connective connective, bool negated)
{
    enum filter_connective inside = FILTER_AND;
    bool begins = writer->first == NULL;
    bool is_list = from->test == NULL;
    bool uniform = is_list && is_uniform(from->first, &inside);
    bool good = true;
    negated ^= from->negated;
    if (uniform && from->first->next == NULL)
        return write_part(writer, from->first, connective, negated);
    bool fits = uniform ? begins || (negated ? opposite(inside) : inside) == connective
                        : is_list && begins && !negated;
    if (!fits)
        return write_node(writer, from, connective, negated);
    for (const struct filter_node *node = from->first; good && node != NULL; node = node->next) {
        enum filter_connective own = negated ? opposite(node->connective) : node->connective;
        good = write_part(writer, node, node == from->first ? connective : own, negated);
    }
    return good;
}

/* A test that may become one with others. */
struct candidate {
    struct filter_set_class class;
    size_t place;
    struct filter_node *node;
};

static int compare(const void *left, const void *right)
{
    const struct candidate *one = left, *other = right;
    int order = memcmp(&one->class, &other->class, sizeof(one->class));
    return order != 0 ? order : (one->place > other->place) - (one->place < other->place);
}

static bool is_negative(const struct filter_node *node)
{
    enum filter_operator comparison = node->test->comparison;
    return node->negated != (comparison != filter_operator_positive(comparison));
}

/* Lists those tests between two nodes that hold (`and`: that do not hold) together. */
static size_t list_candidates(struct candidate *candidates, struct filter_node *first,
                              const struct filter_node *end, enum filter_connective connective)
{
    size_t count = 0;
    for (struct filter_node *node = first; node != end; node = node->next) {
        struct candidate *one = &candidates[count];
        if (node->test == NULL || is_negative(node) != (connective == FILTER_AND) ||
            !filter_set_find_class(node->test, &one->class))
            continue;
        one->place = count++;
        one->node = node;
    }
    return count;
}

/* Puts one test in the place of the first. The others become empty. */
static bool join_tests(struct arena *arena, const struct candidate *candidates, size_t count,
                       bool negated)
{
    const struct filter_test **tests = arena_alloc(arena, count * sizeof(*tests));
    if (tests == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        tests[i] = candidates[i].node->test;
        candidates[i].node->test = NULL;
    }
    candidates[0].node->test = filter_set_make(tests, count, arena);
    candidates[0].node->negated = negated;
    return candidates[0].node->test != NULL;
}

/* Joins tests among `count` nodes, all of which are joined in one way. */
static bool join_run(struct arena *arena, struct filter_node *first, const struct filter_node *end,
                     size_t count, enum filter_connective connective)
{
    struct candidate *candidates = count < 2 ? NULL : malloc(count * sizeof(*candidates));
    bool good = candidates != NULL || count < 2;
    count = candidates == NULL ? 0 : list_candidates(candidates, first, end, connective);
    if (count > 0)
        qsort(candidates, count, sizeof(*candidates), compare);
    for (size_t i = 0, next; good && i < count; i = next) {
        for (next = i + 1; next < count; next++) {
            if (memcmp(&candidates[i].class, &candidates[next].class, sizeof(candidates->class)) !=
                0)
                break;
        }
        if (next - i > 1)
            good = join_tests(arena, candidates + i, next - i, connective == FILTER_AND);
    }
    free(candidates);
    return good;
}

/* Removes the nodes that became empty. The first node of a list is never one of them. */
static void remove_empty(struct filter_node *first)
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

/* Joins tests in each part of a list that goes on in one way. */
static bool join_list(struct arena *arena, struct filter_node *first)
{
    struct filter_node *start = first;
    bool good = true;
    while (good && start != NULL) {
        bool begins = start == first && start->next != NULL;
        enum filter_connective connective = begins ? start->next->connective : start->connective;
        struct filter_node *end = start->next;
        size_t count = 1;
        for (; end != NULL && end->connective == connective; end = end->next)
            count++;
        good = join_run(arena, start, end, count, connective);
        start = end;
    }
    remove_empty(first);
    return good;
}

static bool write_list(struct arena *arena, const struct filter_node *from,
                       struct filter_node **list)
{
    struct writer writer = {.arena = arena, .end = &writer.first};
    bool good = true;
    for (; good && from != NULL; from = from->next)
        good = write_part(&writer, from, from->connective, false);
    *list = writer.first;
    return good && join_list(arena, writer.first);
}

bool filter_join(struct filter *filter)
{
    return write_list(&filter->arena, filter->root.first, &filter->judged.first);
}
