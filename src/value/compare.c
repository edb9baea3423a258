/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "util/ipv4_mapped.h"
#include "util/natural.h"
#include "value/put.h"

static int compare_numbers(uint64_t left, uint64_t right)
{
    return (left > right) - (left < right);
}

int value_compare_numbers(const struct value *left, const struct value *right)
{
    return compare_numbers(value_number(left), value_number(right));
}

int value_compare_text(const struct value *left, const struct value *right)
{
    return natural_compare(value_text(left), value_text(right));
}

int value_compare_texts(const struct value *left, const struct value *right)
{
    const struct value_texts *first = value_texts(left), *second = value_texts(right);
    for (size_t i = 0; i < first->count && i < second->count; i++) {
        int order = natural_compare(first->items[i], second->items[i]);
        if (order != 0)
            return order;
    }
    return compare_numbers(first->count, second->count);
}

int value_compare_lists_of_numbers(const struct value *left, const struct value *right)
{
    const struct value_numbers *first = value_numbers(left), *second = value_numbers(right);
    for (size_t i = 0; i < first->count && i < second->count; i++) {
        int order = compare_numbers(first->items[i], second->items[i]);
        if (order != 0)
            return order;
    }
    return compare_numbers(first->count, second->count);
}

/* The parts of an address that are compared. */
struct address_key {
    enum address_kind kind;
    const uint8_t *bytes;
    size_t length; /* length of `bytes`; 0 for a text */
};

static struct address_key key_of(const struct value_address *address)
{
    if (address->kind == ADDRESS_IPV4)
        return (struct address_key){ADDRESS_IPV4, address->bytes, 4};
    if (address->kind != ADDRESS_IPV6)
        return (struct address_key){.kind = address->kind};
    if (ipv4_is_mapped(address->bytes))
        return (struct address_key){ADDRESS_IPV4, address->bytes + IPV4_MAPPED_PREFIX, 4};
    return (struct address_key){ADDRESS_IPV6, address->bytes, 16};
}

static int compare_addresses(const struct value_address *left, const struct value_address *right)
{
    struct address_key first = key_of(left), second = key_of(right);
    if (first.kind != second.kind)
        return first.kind < second.kind ? -1 : 1;
    if (first.length == 0)
        return natural_compare(left->text, right->text);
    return memcmp(first.bytes, second.bytes, first.length);
}

int value_compare_addresses(const struct value *left, const struct value *right)
{
    const struct value_address *first = value_address(left), *second = value_address(right);
    int order = compare_addresses(first, second);
    return order != 0 ? order : natural_compare(first->scope, second->scope);
}

static struct slice scope_of(const struct value_endpoint *end)
{
    return end->interface.length > 0 ? end->interface : end->address.scope;
}

/* Names of hosts and services are not compared, so -n does not change the order. */
int value_compare_endpoints(const struct value *left, const struct value *right)
{
    const struct value_endpoint *first = value_endpoint(left), *second = value_endpoint(right);
    int order = compare_addresses(&first->address, &second->address);
    if (order == 0)
        order = natural_compare(scope_of(first), scope_of(second));
    if (order == 0)
        order = compare_numbers(first->port_kind, second->port_kind);
    if (order == 0)
        order = compare_numbers(first->port, second->port);
    return order != 0 ? order : natural_compare(first->label, second->label);
}

static int compare_processes(const struct process *left, const struct process *right)
{
    int order = natural_compare(left->name, right->name);
    if (order == 0)
        order = compare_numbers(left->pid, right->pid);
    if (order == 0)
        order = compare_numbers(left->thread, right->thread);
    return order != 0 ? order : compare_numbers(left->descriptor, right->descriptor);
}

int value_compare_processes(const struct value *left, const struct value *right)
{
    const struct value_processes *first = value_processes(left), *second = value_processes(right);
    for (size_t i = 0; i < first->count && i < second->count; i++) {
        int order = compare_processes(&first->items[i], &second->items[i]);
        if (order != 0)
            return order;
    }
    return compare_numbers(first->count, second->count);
}
