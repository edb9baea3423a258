/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "filter/tree.h"
#include "util/number.h"

static bool is_glob(const struct filter_test *test)
{
    return filter_operator_positive(test->comparison) == FILTER_LIKE;
}

static bool glob_slice(const struct filter_test *test, struct slice value)
{
    struct strbuf text = {0};
    filter_put_unix_name(&text, value);
    bool same = filter_glob(test->text.data, &text, false);
    strbuf_free(&text);
    return same;
}

static bool text_matches(const struct filter_test *test, struct slice value)
{
    if (is_glob(test))
        return glob_slice(test, value);
    return value.length == test->text.length &&
           (value.length == 0 || memcmp(value.data, test->text.data, value.length) == 0);
}

static bool text_holds(const struct filter_test *test, const struct value *value)
{
    if (value->type == VALUE_TEXT)
        return text_matches(test, value_text(value));
    const struct value_texts *texts = value_texts(value);
    for (size_t i = 0; i < texts->count; i++) {
        if (text_matches(test, texts->items[i]))
            return true;
    }
    return false;
}

static bool number_holds(const struct filter_test *test, uint64_t number)
{
    return filter_range_compares(test->ports.low, test->ports.high,
                                 filter_operator_positive(test->comparison), number);
}

static bool mark_holds(const struct filter_test *test, uint64_t mark)
{
    return test->mask == UINT32_MAX ? number_holds(test, mark)
                                    : number_holds(test, mark & test->mask);
}

static bool cgroup_holds(const struct filter_test *test, struct slice path, struct lookups *lookups)
{
    struct slice wanted = cgroups_below_mount(&lookups->cgroups, test->text);
    struct slice bare = {path.data + 1, path.length - 1};
    if (is_glob(test))
        return glob_slice(test, path);
    return bare.length == wanted.length &&
           (bare.length == 0 || memcmp(bare.data, wanted.data, bare.length) == 0);
}

static bool process_holds(const struct filter_test *test, const struct process *process)
{
    switch (test->field.kind) {
    case FILTER_PROCESS_ID:
        return number_holds(test, process->pid);
    case FILTER_DESCRIPTOR:
        return number_holds(test, process->descriptor);
    default:
        return process->name.data != NULL && text_matches(test, process->name);
    }
}

static bool any_process_holds(const struct filter_test *test, const struct value *value)
{
    const struct value_processes *processes = value_processes(value);
    for (size_t i = 0; i < processes->count; i++) {
        if (process_holds(test, &processes->items[i]))
            return true;
    }
    return false;
}

/* A glob is compared with an end as a table shows it. For the address of a UNIX socket it is
 * compared with the bytes of the name. */
static bool end_is_like(const struct filter_test *test, const struct value *value)
{
    struct strbuf text = {0};
    if (value->type == VALUE_ADDRESS && value_address(value)->kind == ADDRESS_UNIX)
        filter_put_unix_name(&text, value_address(value)->text);
    else
        value_put(&text, value, VALUE_CELL);
    bool same = filter_glob(test->text.data, &text, false);
    strbuf_free(&text);
    return same;
}

static const struct endpoint *end_of(const struct filter_test *test, const struct sock *sock)
{
    return (const void *)((const char *)sock + test->field.column->offset);
}

static bool is_autobound(const struct sock *sock, struct lookups *lookups)
{
    const struct address_family *address = family_address(sock);
    return address != NULL && address->is_autobound != NULL && address->is_autobound(sock, lookups);
}

static bool port_holds(const struct filter_test *test, const struct sock *sock,
                       const struct value *value)
{
    if (test->host.family != AF_UNSPEC && test->host.family != sock->family)
        return false;
    uint64_t port = test->field.of_ss ? end_of(test, sock)->port : value_number(value);
    return filter_ports_match(&test->ports, filter_operator_positive(test->comparison),
                              sock->kind->protocol, port);
}

/* A device can have more names than the one that is shown, so a name is also compared by its
 * index. */
static bool device_holds(const struct filter_test *test, const struct sock *sock,
                         struct lookups *lookups, const struct value *value)
{
    if (test->is_index)
        return number_holds(test, sock->interface);
    return text_matches(test, value_text(value)) ||
           (!is_glob(test) && interfaces_index(&lookups->interfaces, sock->netns,
                                               test->text.data) == sock->interface);
}

bool filter_value_holds(const struct filter_test *test, const struct sock *sock,
                        struct lookups *lookups, const struct value *value)
{
    switch (test->field.kind) {
    case FILTER_ENDPOINT:
    case FILTER_ADDRESS:
        return is_glob(test) ? end_is_like(test, value)
                             : filter_host_matches(test, sock, end_of(test, sock), lookups);
    case FILTER_PORT:
        return port_holds(test, sock, value);
    case FILTER_NUMBER:
    case FILTER_FLAG:
    case FILTER_HEX:
        return number_holds(test, value_number(value));
    case FILTER_MARK:
        return mark_holds(test, value_number(value));
    case FILTER_TEXT:
    case FILTER_NETID:
        return text_holds(test, value);
    case FILTER_USER:
        return test->is_index ? number_holds(test, sock->uid) : text_holds(test, value);
    case FILTER_DEVICE:
        return device_holds(test, sock, lookups, value);
    case FILTER_CGROUP:
        return cgroup_holds(test, value_text(value), lookups);
    case FILTER_PROCESS:
    case FILTER_PROCESS_ID:
    case FILTER_DESCRIPTOR:
        return any_process_holds(test, value);
    case FILTER_STATE:
    case FILTER_AUTOBOUND:
        break;
    }
    return false;
}

bool filter_needs_no_value(const struct filter_test *test)
{
    bool is_end = test->field.kind == FILTER_ENDPOINT || test->field.kind == FILTER_ADDRESS;
    return (is_end && !is_glob(test)) || test->is_index ||
           (test->field.kind == FILTER_PORT && test->field.of_ss);
}

/* Only the cells of ends, which patterns are compared with as the table shows them, depend on -n.
 */
static bool names_service(const struct filter_test *test)
{
    return test->field.column->type == VALUE_TEXT && test->needs & NEED_SERVICES;
}

bool filter_get_value(const struct filter_test *test, const struct sock *sock,
                      struct lookups *lookups, struct value *value)
{
    bool numeric = lookups->numeric;
    lookups->numeric = numeric && !names_service(test);
    bool known = column_get(test->field.column, sock, lookups, value);
    lookups->numeric = numeric;
    return known;
}

bool filter_test_holds(const struct filter_test *test, const struct sock *sock,
                       struct lookups *lookups)
{
    struct value value = {0};
    if (test->field.kind == FILTER_STATE)
        return sock->have & HAVE_STATE && test->states & state_bit(sock->state);
    if (test->field.kind == FILTER_AUTOBOUND)
        return sock->have & HAVE_LOCAL && is_autobound(sock, lookups);
    if (filter_needs_no_value(test))
        return (sock->have & test->field.column->have) == test->field.column->have &&
               filter_value_holds(test, sock, lookups, &value);
    return filter_get_value(test, sock, lookups, &value) &&
           filter_value_holds(test, sock, lookups, &value);
}
