/* SPDX-License-Identifier: MIT */
#include "cli/arrangement.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/grouping.h"
#include "cli/health.h"
#include "cli/name_list.h"

static bool find_key(const struct query *query, struct slice name, struct sort_key *key,
                     struct error *error)
{
    if (query->arrangement.grouping.asked)
        return grouping_find_key(query, name, key, error);
    if (health_is_asked(query))
        return health_find_key(name, key, error);
    return field_find(name, &key->field) || name_list_refuse("sort", ARGUMENT_SORT, name, error);
}

static bool read_key(const struct query *query, struct slice name, struct sort_key *key,
                     struct error *error)
{
    key->descending = name.length > 0 && name.data[0] == '-';
    name = slice_skip(name, key->descending);
    if (slice_equals(name, "none"))
        return error_set(error, 0, "--sort: none goes alone");
    return find_key(query, name, key, error);
}

/* An end is ordered by its numbers, so no names are looked up for it. Names of hosts are looked up
 * only with -r. */
static unsigned needs_of(const struct column *column, const struct query *query)
{
    if (column->type == VALUE_ENDPOINT)
        return 0;
    return query->details & IN_HOSTS ? column->needs : column->needs & ~(unsigned)NEED_HOSTS;
}

static bool read_keys(struct query *query, const char *list, struct error *error)
{
    struct arrangement *arrangement = &query->arrangement;
    arrangement->keys = calloc(name_list_count(list), sizeof(*arrangement->keys));
    if (arrangement->keys == NULL)
        return error_set_errno(error, ENOMEM, "--sort");
    while (list != NULL) {
        struct sort_key *key = &arrangement->keys[arrangement->key_count++];
        if (!read_key(query, name_list_next(&list), key, error))
            return false;
        query->needs |= needs_of(key->field.column, query);
    }
    return true;
}

bool arrangement_choose(struct options *options, struct error *error)
{
    const char *sort = options->sort;
    struct query *query = &options->query;
    query->arrangement.unsorted = sort != NULL && slice_equals(slice_of(sort), "none");
    if (query->arrangement.unsorted && query->arrangement.grouping.asked)
        return error_set(error, 0, "--sort=none: not with groups, which are always sorted");
    if (query->arrangement.unsorted && health_is_asked(query))
        return error_set(error, 0, "--sort=none: not with findings, which are always sorted");
    if (sort == NULL && health_is_asked(query))
        return health_choose_order(query, error);
    if (sort == NULL && query->arrangement.grouping.asked)
        return grouping_choose_order(query, error);
    return sort == NULL || query->arrangement.unsorted || read_keys(query, sort, error);
}
