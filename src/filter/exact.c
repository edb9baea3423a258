/* SPDX-License-Identifier: MIT */
#include "filter/exact.h"

#include <string.h>
#include <sys/socket.h>

#include "filter/kinds.h"

/* What the tests have fixed so far. The ports are in the connection; 0 means not yet fixed. */
struct search {
    struct filter_connection *connection;
    int families[2]; /* AF_UNSPEC until the address is fixed */
};

static void take_ports(struct search *search, size_t end, const struct filter_ports *ports)
{
    if (ports->services != NULL || ports->low != ports->high)
        return;
    search->connection->ends[end].port = (uint32_t)ports->low;
}

static void take_host(struct search *search, size_t end, const struct filter_host *host)
{
    const struct filter_prefix *prefix = host->prefixes;
    if (host->has_ports)
        take_ports(search, end, &host->ports);
    if (host->prefix_count != 1 || prefix->length != (prefix->family == AF_INET ? 32 : 128))
        return;
    memcpy(search->connection->ends[end].address, prefix->address, sizeof(prefix->address));
    search->families[end] = prefix->family;
}

static void take_test(struct search *search, const struct filter_test *test)
{
    size_t end = test->field.column->offset == offsetof(struct sock, peer);
    if (test->comparison != FILTER_EQUAL)
        return;
    if (test->field.kind->is_end)
        take_host(search, end, &test->host);
    else if (test->field.kind->is_port)
        take_ports(search, end, &test->ports);
}

static bool has_or(const struct filter_node *node)
{
    while (node != NULL && node->connective == FILTER_AND)
        node = node->next;
    return node != NULL;
}

/* Reads the tests that every matching socket must pass: those joined by `and`. */
static void take_list(struct search *search, const struct filter_node *node)
{
    if (has_or(node))
        return;
    for (; node != NULL; node = node->next) {
        if (node->negated)
            continue;
        if (node->test != NULL)
            take_test(search, node->test);
        else
            take_list(search, node->first);
    }
}

/* Port 0 belongs to sockets without a connection, and many of them can have the same ends. Two
 * connections can have the same ends when one of them is bound to a device. The kernel may then
 * find only the other, so a filter that tests the device needs a dump. */
bool filter_find_connection(const struct filter *filter, struct filter_connection *connection)
{
    struct search search = {.connection = connection};
    *connection = (struct filter_connection){0};
    if (filter_reads(filter) & HAVE_INTERFACE)
        return false;
    for (; filter != NULL; filter = filter->other)
        take_list(&search, filter->root.first);
    connection->family = search.families[0];
    return search.families[0] != AF_UNSPEC && search.families[0] == search.families[1] &&
           connection->ends[0].port != 0 && connection->ends[1].port != 0;
}
