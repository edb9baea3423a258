/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "filter/address.h"
#include "filter/kinds.h"
#include "filter/names.h"
#include "util/number.h"

int filter_take_family(struct slice *text)
{
    const char *colon = slice_find(*text, ':');
    const struct address_family *address =
        colon == NULL || colon == text->data ? NULL : families_find_word(slice_until(*text, colon));
    if (address == NULL)
        return AF_UNSPEC;
    *text = slice_skip(*text, strlen(address->word) + 1);
    return address->number;
}

static int take_family(struct slice *text, int usual)
{
    int family = filter_take_family(text);
    bool is_unix = text->length > 0 && (text->data[0] == '/' || text->data[0] == '@');
    return family != AF_UNSPEC ? family : is_unix ? AF_UNIX : usual;
}

static bool read_port(struct filter_host *host, struct slice text, struct filter_names *names,
                      struct error *error)
{
    host->has_ports = text.length > 0 && !slice_equals(text, "*");
    return !host->has_ports || filter_ports_read(&host->ports, text, names, error);
}

/* Reads `[ADDRESS]`, with the prefix inside or after the brackets, and what follows. */
static bool read_bracketed(struct filter_host *host, struct slice text, struct filter_names *names,
                           struct error *error)
{
    const char *close = slice_find(text, ']');
    if (close == NULL)
        return error_set(error, 0, "'%.*s' has no ] after the address", filter_shown(text),
                         text.data);
    struct slice inside = slice_skip(slice_until(text, close), 1);
    struct slice rest = slice_skip(text, inside.length + 2);
    const char *colon = slice_find(rest, ':');
    struct slice length = colon == NULL ? rest : slice_until(rest, colon);
    if (!filter_prefix_read(host, inside, names, error))
        return false;
    if (length.length > 0) {
        struct filter_prefix *copy = arena_alloc(names->arena, sizeof(*copy));
        if (host->prefix_count != 1 || length.data[0] != '/' || copy == NULL)
            return filter_address_fail(text, error);
        *copy = host->prefixes[0];
        if (!filter_length_read(slice_skip(length, 1), copy->family, &copy->length))
            return filter_length_fail(slice_skip(length, 1), copy->family, error);
        host->prefixes = copy;
    }
    return colon == NULL || read_port(host, slice_skip(rest, length.length + 1), names, error);
}

/* As in ss, ::1:80 is ::1 with a port. This holds when the text before its last colon is an address
 * too, and the text after it a number. */
static bool is_split(struct slice text)
{
    uint8_t address[16];
    uint64_t port;
    const char *colon = slice_find_last(text, ':');
    struct slice head = colon == NULL ? text : slice_until(text, colon);
    return colon != NULL && filter_ipv6_read(head, address) &&
           number_parse(slice_skip(text, head.length + 1), UINT16_MAX, &port);
}

/* Without brackets, the whole text is the address if it is one that cannot have a port. Otherwise
 * the port follows the last colon. A prefix contains no colon. */
static bool read_internet(struct filter_host *host, struct slice text, struct filter_names *names,
                          struct error *error)
{
    uint8_t address[16];
    const char *slash = slice_find(text, '/');
    struct slice head = slash == NULL ? text : slice_until(text, slash);
    if (slice_find(text, '%') != NULL)
        return filter_address_fail(text, error);
    if (slice_find(text, '[') == text.data && text.length > 0)
        return read_bracketed(host, text, names, error);
    const char *colon =
        slash == NULL ? slice_find_last(text, ':') : slice_find(slice_skip(text, head.length), ':');
    bool is_address = slash == NULL && filter_ipv6_read(head, address);
    host->split = is_address && is_split(text);
    if (colon == NULL || (is_address && !host->split))
        return filter_prefix_read(host, text, names, error);
    struct slice before = slice_until(text, colon);
    return filter_prefix_read(host, before, names, error) &&
           read_port(host, slice_skip(text, before.length + 1), names, error);
}

/* Reads NAME:PORT for families whose names are texts. */
static bool read_named(struct filter_host *host, struct slice text, struct filter_names *names,
                       struct error *error)
{
    bool is_path = families_find_address(host->family)->end_form == END_PATH;
    const char *colon = is_path ? NULL : slice_find_last(text, ':');
    struct slice name = colon == NULL ? text : slice_until(text, colon);
    struct slice port =
        colon == NULL ? (struct slice){text.data, 0} : slice_skip(text, name.length + 1);
    if (!filter_is_any(name) || is_path)
        host->name = arena_text(names->arena, name.data, name.length);
    if (!filter_is_any(port))
        host->port = arena_text(names->arena, port.data, port.length);
    if ((!filter_is_any(name) && host->name == NULL) ||
        (!filter_is_any(port) && host->port == NULL))
        return error_set_errno(error, ENOMEM, "names");
    return true;
}

/* Whether the text is what a script produces when its variables are not set. */
static bool is_empty(struct slice text)
{
    static const char *const empty[] = {"", ":", "[]", "[]:", ":*", "*:", "[]:*"};
    for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
        if (slice_equals(text, empty[i]))
            return true;
    }
    return false;
}

bool filter_host_read(struct filter_test *test, const struct filter_operand *operand,
                      bool with_port)
{
    struct filter_host *host = &test->host;
    struct slice rest = operand->value;
    struct filter_names *names = operand->names;
    struct error *error = operand->error;
    *host = (struct filter_host){.family = take_family(&rest, host->family)};
    if (is_empty(rest))
        return error_set(error, 0, "the address is empty: right is %s, and * for any",
                         test->field.kind->text);
    if (host->family != AF_UNSPEC && host->family != AF_INET && host->family != AF_INET6)
        return read_named(host, rest, names, error);
    if (with_port)
        return read_internet(host, rest, names, error);
    bool brackets = rest.length > 1 && rest.data[0] == '[' && rest.data[rest.length - 1] == ']';
    if (brackets)
        rest = (struct slice){rest.data + 1, rest.length - 2};
    return filter_prefix_read(host, rest, names, error);
}
