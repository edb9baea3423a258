/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "family/family.h"
#include "filter/set.h"
#include "util/ipv4_mapped.h"
#include "util/number.h"

static bool same_bits(const uint8_t *left, const uint8_t *right, unsigned bits)
{
    unsigned bytes = bits / 8, rest = bits % 8;
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return memcmp(left, right, bytes) == 0 &&
           (rest == 0 || (left[bytes] & mask) == (right[bytes] & mask));
}

/* As in inet_diag, an IPv4 prefix also matches IPv4-mapped addresses. */
static bool prefix_holds(const struct filter_prefix *prefix, int family, const uint8_t address[16])
{
    if (family == prefix->family)
        return same_bits(address, prefix->address, prefix->length);
    return family == AF_INET6 && prefix->family == AF_INET && ipv4_is_mapped(address) &&
           same_bits(address + IPV4_MAPPED_PREFIX, prefix->address, prefix->length);
}

static bool any_prefix_holds(const struct filter_test *test, const struct sock *sock,
                             const struct endpoint *end)
{
    const struct filter_host *host = &test->host;
    if (!family_is_inet(sock->from))
        return false;
    if (test->set != NULL)
        return filter_set_has_end(test->set, sock->family, end);
    for (size_t i = 0; i < host->prefix_count; i++) {
        if (prefix_holds(&host->prefixes[i], sock->family, end->address))
            return true;
    }
    return false;
}

/* A text of the command line cannot contain a NUL. It may have `@` for each NUL of the name, as in
 * /proc/net/unix. */
static bool unix_name_matches(const struct filter_test *test, struct slice name)
{
    struct strbuf text = {0};
    filter_put_unix_name(&text, name);
    bool same = test->set != NULL   ? filter_set_has_name(test, &text)
                : test->field.of_ss ? filter_glob(test->host.name, &text, true)
                                    : slice_equals(strbuf_slice(&text), test->host.name);
    strbuf_free(&text);
    return same;
}

static bool is_number(const char *text, uint32_t expected)
{
    uint64_t number;
    return number_parse(slice_of(text), UINT32_MAX, &number) && number == expected;
}

/* A packet socket has a device instead of a port. */
static bool text_port_matches(const struct filter_host *host, const struct sock *sock,
                              const struct endpoint *end, const struct value *value,
                              struct lookups *lookups)
{
    if (host->port == NULL || slice_equals(value->endpoint.label, host->port))
        return true;
    if (family_address(sock)->end_form != END_DEVICE)
        return is_number(host->port, end->port);
    return is_number(host->port, sock->interface) ||
           (sock->interface != 0 &&
            interfaces_index(&lookups->interfaces, sock->netns, host->port) == sock->interface);
}

/* Compares a protocol by its name, in any case, or by its number. */
static bool text_name_matches(const struct filter_host *host, const struct sock *sock,
                              const struct value *value)
{
    struct slice shown = value->endpoint.address.text;
    if (host->name == NULL || (shown.length == strlen(host->name) &&
                               strncasecmp(shown.data, host->name, shown.length) == 0))
        return true;
    return sock->have & HAVE_PROTOCOL && is_number(host->name, sock->protocol);
}

/* Fills in the end with names, even with -n. */
static bool name_end(const struct sock *sock, const struct endpoint *end, struct lookups *lookups,
                     struct value *value)
{
    bool numeric = lookups->numeric;
    lookups->numeric = false;
    bool known = sock->from->endpoint(sock, end, PART_NAMES, lookups, value);
    lookups->numeric = numeric;
    return known;
}

/* Compares an end of families whose ends are texts. */
static bool named_end_matches(const struct filter_test *test, const struct sock *sock,
                              const struct endpoint *end, struct lookups *lookups)
{
    const struct filter_host *host = &test->host;
    struct value value = {0};
    if (sock->family != host->family || !name_end(sock, end, lookups, &value))
        return false;
    if (family_address(sock)->end_form == END_PATH)
        return unix_name_matches(test, value.endpoint.address.text);
    return text_name_matches(host, sock, &value) &&
           text_port_matches(host, sock, end, &value, lookups);
}

bool filter_host_matches(const struct filter_test *test, const struct sock *sock,
                         const struct endpoint *end, struct lookups *lookups)
{
    const struct filter_host *host = &test->host;
    bool is_internet = host->family == AF_INET || host->family == AF_INET6;
    if (host->family != AF_UNSPEC && !is_internet)
        return named_end_matches(test, sock, end, lookups);
    if (is_internet && sock->family != host->family)
        return false;
    if (host->prefix_count > 0 && !any_prefix_holds(test, sock, end))
        return false;
    if (test->set != NULL && test->set->ports != NULL)
        return filter_port_set_has(test->set->ports, sock->kind->protocol, end->port);
    return !host->has_ports ||
           filter_ports_match(&host->ports, FILTER_EQUAL, sock->kind->protocol, end->port);
}
