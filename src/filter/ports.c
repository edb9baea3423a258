/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/names.h"
#include "util/number.h"

bool filter_number_read(struct slice text, uint64_t most, uint64_t *number)
{
    if (text.length > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'X'))
        return number_parse_hex(slice_skip(text, 2), most, number);
    return number_parse(text, most, number);
}

bool filter_range_read(struct slice text, uint64_t most, uint64_t *low, uint64_t *high)
{
    const char *dash = text.length == 0 ? NULL : memchr(text.data, '-', text.length);
    if (dash == NULL)
        return filter_number_read(text, most, low) && filter_number_read(text, most, high);
    struct slice first = {text.data, (size_t)(dash - text.data)};
    struct slice second = {dash + 1, text.length - first.length - 1};
    return filter_number_read(first, most, low) && filter_number_read(second, most, high) &&
           *low <= *high;
}

static bool looks_like_numbers(struct slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (strchr("0123456789-", text.data[i]) == NULL || text.data[i] == '\0')
            return false;
    }
    return true;
}

bool filter_ports_read(struct filter_ports *ports, struct slice value, struct filter_names *names,
                       struct error *error)
{
    *ports = (struct filter_ports){0};
    if (filter_range_read(value, UINT16_MAX, &ports->low, &ports->high))
        return true;
    if (looks_like_numbers(value))
        return error_set(error, 0,
                         "'%.*s' is no port: right is a number from 0 to 65535, or a "
                         "range such as 8000-8999",
                         filter_shown(value), value.data);
    return filter_names_service(names, value, ports, error);
}

bool filter_range_compares(uint64_t low, uint64_t high, enum filter_operator comparison,
                           uint64_t number)
{
    switch (comparison) {
    case FILTER_LESS:
        return number < low;
    case FILTER_LESS_EQUAL:
        return number <= high;
    case FILTER_GREATER:
        return number > high;
    case FILTER_GREATER_EQUAL:
        return number >= low;
    default:
        return number >= low && number <= high;
    }
}

bool filter_range_of(uint64_t *low, uint64_t *high, enum filter_operator comparison)
{
    uint64_t first = *low, last = *high;
    bool below = comparison == FILTER_LESS || comparison == FILTER_LESS_EQUAL;
    bool above = comparison == FILTER_GREATER || comparison == FILTER_GREATER_EQUAL;
    *low = below ? 0 : comparison == FILTER_GREATER ? last + 1 : first;
    *high = above ? UINT64_MAX : comparison == FILTER_LESS ? first - 1 : last;
    return !(comparison == FILTER_LESS && first == 0) &&
           !(comparison == FILTER_GREATER && last == UINT64_MAX);
}

bool filter_ports_match(const struct filter_ports *ports, enum filter_operator comparison,
                        const char *protocol, uint64_t number)
{
    if (ports->services == NULL)
        return filter_range_compares(ports->low, ports->high, comparison, number);
    for (size_t i = 0; i < ports->service_count; i++) {
        const struct filter_service *service = &ports->services[i];
        if ((protocol == NULL || strcmp(service->protocol, protocol) == 0) &&
            filter_range_compares(service->port, service->port, comparison, number))
            return true;
    }
    return false;
}
