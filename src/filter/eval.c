/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "filter/kinds.h"
#include "filter/patterns.h"
#include "util/number.h"

static bool glob_slice(const struct filter_test *test, struct slice value)
{
    struct strbuf text = {0};
    filter_put_unix_name(&text, value);
    bool same = test->set != NULL ? filter_patterns_have(test->set, &text)
                                  : filter_glob(test->text.data, &text, false);
    strbuf_free(&text);
    return same;
}

static bool same_slices(struct slice left, struct slice right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

bool filter_text_matches(const struct filter_test *test, struct slice value)
{
    if (filter_is_glob(test))
        return glob_slice(test, value);
    if (test->set != NULL)
        return filter_set_has_text(test->set, value);
    return same_slices(value, test->text);
}

bool filter_text_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct value *value = subject->value;
    if (value->type == VALUE_TEXT)
        return filter_text_matches(test, value_text(value));
    const struct value_texts *texts = value_texts(value);
    for (size_t i = 0; i < texts->count; i++) {
        if (filter_text_matches(test, texts->items[i]))
            return true;
    }
    return false;
}

bool filter_number_matches(const struct filter_test *test, uint64_t number)
{
    if (test->set != NULL)
        return filter_ranges_have(&test->set->numbers, filter_key_of(number));
    return filter_range_compares(test->ports.low, test->ports.high,
                                 filter_operator_positive(test->comparison), number);
}

static bool any_number_matches(const struct filter_test *test, const struct value *value)
{
    const struct value_numbers *numbers = value_numbers(value);
    for (size_t i = 0; i < numbers->count; i++) {
        if (filter_number_matches(test, numbers->items[i]))
            return true;
    }
    return false;
}

bool filter_number_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    return subject->value->type == VALUE_NUMBERS
               ? any_number_matches(test, subject->value)
               : filter_number_matches(test, value_number(subject->value));
}

bool filter_mark_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    return filter_number_matches(test, value_number(subject->value) & test->mask);
}

bool filter_user_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    return test->is_index ? filter_number_matches(test, subject->sock->uid)
                          : filter_text_holds(test, subject);
}

/* Only a name that fills all the bytes that the kernel keeps can be cut off. */
static bool name_holds(const struct filter_test *test, struct slice name)
{
    if (test->is_cut && filter_is_glob(test))
        return name.length >= FILTER_NAME_MOST && filter_glob_begins(test->text.data, name);
    return filter_text_matches(test, name);
}

bool filter_process_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct value_processes *processes = value_processes(subject->value);
    for (size_t i = 0; i < processes->count; i++) {
        if (processes->items[i].name.data != NULL && name_holds(test, processes->items[i].name))
            return true;
    }
    return false;
}

bool filter_process_id_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct value_processes *processes = value_processes(subject->value);
    for (size_t i = 0; i < processes->count; i++) {
        if (filter_number_matches(test, processes->items[i].pid))
            return true;
    }
    return false;
}

bool filter_descriptor_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct value_processes *processes = value_processes(subject->value);
    for (size_t i = 0; i < processes->count; i++) {
        if (filter_number_matches(test, processes->items[i].descriptor))
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

bool filter_end_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct sock *sock = subject->sock;
    return filter_is_glob(test)
               ? end_is_like(test, subject->value)
               : filter_host_matches(test, sock, end_of(test, sock), subject->lookups);
}

bool filter_state_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct sock *sock = subject->sock;
    return sock->have & HAVE_STATE && test->states & state_bit(sock->state);
}

bool filter_autobound_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct sock *sock = subject->sock;
    const struct address_family *address = family_address(sock);
    (void)test;
    return sock->have & HAVE_LOCAL && address != NULL && address->is_autobound != NULL &&
           address->is_autobound(sock, subject->lookups);
}

bool filter_port_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    const struct sock *sock = subject->sock;
    if (test->host.family != AF_UNSPEC && test->host.family != sock->family)
        return false;
    uint64_t port = test->field.of_ss ? end_of(test, sock)->port : value_number(subject->value);
    if (test->set != NULL)
        return filter_port_set_has(test->set->ports, sock->kind->protocol, port);
    return filter_ports_match(&test->ports, filter_operator_positive(test->comparison),
                              sock->kind->protocol, port);
}

static bool is_internet(const struct value *value)
{
    return value_address(value)->kind == ADDRESS_IPV4 || value_address(value)->kind == ADDRESS_IPV6;
}

static uint64_t scaled(uint64_t number, uint64_t scale)
{
    uint64_t product;
    return __builtin_mul_overflow(number, scale, &product) ? UINT64_MAX : product;
}

/* Only internet addresses are compared. The names of other sockets are not. */
static bool pair_holds(const struct filter_test *test, const struct value *left,
                       const struct value *right)
{
    if (left->type == VALUE_ADDRESS)
        return is_internet(left) && is_internet(right) && value_compare(left, right) == 0;
    uint64_t one = scaled(value_number(left), test->scale);
    uint64_t other = scaled(value_number(right), test->other_scale);
    return filter_range_compares(other, other, filter_operator_positive(test->comparison), one);
}

bool filter_pair_holds(const struct filter_test *test, const struct filter_subject *subject)
{
    struct value left = {0}, right = {0};
    return column_get(test->field.column, subject->sock, subject->lookups, &left) &&
           column_get(test->other, subject->sock, subject->lookups, &right) &&
           pair_holds(test, &left, &right);
}

bool filter_value_holds(const struct filter_test *test, const struct sock *sock,
                        struct lookups *lookups, const struct value *value)
{
    const struct filter_subject subject = {sock, lookups, value};
    return test->field.kind->holds(test, &subject);
}

bool filter_needs_no_value(const struct filter_test *test)
{
    const struct filter_kind *kind = test->field.kind;
    return kind->of_sock || test->is_index || (kind->is_end && !filter_is_glob(test)) ||
           (kind->is_port && test->field.of_ss);
}

/* Only the text of an end, which a pattern is compared with, depends on -n. */
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
    const struct column *column = test->field.column;
    if (filter_needs_no_value(test))
        return (test->field.kind->of_sock || (sock->have & column->have) == column->have) &&
               filter_value_holds(test, sock, lookups, &value);
    return filter_get_value(test, sock, lookups, &value) &&
           filter_value_holds(test, sock, lookups, &value);
}
