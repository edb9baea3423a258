/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "cli/name_list.h"
#include "cli/option_apply.h"
#include "util/number.h"

static bool find_check(struct slice name, size_t *check)
{
    *check = 0;
    while (*check < HEALTH_CHECKS && !slice_equals(name, health_checks[*check].name))
        ++*check;
    return *check < HEALTH_CHECKS;
}

/* Reads CHECK or CHECK:LIMIT. */
static bool read_check(struct health *health, const struct option_row *row, struct slice item,
                       struct error *error)
{
    size_t check;
    struct slice limit = item, name = slice_take(&limit, ':');
    struct slice rest = name, before = slice_take(&rest, '=');
    if (before.length < name.length && find_check(before, &check))
        return error_set(error, 0, "--%s: a limit follows after a colon: try '%.*s:%.*s'",
                         row->name, (int)before.length, before.data, (int)rest.length, rest.data);
    if (!find_check(name, &check))
        return option_refuse_word(error, row, name);
    const struct health_check_row *found = &health_checks[check];
    if (health_asks(health, (enum health_check)check))
        return error_set(error, 0, "--%s: '%s' is there twice: give it once", row->name,
                         found->name);
    health->asked |= UINT32_C(1) << check;
    if (name.length == item.length)
        return true;
    return (number_parse(limit, found->most, &health->limits[check]) &&
            health->limits[check] > 0) ||
           error_set(error, 0,
                     "--%s: %s: '%.*s' is no number from 1 to %" PRIu64
                     ": the limit is %s, such as %s:%" PRIu64,
                     row->name, found->name, (int)limit.length, limit.data, found->most,
                     found->limit_unit, found->name, found->limit);
}

OPTION_ACTION(option_set_health)
{
    struct health health = {0};
    const char *list = argument[0] == '\0' && argument == row->implied ? NULL : argument;
    for (size_t i = 0; i < HEALTH_CHECKS; i++)
        health.limits[i] = health_checks[i].limit;
    if (list == NULL)
        health.asked = (UINT32_C(1) << HEALTH_CHECKS) - 1;
    while (list != NULL) {
        if (!read_check(&health, row, name_list_next(&list), error))
            return false;
    }
    options->query.arrangement.health = health;
    return true;
}
