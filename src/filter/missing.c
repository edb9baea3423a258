/* SPDX-License-Identifier: MIT */
#include "filter/missing.h"

#include <pwd.h>

#include "filter/kinds.h"

struct search {
    struct lookups *lookups;
    uint32_t netns;
    struct notes *notes;
};

static bool has_device(const struct search *search, const struct filter_test *test)
{
    return interfaces_index(&search->lookups->interfaces, search->netns, test->text.data) != 0;
}

/* The entry is in static memory of the C library. Only this thread uses it. */
static bool has_user(const struct search *search, const struct filter_test *test)
{
    (void)search;
    return getpwnam(test->text.data) != NULL;
}

/* When no control group can be read, it is unknown whether this one exists. */
static bool has_cgroup(const struct search *search, const struct filter_test *test)
{
    struct cgroups *cgroups = &search->lookups->cgroups;
    return cgroups_id(cgroups, slice_of("/")) == 0 || cgroups_id(cgroups, test->text) != 0;
}

/* The kinds of fields whose values name something that may not exist. */
static const struct {
    enum filter_kind_id kind;
    const char *what;
    bool (*exists)(const struct search *search, const struct filter_test *test);
} rows[] = {
    {FILTER_DEVICE, "network device", has_device},
    {FILTER_USER, "user", has_user},
    {FILTER_CGROUP, "control group", has_cgroup},
};

static bool check_test(const struct filter_test *test, void *context)
{
    const struct search *search = context;
    bool is_name = filter_operator_positive(test->comparison) == FILTER_EQUAL && !test->is_index;
    for (size_t i = 0; is_name && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (filter_is_kind(&test->field, rows[i].kind) && !rows[i].exists(search, test))
            notes_add(search->notes, NOTE_FILTER_UNMATCHED, OUTCOME_COMPLETE, 0,
                      "filter: there is no %s '%.*s' here", rows[i].what, filter_shown(test->text),
                      test->text.data);
    }
    return true;
}

void filter_note_missing(const struct filter *filter, struct lookups *lookups, uint32_t netns,
                         struct notes *notes)
{
    struct search search = {lookups, netns, notes};
    filter_walk(filter, check_test, &search);
}
