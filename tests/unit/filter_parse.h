/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_FILTER_PARSE_H
#define SOCKVIEW_TESTS_UNIT_FILTER_PARSE_H

#include <sys/socket.h>

#include "filter/filter.h"
#include "support.h"

/* Parses an expression that must be accepted. */
static inline struct filter *parse_right(const char *text)
{
    struct error error = {0};
    struct filter *filter = filter_parse(slice_of(text), "filter", AF_UNSPEC, &error);
    if (filter == NULL)
        fail_msg("'%s': %s", text, error_message(&error));
    error_clear(&error);
    return filter;
}

#endif
