/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "cli/option_apply.h"
#include "util/clock.h"
#include "util/number.h"
#include "util/wait.h"

/* Reads `N`, `N..`, `..M` or `N..M`. */
static bool parse_range(const char *text, uint64_t *least, uint64_t *most)
{
    const char *dots = strstr(text, "..");
    struct slice first = {text, dots == NULL ? strlen(text) : (size_t)(dots - text)};
    struct slice last = dots == NULL ? first : slice_of(dots + 2);
    *least = 0;
    *most = UINT64_MAX;
    if (first.length == 0 && last.length == 0)
        return false;
    return (first.length == 0 || number_parse(first, UINT32_MAX, least)) &&
           (last.length == 0 || number_parse(last, UINT32_MAX, most));
}

OPTION_ACTION(option_set_expect)
{
    struct expectation *expect = &options->query.expect;
    expect->given = true;
    if (!parse_range(argument, &expect->least, &expect->most))
        return error_set(error, 0, "--%s: '%s' is none of N, N.., ..M and N..M", row->name,
                         argument);
    return expect->least <= expect->most ||
           error_set(error, 0, "--%s: '%s' is no range: %" PRIu64 " is more than %" PRIu64,
                     row->name, argument, expect->least, expect->most);
}

OPTION_ACTION(option_set_wait)
{
    options->query.waits = true;
    options->query.wait = WAIT_FOR_EVER;
    return argument == row->implied || option_parse_seconds(argument, &options->query.wait) ||
           error_set(error, 0, "--%s: '%s' is no number of seconds from 0 to %d", row->name,
                     argument, OPTION_SECONDS_MOST);
}
