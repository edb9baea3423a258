/* SPDX-License-Identifier: MIT */
#include "cli/kinds.h"

/* Names that stand for more than one family, and one that narrows what the others choose. */
enum group { GROUP_NONE, GROUP_INET, GROUP_ALL };
static const struct group_row {
    const char *name;
    enum group group;
    unsigned addresses; /* NARROW_* */
    const char *help;
} groups[] = {
    {"all", GROUP_ALL, 0, "every family"},
    {"inet", GROUP_INET, 0, "every internet protocol"},
    {"inet6", GROUP_NONE, NARROW_IPV6, "IPv6 sockets only, as -6"},
};
enum { GROUPS_COUNT = sizeof(groups) / sizeof(groups[0]) };

static uint8_t every_kind(const struct family *family)
{
    return (uint8_t)((1u << family->kind_count) - 1);
}

static void add_group(struct selection *selection, const struct group_row *row)
{
    selection->addresses |= row->addresses;
    for (size_t i = 0; i < families_count; i++) {
        if (row->group == GROUP_ALL || (row->group == GROUP_INET && family_is_inet(families[i])))
            selection->kinds[i] |= every_kind(families[i]);
    }
}

static void add_kinds(struct selection *selection, size_t family, unsigned kinds)
{
    selection->kinds[family] |= (uint8_t)kinds;
    selection->named |= UINT32_C(1) << family;
}

static bool add_family(struct selection *selection, size_t place, struct slice name)
{
    const struct family *family = families[place];
    if (slice_equals(name, family->name)) {
        add_kinds(selection, place, every_kind(family));
        return true;
    }
    for (size_t i = 0; i < family->kind_count; i++) {
        if (slice_equals(name, family->kinds[i].name) ||
            slice_equals(name, family->kinds[i].netid)) {
            add_kinds(selection, place, 1u << i);
            return true;
        }
    }
    return false;
}

bool kinds_add(struct selection *selection, struct slice name)
{
    for (size_t i = 0; i < GROUPS_COUNT; i++) {
        if (slice_equals(name, groups[i].name)) {
            add_group(selection, &groups[i]);
            return true;
        }
    }
    for (size_t i = 0; i < families_count; i++) {
        if (add_family(selection, i, name))
            return true;
    }
    return false;
}

bool kinds_remove(struct selection *selection, struct slice name)
{
    struct selection found = {0};
    if (!kinds_add(&found, name) || selection_is_empty(&found))
        return false;
    for (size_t i = 0; i < families_count; i++) {
        selection->kinds[i] &= (uint8_t)~found.kinds[i];
        if (selection->kinds[i] == 0)
            selection->named &= ~(UINT32_C(1) << i);
    }
    return true;
}

/* A family with one kind has one name, not two. */
static size_t name_count(const struct family *family)
{
    return family->kind_count == 1 ? 1 : 1 + family->kind_count;
}

const char *kinds_word(size_t place, const char **help)
{
    if (place < GROUPS_COUNT) {
        *help = groups[place].help;
        return groups[place].name;
    }
    place -= GROUPS_COUNT;
    for (size_t i = 0; i < families_count; place -= name_count(families[i]), i++) {
        if (place >= name_count(families[i]))
            continue;
        *help = families[i]->help;
        return place == 0 ? families[i]->name : families[i]->kinds[place - 1].name;
    }
    return NULL;
}
