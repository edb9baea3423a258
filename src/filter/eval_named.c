/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/kinds.h"

/* Values that have more than one name. */

static bool same_slices(struct slice left, struct slice right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

/* Whether the path is in the set, where it may be written with the mount point, with a slash, or
 * bare. */
static bool any_cgroup_is(const struct filter_set *set, struct slice bare, struct cgroups *cgroups)
{
    struct strbuf text = {0};
    if (cgroups->mount != NULL)
        strbuf_put_string(&text, cgroups->mount);
    size_t mount = text.length;
    strbuf_put_char(&text, '/');
    strbuf_put(&text, bare.data, bare.length);
    const struct slice whole = strbuf_slice(&text);
    const struct slice ways[] = {bare, slice_skip(whole, mount), whole, {whole.data, mount}};
    bool found = false;
    for (size_t i = 0; !text.failed && i < sizeof(ways) / sizeof(ways[0]) && !found; i++)
        found = filter_set_has_text(set, ways[i]) &&
                same_slices(cgroups_below_mount(cgroups, ways[i]), bare);
    strbuf_free(&text);
    return found;
}

bool filter_cgroup_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    struct slice path = value_text(subject->value);
    struct slice bare = {path.data + 1, path.length - 1};
    if (filter_is_glob(test))
        return filter_text_matches(test, path);
    if (test->set != NULL)
        return any_cgroup_is(test->set, bare, &subject->lookups->cgroups);
    struct slice wanted = cgroups_below_mount(&subject->lookups->cgroups, test->text);
    return same_slices(bare, wanted);
}

static bool is_device(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct sock *sock = subject->sock;
    return interfaces_index(&subject->lookups->interfaces, sock->netns, test->text.data) ==
           sock->interface;
}

/* A device can have more names than the one that is shown, so a name is also compared by its
 * index. */
bool filter_device_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct filter_set *set = test->set;
    if (test->is_index)
        return filter_number_matches(test, subject->sock->interface);
    if (filter_text_matches(test, value_text(subject->value)))
        return true;
    if (filter_is_glob(test))
        return false;
    if (set == NULL)
        return is_device(test, subject);
    for (size_t i = 0; i < set->count; i++) {
        if (is_device(set->tests[i], subject))
            return true;
    }
    return false;
}
