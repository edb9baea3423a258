/* SPDX-License-Identifier: MIT */
#include "cli/arrangement.h"

#include <errno.h>
#include <stdlib.h>

static bool fail_unknown(const char *option, enum option_argument argument, struct slice name,
                         struct error *error)
{
    const char *near = option_argument_nearest(argument, name);
    if (name.length == 0)
        return error_set(error, 0, "--%s: a name is missing in the list", option);
    if (near != NULL)
        return error_set(
            error, 0, "--%s: there is no '%.*s': did you mean '%s'? (--list-columns shows columns)",
            option, (int)name.length, name.data, near);
    return error_set(error, 0, "--%s: there is no '%.*s' (--list-columns shows columns)", option,
                     (int)name.length, name.data);
}

static size_t count_names(const char *list)
{
    size_t count = 1;
    for (const char *at = list; *at != '\0'; at++)
        count += *at == ',';
    return count;
}

/* Takes the next name off a comma-separated list and moves `list` after it, or to NULL at the end.
 */
static struct slice next_name(const char **list)
{
    struct slice name = {*list, strcspn(*list, ",")};
    *list = name.data[name.length] == '\0' ? NULL : name.data + name.length + 1;
    return name;
}

static bool read_key(struct slice name, struct sort_key *key, struct error *error)
{
    key->descending = name.length > 0 && name.data[0] == '-';
    name = slice_skip(name, key->descending);
    if (slice_equals(name, "none"))
        return error_set(error, 0, "--sort: none goes alone");
    return field_find(name, &key->field) || fail_unknown("sort", ARGUMENT_SORT, name, error);
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
    arrangement->keys = calloc(count_names(list), sizeof(*arrangement->keys));
    if (arrangement->keys == NULL)
        return error_set_errno(error, ENOMEM, "--sort");
    while (list != NULL) {
        struct sort_key *key = &arrangement->keys[arrangement->key_count++];
        if (!read_key(next_name(&list), key, error))
            return false;
        query->needs |= needs_of(key->field.column, query);
    }
    return true;
}

bool arrangement_choose(struct options *options, struct error *error)
{
    const char *sort = options->sort;
    options->query.arrangement.unsorted = sort != NULL && slice_equals(slice_of(sort), "none");
    return sort == NULL || options->query.arrangement.unsorted ||
           read_keys(&options->query, sort, error);
}
