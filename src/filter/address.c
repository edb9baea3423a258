/* SPDX-License-Identifier: MIT */
#include "filter/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>

#include "filter/names.h"
#include "util/number.h"

bool filter_is_any(struct slice text)
{
    return text.length == 0 || slice_equals(text, "*") || slice_equals(text, "any") ||
           slice_equals(text, "all") || slice_equals(text, "default");
}

/* Reads up to four numbers with dots between. With `may_be_short`, fewer numbers are the first
 * bytes, as in 10.1/16. */
static bool read_ipv4(struct slice text, bool may_be_short, uint8_t address[16])
{
    size_t count = 0;
    memset(address, 0, 4);
    for (;; count++) {
        const char *dot = slice_find(text, '.');
        struct slice part = dot == NULL ? text : slice_until(text, dot);
        uint64_t number;
        if (count == 4 || !number_parse(part, UINT8_MAX, &number))
            return false;
        address[count] = (uint8_t)number;
        if (dot == NULL)
            return may_be_short || count == 3;
        text = slice_skip(text, part.length + 1);
    }
}

bool filter_ipv6_read(struct slice text, uint8_t address[16])
{
    char copy[INET6_ADDRSTRLEN];
    if (text.length >= sizeof(copy))
        return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return strlen(copy) == text.length && inet_pton(AF_INET6, copy, address) == 1;
}

/* Reads a netmask such as 255.255.0.0 as the number of its leading one bits. */
static bool read_netmask(struct slice text, unsigned *length)
{
    uint8_t bytes[16];
    uint32_t mask;
    if (!read_ipv4(text, false, bytes))
        return false;
    memcpy(&mask, bytes, sizeof(mask));
    mask = ntohl(mask);
    *length = mask == 0 ? 0 : (unsigned)__builtin_popcount(mask);
    return mask == (*length == 0 ? 0 : UINT32_MAX << (32 - *length));
}

bool filter_length_read(struct slice text, int family, unsigned *length)
{
    uint64_t number;
    if (number_parse(text, family == AF_INET ? 32 : 128, &number)) {
        *length = (unsigned)number;
        return true;
    }
    return family == AF_INET && read_netmask(text, length);
}

bool filter_length_fail(struct slice text, int family, struct error *error)
{
    return error_set(error, 0, "'/%.*s' is no prefix: right is a length from 0 to %d",
                     filter_shown(text), text.data, family == AF_INET ? 32 : 128);
}

bool filter_address_fail(struct slice text, struct error *error)
{
    if (slice_find(text, '%') != NULL)
        return error_set(error, 0, "'%.*s': an address has no device here: use 'dev NAME'",
                         filter_shown(text), text.data);
    return error_set(error, 0,
                     "'%.*s' is no address: right is ADDRESS[/PREFIX], such as 10.0.0.0/8 or ::1",
                     filter_shown(text), text.data);
}

/* Whether the text can be a host name. If not, it is an address with a mistake. */
static bool may_be_name(struct slice text)
{
    bool letters = false;
    for (size_t i = 0; i < text.length; i++) {
        char character = text.data[i];
        bool letter = (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
        letters |= letter;
        if (!letter && (character == '\0' || strchr("0123456789.-_", character) == NULL))
            return false;
    }
    return letters;
}

bool filter_prefix_read(struct filter_host *host, struct slice text, struct filter_names *names,
                        struct error *error)
{
    const char *slash = slice_find(text, '/');
    struct slice address = slash == NULL ? text : slice_until(text, slash);
    struct filter_prefix prefix = {.family = AF_INET};
    if (filter_is_any(text))
        return true;
    if (!read_ipv4(address, slash != NULL, prefix.address))
        prefix.family = AF_INET6;
    if (prefix.family == AF_INET6 && !filter_ipv6_read(address, prefix.address)) {
        return slash == NULL && may_be_name(text) ? filter_names_host(names, text, host, error)
                                                  : filter_address_fail(text, error);
    }
    if (host->family != AF_UNSPEC && host->family != prefix.family)
        return filter_address_fail(text, error);
    prefix.length = prefix.family == AF_INET ? 32 : 128;
    if (slash != NULL) {
        struct slice length = slice_skip(text, address.length + 1);
        if (!filter_length_read(length, prefix.family, &prefix.length))
            return filter_length_fail(length, prefix.family, error);
    }
    struct filter_prefix *copy = arena_alloc(names->arena, sizeof(*copy));
    if (copy == NULL)
        return error_set_errno(error, ENOMEM, "addresses");
    *copy = prefix;
    host->prefixes = copy;
    host->prefix_count = 1;
    return true;
}
