/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "filter/tree.h"
#include "util/number.h"

/* What may stand in front, as in ss. */
static const struct {
    const char *prefix;
    int family;
} family_prefixes[] = {
    {"inet:", AF_INET},   {"inet6:", AF_INET6},     {"unix:", AF_UNIX},
    {"link:", AF_PACKET}, {"netlink:", AF_NETLINK}, {"vsock:", AF_VSOCK},
};

static struct slice skip_bytes(struct slice text, size_t count)
{
    return (struct slice){text.data + count, text.length - count};
}

static struct slice head_of(struct slice text, const char *end)
{
    return (struct slice){text.data, (size_t)(end - text.data)};
}

static const char *find_last(struct slice text, char character)
{
    return text.data == NULL || text.length == 0 ? NULL
                                                 : memrchr(text.data, character, text.length);
}

static const char *find_first(struct slice text, char character)
{
    return text.length == 0 ? NULL : memchr(text.data, character, text.length);
}

int filter_take_family(struct slice *text)
{
    for (size_t i = 0; i < sizeof(family_prefixes) / sizeof(family_prefixes[0]); i++) {
        size_t length = strlen(family_prefixes[i].prefix);
        if (text->length < length || memcmp(text->data, family_prefixes[i].prefix, length) != 0)
            continue;
        *text = skip_bytes(*text, length);
        return family_prefixes[i].family;
    }
    return AF_UNSPEC;
}

static int take_family(struct slice *text, int usual)
{
    int family = filter_take_family(text);
    bool is_unix = text->length > 0 && (text->data[0] == '/' || text->data[0] == '@');
    return family != AF_UNSPEC ? family : is_unix ? AF_UNIX : usual;
}

static bool is_any(struct slice text)
{
    return text.length == 0 || slice_equals(text, "*") || slice_equals(text, "any") ||
           slice_equals(text, "all") || slice_equals(text, "default");
}

/* Up to four numbers with dots between; fewer are the first bytes, as in 10.1/16. */
static bool read_ipv4(struct slice text, bool may_be_short, uint8_t address[16])
{
    size_t count = 0;
    memset(address, 0, 4);
    for (;; count++) {
        const char *dot = find_first(text, '.');
        struct slice part = dot == NULL ? text : head_of(text, dot);
        uint64_t number;
        if (count == 4 || !number_parse(part, UINT8_MAX, &number))
            return false;
        address[count] = (uint8_t)number;
        if (dot == NULL)
            return may_be_short || count == 3;
        text = skip_bytes(text, part.length + 1);
    }
}

static bool read_ipv6(struct slice text, uint8_t address[16])
{
    char copy[INET6_ADDRSTRLEN];
    if (text.length >= sizeof(copy))
        return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return strlen(copy) == text.length && inet_pton(AF_INET6, copy, address) == 1;
}

/* The number of leading ones of a netmask such as 255.255.0.0. */
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

static bool read_length(struct slice text, int family, unsigned *length)
{
    uint64_t number;
    if (number_parse(text, family == AF_INET ? 32 : 128, &number)) {
        *length = (unsigned)number;
        return true;
    }
    return family == AF_INET && read_netmask(text, length);
}

static bool fail_length(struct slice text, int family, struct error *error)
{
    return error_set(error, 0, "'/%.*s' is no prefix: right is a length from 0 to %d",
                     filter_shown(text), text.data, family == AF_INET ? 32 : 128);
}

static bool fail_address(struct slice text, struct error *error)
{
    if (find_first(text, '%') != NULL)
        return error_set(error, 0, "'%.*s': an address has no device here: 'dev NAME' compares it",
                         filter_shown(text), text.data);
    return error_set(error, 0,
                     "'%.*s' is no address: right is ADDRESS[/PREFIX], such as 10.0.0.0/8 or ::1",
                     filter_shown(text), text.data);
}

/* All addresses of a host's name. */
static bool read_name(struct filter_host *host, struct slice text, struct arena *arena,
                      struct error *error)
{
    char *name = arena_text(arena, text.data, text.length);
    struct addrinfo hints = {.ai_family = host->family, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int result = name == NULL ? EAI_MEMORY : getaddrinfo(name, NULL, &hints, &list);
    if (result != 0)
        return error_set(error, 0, "'%.*s' is no address and no known host: %s", filter_shown(text),
                         text.data, gai_strerror(result));
    size_t count = 0;
    for (struct addrinfo *at = list; at != NULL; at = at->ai_next)
        count++;
    struct filter_prefix *prefixes = arena_alloc(arena, count * sizeof(*prefixes));
    host->prefixes = prefixes;
    for (struct addrinfo *at = list; at != NULL && prefixes != NULL; at = at->ai_next) {
        bool is_ipv4 = at->ai_family == AF_INET;
        struct filter_prefix prefix = {.family = at->ai_family, .length = is_ipv4 ? 32 : 128};
        const struct sockaddr_in *ipv4 = (const void *)at->ai_addr;
        const struct sockaddr_in6 *ipv6 = (const void *)at->ai_addr;
        memcpy(prefix.address, is_ipv4 ? (const void *)&ipv4->sin_addr : &ipv6->sin6_addr,
               is_ipv4 ? 4 : 16);
        prefixes[host->prefix_count++] = prefix;
    }
    freeaddrinfo(list);
    return prefixes != NULL || error_set_errno(error, ENOMEM, "addresses");
}

/* A name of a host, rather than an address with a fault. */
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

/* ADDRESS or ADDRESS/PREFIX of the host's family, or of either. */
static bool read_prefix(struct filter_host *host, struct slice text, struct arena *arena,
                        struct error *error)
{
    const char *slash = find_first(text, '/');
    struct slice address = slash == NULL ? text : head_of(text, slash);
    struct filter_prefix prefix = {.family = AF_INET};
    if (is_any(text))
        return true;
    if (!read_ipv4(address, slash != NULL, prefix.address))
        prefix.family = AF_INET6;
    if (prefix.family == AF_INET6 && !read_ipv6(address, prefix.address)) {
        return slash == NULL && may_be_name(text) ? read_name(host, text, arena, error)
                                                  : fail_address(text, error);
    }
    if (host->family != AF_UNSPEC && host->family != prefix.family)
        return fail_address(text, error);
    prefix.length = prefix.family == AF_INET ? 32 : 128;
    if (slash != NULL) {
        struct slice length = skip_bytes(text, address.length + 1);
        if (!read_length(length, prefix.family, &prefix.length))
            return fail_length(length, prefix.family, error);
    }
    struct filter_prefix *copy = arena_alloc(arena, sizeof(*copy));
    if (copy == NULL)
        return error_set_errno(error, ENOMEM, "addresses");
    *copy = prefix;
    host->prefixes = copy;
    host->prefix_count = 1;
    return true;
}

static bool read_port(struct filter_host *host, struct slice text, struct arena *arena,
                      struct error *error)
{
    host->has_ports = text.length > 0 && !slice_equals(text, "*");
    return !host->has_ports || filter_ports_read(&host->ports, text, arena, error);
}

/* `[ADDRESS]`, with the prefix inside or behind, and what follows. */
static bool read_bracketed(struct filter_host *host, struct slice text, struct arena *arena,
                           struct error *error)
{
    const char *close = find_first(text, ']');
    if (close == NULL)
        return error_set(error, 0, "'%.*s' has no ] behind the address", filter_shown(text),
                         text.data);
    struct slice inside = skip_bytes(head_of(text, close), 1);
    struct slice rest = skip_bytes(text, inside.length + 2);
    const char *colon = find_first(rest, ':');
    struct slice length = colon == NULL ? rest : head_of(rest, colon);
    if (!read_prefix(host, inside, arena, error))
        return false;
    if (length.length > 0) {
        struct filter_prefix *copy = arena_alloc(arena, sizeof(*copy));
        if (host->prefix_count != 1 || length.data[0] != '/' || copy == NULL)
            return fail_address(text, error);
        *copy = host->prefixes[0];
        if (!read_length(skip_bytes(length, 1), copy->family, &copy->length))
            return fail_length(skip_bytes(length, 1), copy->family, error);
        host->prefixes = copy;
    }
    return colon == NULL || read_port(host, skip_bytes(rest, length.length + 1), arena, error);
}

/* As in ss, ::1:80 is ::1 with a port: what stands before its last colon is an address, too, and
 * what stands behind it a number. */
static bool is_split(struct slice text)
{
    uint8_t address[16];
    uint64_t port;
    const char *colon = find_last(text, ':');
    struct slice head = colon == NULL ? text : head_of(text, colon);
    return colon != NULL && read_ipv6(head, address) &&
           number_parse(skip_bytes(text, head.length + 1), UINT16_MAX, &port);
}

/* Without brackets the whole is the address if it is one that cannot have a port; else the port is
 * behind the last colon, which a prefix cannot hold. */
static bool read_internet(struct filter_host *host, struct slice text, struct arena *arena,
                          struct error *error)
{
    uint8_t address[16];
    const char *slash = find_first(text, '/');
    struct slice head = slash == NULL ? text : head_of(text, slash);
    if (find_first(text, '%') != NULL)
        return fail_address(text, error);
    if (text.length > 0 && text.data[0] == '[')
        return read_bracketed(host, text, arena, error);
    const char *colon =
        slash == NULL ? find_last(text, ':') : find_first(skip_bytes(text, head.length), ':');
    bool is_address = slash == NULL && read_ipv6(head, address);
    host->split = is_address && is_split(text);
    if (colon == NULL || (is_address && !host->split))
        return read_prefix(host, text, arena, error);
    struct slice before = head_of(text, colon);
    return read_prefix(host, before, arena, error) &&
           read_port(host, skip_bytes(text, before.length + 1), arena, error);
}

/* NAME:PORT of families whose names are texts. */
static bool read_named(struct filter_host *host, struct slice text, struct arena *arena,
                       struct error *error)
{
    const char *colon = host->family == AF_UNIX ? NULL : find_last(text, ':');
    struct slice name = colon == NULL ? text : head_of(text, colon);
    struct slice port =
        colon == NULL ? (struct slice){text.data, 0} : skip_bytes(text, name.length + 1);
    if (!is_any(name) || host->family == AF_UNIX)
        host->name = arena_text(arena, name.data, name.length);
    if (!is_any(port))
        host->port = arena_text(arena, port.data, port.length);
    if ((!is_any(name) && host->name == NULL) || (!is_any(port) && host->port == NULL))
        return error_set_errno(error, ENOMEM, "names");
    return true;
}

/* What a script writes whose variables are not set. */
static bool is_empty(struct slice text)
{
    static const char *const empty[] = {"", ":", "[]", "[]:", ":*", "*:", "[]:*"};
    for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
        if (slice_equals(text, empty[i]))
            return true;
    }
    return false;
}

bool filter_host_read(struct filter_test *test, struct slice value, struct arena *arena,
                      struct error *error)
{
    struct filter_host *host = &test->host;
    struct slice rest = value;
    *host = (struct filter_host){.family = take_family(&rest, host->family)};
    if (is_empty(rest))
        return error_set(error, 0, "there is nothing in this address: right is %s, and * for any",
                         filter_kind_text(test->field.kind));
    if (host->family != AF_UNSPEC && host->family != AF_INET && host->family != AF_INET6)
        return read_named(host, rest, arena, error);
    if (test->field.kind == FILTER_ENDPOINT)
        return read_internet(host, rest, arena, error);
    bool brackets = rest.length > 1 && rest.data[0] == '[' && rest.data[rest.length - 1] == ']';
    if (brackets)
        rest = (struct slice){rest.data + 1, rest.length - 2};
    return read_prefix(host, rest, arena, error);
}
