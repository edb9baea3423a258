/* SPDX-License-Identifier: MIT */
#include "filter/missing.h"

#include <pwd.h>
#include <stdio.h>

#include "filter/kinds.h"
#include "util/tally.h"

/* More names that do not exist are not listed: a filter of thousands is made by a program. */
enum { MISSING_MOST = 20, ROWS = 3 };

struct search {
    struct lookups *lookups;
    uint32_t netns;
    struct notes *notes;
    struct tally asked[ROWS]; /* names that were looked for, by row */
    struct tally users;       /* names in /etc/passwd */
    bool users_read;
    size_t missing;
};

static bool has_device(struct search *search, const struct filter_test *test)
{
    return interfaces_index(&search->lookups->interfaces, search->netns, test->text.data) != 0;
}

/* Each question to a name service would read the whole file again. */
static void read_users(struct search *search)
{
    FILE *file = fopen("/etc/passwd", "re");
    const struct passwd *entry;
    search->users.most = SIZE_MAX;
    while (file != NULL && (entry = fgetpwent(file)) != NULL)
        tally_add(&search->users, slice_of(entry->pw_name), 1);
    if (file != NULL)
        fclose(file);
    search->users_read = true;
}

/* A name service can know a user that is not in the file. Entries are in static memory of the C
 * library, which only this thread uses. */
static bool has_user(struct search *search, const struct filter_test *test)
{
    if (!search->users_read)
        read_users(search);
    const struct tally_item *user = tally_add(&search->users, test->text, 0);
    return (user != NULL && user->weight > 0) || getpwnam(test->text.data) != NULL;
}

/* When no control group can be read, it is unknown whether this one exists. */
static bool has_cgroup(struct search *search, const struct filter_test *test)
{
    struct cgroups *cgroups = &search->lookups->cgroups;
    return cgroups_id(cgroups, slice_of("/")) == 0 || cgroups_id(cgroups, test->text) != 0;
}

/* The kinds of fields whose values name something that may not exist. */
static const struct {
    enum filter_kind_id kind;
    const char *what;
    bool (*exists)(struct search *search, const struct filter_test *test);
} rows[ROWS] = {
    {FILTER_DEVICE, "network device", has_device},
    {FILTER_USER, "user", has_user},
    {FILTER_CGROUP, "control group", has_cgroup},
};

/* Whether the name was not looked for before. */
static bool is_new(struct search *search, size_t row, struct slice name)
{
    search->asked[row].most = SIZE_MAX;
    const struct tally_item *item = tally_add(&search->asked[row], name, 1);
    return item == NULL || item->weight == 1;
}

/* False when enough is missing. */
static bool note_missing(struct search *search, size_t row, struct slice name)
{
    bool shown = search->missing++ < MISSING_MOST;
    if (shown)
        notes_add(search->notes, NOTE_FILTER_UNMATCHED, OUTCOME_COMPLETE, 0,
                  "filter: there is no %s '%.*s' here", rows[row].what, filter_shown(name),
                  name.data);
    else
        notes_add(search->notes, NOTE_FILTER_UNMATCHED, OUTCOME_COMPLETE, 0,
                  "filter: more than %d names in it do not exist here; the first %d are listed",
                  MISSING_MOST, MISSING_MOST);
    return shown;
}

static bool check_test(const struct filter_test *test, void *context)
{
    struct search *search = context;
    bool is_name = filter_operator_positive(test->comparison) == FILTER_EQUAL && !test->is_index;
    for (size_t i = 0; is_name && i < ROWS; i++) {
        if (filter_is_kind(&test->field, rows[i].kind) && is_new(search, i, test->text) &&
            !rows[i].exists(search, test))
            return note_missing(search, i, test->text);
    }
    return true;
}

void filter_note_missing(const struct filter *filter, struct lookups *lookups, uint32_t netns,
                         struct notes *notes)
{
    struct search search = {.lookups = lookups, .netns = netns, .notes = notes};
    filter_walk(filter, check_test, &search);
    for (size_t i = 0; i < ROWS; i++)
        tally_free(&search.asked[i]);
    tally_free(&search.users);
}
