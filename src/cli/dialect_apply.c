/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/dialect.h"
#include "cli/kinds.h"

bool dialect_refuse(struct options *options, const struct option_row *row, const char *argument,
                    struct error *error)
{
    options->refused = true;
    if (row->short_name == 0)
        return error_set(error, 0, "option '--%s': %s", row->name, argument);
    return error_set(error, 0, "option '-%c': %s", row->short_name, argument);
}

static bool is_chosen(const struct selection *selection, const char *name)
{
    for (size_t i = 0; i < families_count; i++) {
        if (strcmp(families[i]->name, name) == 0)
            return selection->kinds[i] != 0;
    }
    return false;
}

bool dialect_has_family(const struct selection *selection, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (is_chosen(selection, names[i]))
            return true;
    }
    return false;
}

void dialect_add_families(struct selection *selection, const char *const *names)
{
    if (dialect_has_family(selection, names))
        return;
    for (size_t i = 0; names[i] != NULL; i++)
        kinds_add(selection, slice_of(names[i]));
}
