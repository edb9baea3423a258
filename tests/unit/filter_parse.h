/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_FILTER_PARSE_H
#define SOCKVIEW_TESTS_UNIT_FILTER_PARSE_H

#include <sys/socket.h>

#include "filter/filter.h"
#include "support.h"
#include "util/strbuf.h"

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

/* A pattern with a number in the place of each `#`, and a sign in that of `@`. */
static inline void put_filled(struct strbuf *text, const char *pattern, const char *sign,
                              size_t number)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%zu", number);
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '#')
            strbuf_put_string(text, digits);
        else if (*pattern == '@')
            strbuf_put_string(text, sign);
        else
            strbuf_put_char(text, *pattern);
    }
}

/* One of a few addresses, whose last byte is below `hosts`; of IPv6 some are IPv4-mapped. */
static inline void random_address(uint64_t *seed, size_t hosts, int family, uint8_t address[16])
{
    static const uint8_t mapped[16] = {[10] = 0xff, [11] = 0xff, 10, 0, 0, 1};
    memset(address, 0, 16);
    if (family == AF_INET)
        memcpy(address,
               (const uint8_t[]){10, 0, (uint8_t)random_below(seed, 2),
                                 (uint8_t)random_below(seed, hosts)},
               4);
    else if (random_below(seed, 2) == 0)
        memcpy(address, mapped, 16);
    else
        address[15] = (uint8_t)random_below(seed, hosts);
}

#endif
