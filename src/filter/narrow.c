/* SPDX-License-Identifier: MIT */
#include "filter/narrow.h"

#include <stdlib.h>
#include <string.h>

#include "filter/run.h"
#include "filter/set.h"

enum {
    VALUES_LEAST = 16, /* fewer different values are not worth a tree */
    BRANCHES = 8,      /* of a node */
    LEAF_MOST = 32,    /* brackets that follow one test; a set of ports is large */
    TREES_MOST = 8,    /* of a run, each by another field */
    PARTS_MOST = 16,   /* of a bracket; by the others it is not chosen */
    HASH_FACTOR = 16777619,
};

/* A test in a bracket by which the bracket can be chosen. */
struct part {
    struct filter_set_class class;
    uint64_t value; /* a hash: equal for tests of the same value */
    size_t place;   /* of the bracket in the run */
    struct filter_node *bracket;
    const struct filter_test *test;
};

static uint64_t mix(uint64_t hash, const void *data, size_t length)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ bytes[i]) * HASH_FACTOR;
    return hash;
}

static uint64_t value_of(const struct filter_test *test)
{
    const struct filter_host *host = &test->host;
    const uint64_t numbers[] = {test->ports.low, test->ports.high, host->ports.low,
                                host->ports.high, test->states};
    uint64_t hash = mix(0, numbers, sizeof(numbers));
    hash = mix(hash, test->text.data, test->text.length);
    if (host->prefix_count > 0)
        hash = mix(hash, host->prefixes[0].address, sizeof(host->prefixes[0].address));
    return host->name == NULL ? hash : mix(hash, host->name, strlen(host->name));
}

static int compare(const void *left, const void *right)
{
    const struct part *one = left, *other = right;
    int order = memcmp(&one->class, &other->class, sizeof(one->class));
    if (order == 0)
        order = (one->value > other->value) - (one->value < other->value);
    return order != 0 ? order : (one->place > other->place) - (one->place < other->place);
}

static bool is_same(const struct part *one, const struct part *other)
{
    return memcmp(&one->class, &other->class, sizeof(one->class)) == 0;
}

/* Whether all tests of a bracket must hold. */
static bool is_bracket(const struct filter_node *node)
{
    enum filter_connective inside;
    return node->test == NULL && node->first != NULL && !node->negated &&
           filter_run_is_all(node->first, &inside) && inside == FILTER_AND;
}

static bool has_class(const struct part *parts, size_t count, const struct part *part)
{
    bool has = false;
    for (size_t i = 0; i < count; i++)
        has |= is_same(&parts[i], part);
    return has;
}

/* Lists the parts of a bracket, only the first of each class: so a bracket is in a tree once, and
 * brackets with one value of a class are told apart by other classes. Returns how many there are.
 */
static size_t list_bracket(struct filter_node *bracket, size_t place,
                           struct part parts[static PARTS_MOST])
{
    size_t count = 0;
    const struct filter_node *node = is_bracket(bracket) ? bracket->first : NULL;
    for (; node != NULL && count < PARTS_MOST; node = node->next) {
        struct part part = {.place = place, .bracket = bracket, .test = node->test};
        if (node->test == NULL || node->test->set != NULL || filter_node_is_negative(node) ||
            !filter_set_find_class(node->test, &part.class) || has_class(parts, count, &part))
            continue;
        part.value = value_of(node->test);
        parts[count++] = part;
    }
    return count;
}

/* Lists the parts of the brackets of a run; returns how many there are. `parts` may be NULL. */
static size_t list_parts(const struct filter_run *run, struct part *parts)
{
    size_t count = 0, place = 0;
    struct part found[PARTS_MOST];
    for (struct filter_node *node = run->start; node != run->end; node = node->next, place++) {
        size_t more = list_bracket(node, place, found);
        if (parts != NULL)
            memcpy(parts + count, found, more * sizeof(*found));
        count += more;
    }
    return count;
}

/* Finds the parts of the class that has the most different values. Returns how many they are. */
static size_t choose(struct part *parts, size_t count, struct part **chosen)
{
    size_t best = 0, most = 0;
    for (size_t i = 0, next; i < count; i = next) {
        size_t values = 1;
        for (next = i + 1; next < count && is_same(&parts[i], &parts[next]); next++)
            values += parts[next].value != parts[next - 1].value;
        if (values <= most)
            continue;
        most = values;
        best = next - i;
        *chosen = parts + i;
    }
    return most < VALUES_LEAST ? 0 : best;
}

static struct filter_node *new_node(struct arena *arena, const struct filter_test *test,
                                    struct filter_node *first)
{
    struct filter_node *node = arena_alloc(arena, sizeof(*node));
    if (node != NULL)
        *node = (struct filter_node){.test = test, .first = first};
    return node;
}

static struct filter_node *make_branch(struct arena *arena, const struct part *parts, size_t count);
static bool narrow_run(struct arena *arena, const struct filter_run *run);

/* Brackets with one value may have different ones of another field. */
static bool narrow_leaf(struct arena *arena, struct filter_node *first, size_t count)
{
    const struct filter_run run = {first, NULL, count, FILTER_OR};
    bool good = narrow_run(arena, &run);
    filter_remove_empty(first);
    return good;
}

/* The list of branches of a node, or of the brackets of a leaf. NULL when out of memory. */
static struct filter_node *make_list(struct arena *arena, const struct part *parts, size_t count)
{
    struct filter_node *first = NULL, **end = &first;
    bool of_one_value = parts[0].value == parts[count - 1].value;
    size_t step = count <= LEAF_MOST || of_one_value ? 1 : (count + BRANCHES - 1) / BRANCHES;
    for (size_t i = 0; i < count; i += step) {
        size_t size = count - i < step ? count - i : step;
        *end = size == 1 ? new_node(arena, NULL, parts[i].bracket->first)
                         : make_branch(arena, parts + i, size);
        if (*end == NULL)
            return NULL;
        (*end)->connective = i == 0 ? FILTER_AND : FILTER_OR;
        end = &(*end)->next;
    }
    return !of_one_value || narrow_leaf(arena, first, count) ? first : NULL;
}

/* A bracket with the tests of all parts as one, and then with the parts. */
static struct filter_node *make_branch(struct arena *arena, const struct part *parts, size_t count)
{
    const struct filter_test **tests = arena_alloc(arena, count * sizeof(*tests));
    for (size_t i = 0; tests != NULL && i < count; i++)
        tests[i] = parts[i].test;
    const struct filter_test *test = tests == NULL ? NULL : filter_set_make(tests, count, arena);
    struct filter_node *list = test == NULL ? NULL : make_list(arena, parts, count);
    struct filter_node *rest = list == NULL ? NULL : new_node(arena, NULL, list);
    struct filter_node *head = rest == NULL ? NULL : new_node(arena, test, NULL);
    if (head == NULL)
        return NULL;
    head->next = rest;
    return new_node(arena, NULL, head);
}

/* Puts the tree of the parts in the place of their first bracket. The others become empty. */
static bool plant(struct arena *arena, const struct part *parts, size_t count)
{
    const struct filter_node *branch = make_branch(arena, parts, count);
    const struct part *first = parts;
    if (branch == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        parts[i].bracket->first = NULL;
        first = parts[i].place < first->place ? &parts[i] : first;
    }
    first->bracket->first = branch->first;
    return true;
}

static bool narrow_run(struct arena *arena, const struct filter_run *run)
{
    size_t count = list_parts(run, NULL);
    struct part *parts = count < VALUES_LEAST ? NULL : malloc(count * sizeof(*parts));
    bool good = parts != NULL || count < VALUES_LEAST;
    size_t size = parts == NULL ? 0 : 1;
    for (size_t trees = 0; good && size > 0 && trees < TREES_MOST; trees++) {
        struct part *chosen = parts;
        count = list_parts(run, parts);
        qsort(parts, count, sizeof(*parts), compare);
        size = choose(parts, count, &chosen);
        good = size == 0 || plant(arena, chosen, size);
    }
    free(parts);
    return good;
}

/* Narrows a copy of a list. */
static bool narrow_list(struct arena *arena, const struct filter_node *from,
                        struct filter_node **list)
{
    struct filter_node **end = list, *start;
    bool good = true;
    for (*list = NULL; good && from != NULL; from = from->next) {
        *end = new_node(arena, from->test, NULL);
        if (*end == NULL)
            return false;
        (*end)->connective = from->connective;
        (*end)->negated = from->negated;
        good = from->first == NULL || narrow_list(arena, from->first, &(*end)->first);
        end = &(*end)->next;
    }
    for (start = *list; good && start != NULL;) {
        struct filter_run run = filter_run_from(*list, start);
        good = run.connective == FILTER_AND || narrow_run(arena, &run);
        start = run.end;
    }
    filter_remove_empty(*list);
    return good;
}

bool filter_narrow(struct filter *filter)
{
    return narrow_list(&filter->arena, filter->joined.first, &filter->judged.first);
}
