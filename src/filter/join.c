/* SPDX-License-Identifier: MIT */
#include "filter/join.h"

#include <stdlib.h>
#include <string.h>

#include "filter/run.h"
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

/* Writes a part of a list. The parts of brackets are written without the brackets where that
 * means the same: `not (a or b) and c` is `not a and not b and c`. At the beginning of a list
 * brackets mean nothing, because all is read from left to right. */
static bool write_part(struct writer *writer, const struct filter_node *from,
                       enum filter_connective connective, bool negated)
{
    enum filter_connective inside = FILTER_AND;
    bool begins = writer->first == NULL;
    bool is_list = from->test == NULL;
    bool uniform = is_list && filter_run_is_all(from->first, &inside);
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

/* Lists those tests of a run that hold (`and`: that do not hold) together. */
static size_t list_candidates(struct candidate *candidates, const struct filter_run *run)
{
    size_t count = 0;
    for (struct filter_node *node = run->start; node != run->end; node = node->next) {
        struct candidate *one = &candidates[count];
        if (node->test == NULL ||
            filter_node_is_negative(node) != (run->connective == FILTER_AND) ||
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

static bool join_run(struct arena *arena, const struct filter_run *run)
{
    size_t count = run->count;
    struct candidate *candidates = count < 2 ? NULL : malloc(count * sizeof(*candidates));
    bool good = candidates != NULL || count < 2;
    count = candidates == NULL ? 0 : list_candidates(candidates, run);
    if (count > 0)
        qsort(candidates, count, sizeof(*candidates), compare);
    for (size_t i = 0, next; good && i < count; i = next) {
        for (next = i + 1; next < count; next++) {
            if (memcmp(&candidates[i].class, &candidates[next].class, sizeof(candidates->class)) !=
                0)
                break;
        }
        if (next - i > 1)
            good = join_tests(arena, candidates + i, next - i, run->connective == FILTER_AND);
    }
    free(candidates);
    return good;
}

/* Joins tests in each run of a list. */
static bool join_list(struct arena *arena, struct filter_node *first)
{
    struct filter_node *start = first;
    bool good = true;
    while (good && start != NULL) {
        struct filter_run run = filter_run_from(first, start);
        good = join_run(arena, &run);
        start = run.end;
    }
    filter_remove_empty(first);
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
    return write_list(&filter->arena, filter->root.first, &filter->joined.first);
}
