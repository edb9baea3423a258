/* SPDX-License-Identifier: MIT */
#include "filter/pushdown.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "filter/code.h"
#include "filter/tree.h"

/* The context in which parts are generated. */
struct push {
    const struct family *family;
    struct lookups *lookups;
};

/* Compares a port in host order. A second operation contains the port. */
static struct code port_operation(uint8_t number, uint16_t port)
{
    struct inet_diag_bc_op second = {.no = port};
    return code_operation(number, &second, sizeof(second));
}

static struct code port_range(bool peer, uint64_t low, uint64_t high)
{
    struct code code = code_constant(low <= high && low <= UINT16_MAX);
    if (code.kind == CODE_NEVER)
        return code;
    if (low > 0)
        code = code_join(
            code, port_operation(peer ? INET_DIAG_BC_D_GE : INET_DIAG_BC_S_GE, (uint16_t)low),
            true);
    if (high < UINT16_MAX)
        code = code_join(
            code, port_operation(peer ? INET_DIAG_BC_D_LE : INET_DIAG_BC_S_LE, (uint16_t)high),
            true);
    return code;
}

static struct code port_compared(bool peer, uint64_t low, uint64_t high,
                                 enum filter_operator comparison)
{
    switch (comparison) {
    case FILTER_LESS:
        return low == 0 ? code_constant(false) : port_range(peer, 0, low - 1);
    case FILTER_LESS_EQUAL:
        return port_range(peer, 0, high);
    case FILTER_GREATER:
        return port_range(peer, high + 1, UINT16_MAX);
    case FILTER_GREATER_EQUAL:
        return port_range(peer, low, UINT16_MAX);
    default:
        return port_range(peer, low, high);
    }
}

static struct code push_ports(const struct push *push, const struct filter_ports *ports, bool peer,
                              enum filter_operator comparison)
{
    struct code code = code_constant(false);
    const char *protocol = push->family->kinds[0].protocol;
    if (ports->services == NULL)
        return port_compared(peer, ports->low, ports->high, comparison);
    for (size_t i = 0; i < ports->service_count; i++) {
        const struct filter_service *service = &ports->services[i];
        if (protocol == NULL || strcmp(service->protocol, protocol) == 0)
            code = code_join(code, port_compared(peer, service->port, service->port, comparison),
                             false);
    }
    return code;
}

static struct code push_prefix(const struct filter_prefix *prefix, bool peer)
{
    struct inet_diag_hostcond condition = {
        .family = (uint8_t)prefix->family,
        .prefix_len = (uint8_t)prefix->length,
        .port = -1,
    };
    char bytes[sizeof(condition) + sizeof(prefix->address)];
    memcpy(bytes, &condition, sizeof(condition));
    memcpy(bytes + sizeof(condition), prefix->address, sizeof(prefix->address));
    return code_operation(peer ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND, bytes,
                          sizeof(condition) + (prefix->family == AF_INET ? 4 : 16));
}

/* The kernel also matches IPv4-mapped addresses with an IPv4 prefix, so it cannot select IPv4
 * alone. Without `upper`, such a test must pass nothing. */
static bool is_exact(const struct filter_host *host, bool upper)
{
    return upper || host->family != AF_INET;
}

static struct code push_family(int family, bool peer)
{
    const struct filter_prefix all = {.family = family};
    if (family == AF_INET6)
        return push_prefix(&all, peer);
    return code_constant(family == AF_UNSPEC || family == AF_INET);
}

static struct code push_host(const struct push *push, const struct filter_host *host, bool peer,
                             bool upper)
{
    struct code code = code_constant(false);
    if (!is_exact(host, upper))
        return code;
    for (size_t i = 0; i < host->prefix_count; i++)
        code = code_join(code, push_prefix(&host->prefixes[i], peer), false);
    if (host->prefix_count == 0)
        code = push_family(host->family, peer);
    if (host->has_ports)
        code = code_join(code, push_ports(push, &host->ports, peer, FILTER_EQUAL), true);
    return code;
}

/* A test that the kernel cannot decide passes everything; negated, it passes nothing. */
static struct code push_device(const struct filter_test *test, bool upper)
{
    uint32_t index = test->is_index ? (uint32_t)test->ports.low : if_nametoindex(test->text.data);
    if (index == 0 && !test->is_index)
        return code_constant(upper);
    return code_operation(INET_DIAG_BC_DEV_COND, &index, sizeof(index));
}

/* In TIME_WAIT the kernel compares a mark that it does not report. The negation of the test would
 * wrongly exclude such connections. */
static struct code push_mark(const struct filter_test *test, bool upper)
{
    struct inet_diag_markcond condition = {
        .mark = (uint32_t)test->ports.low,
        .mask = test->mask,
    };
    bool equal = filter_operator_positive(test->comparison) == FILTER_EQUAL;
    if (!equal || !upper || test->ports.low & ~(uint64_t)test->mask)
        return code_constant(upper);
    return code_operation(INET_DIAG_BC_MARK_COND, &condition, sizeof(condition));
}

static struct code push_cgroup(const struct push *push, const struct filter_test *test, bool upper)
{
    uint64_t id = cgroups_id(&push->lookups->cgroups, test->text);
    if (id == 0)
        return code_constant(upper);
    return code_operation(INET_DIAG_BC_CGROUP_COND, &id, sizeof(id));
}

/* Only the kernel knows which ports of its range a program chose itself. It counts the port of an
 * accepted connection, which is that of the listener, as its own choice. The negation of the test
 * would wrongly exclude such connections. */
static struct code push_autobound(bool upper)
{
    return upper ? code_operation(INET_DIAG_BC_AUTO, NULL, 0) : code_constant(false);
}

/* With `upper`, the code passes at least the sockets that pass the test. Without it, the code
 * passes at most those. */
static struct code push_positive(const struct push *push, const struct filter_test *test,
                                 bool upper)
{
    enum filter_operator comparison = filter_operator_positive(test->comparison);
    bool peer = test->field.column->offset == offsetof(struct sock, peer);
    if (comparison == FILTER_LIKE)
        return code_constant(upper);
    switch (test->field.kind) {
    case FILTER_ENDPOINT:
    case FILTER_ADDRESS:
        return push_host(push, &test->host, peer, upper);
    case FILTER_PORT:
        return test->host.family == AF_UNSPEC || upper
                   ? push_ports(push, &test->ports, peer, comparison)
                   : code_constant(false);
    case FILTER_DEVICE:
        return push_device(test, upper);
    case FILTER_MARK:
        return push_mark(test, upper);
    case FILTER_CGROUP:
        return push_cgroup(push, test, upper);
    case FILTER_AUTOBOUND:
        return push_autobound(upper);
    default:
        return code_constant(upper);
    }
}

static struct code push_test(const struct push *push, const struct filter_test *test, bool upper)
{
    bool negative = test->comparison != filter_operator_positive(test->comparison);
    struct code code = push_positive(push, test, upper != negative);
    return negative ? code_negate(code) : code;
}

static struct code push_list(const struct push *push, const struct filter_node *node, bool upper)
{
    struct code all = code_constant(true);
    for (; node != NULL; node = node->next) {
        bool above = upper != node->negated;
        struct code one = node->test != NULL ? push_test(push, node->test, above)
                                             : push_list(push, node->first, above);
        all =
            code_join(all, node->negated ? code_negate(one) : one, node->connective == FILTER_AND);
    }
    return all;
}

void filter_push_down(const struct filter *filter, const struct family *family,
                      struct lookups *lookups, struct strbuf *program)
{
    struct push push = {family, lookups};
    struct code all = code_constant(true);
    for (; filter != NULL; filter = filter->other)
        all = code_join(all, push_list(&push, filter->root.first, true), true);
    code_finish(&all, program);
}
