/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "filter/kinds.h"

/* Compares a port in host order. A second operation contains the port. */
static struct code port_operation(uint8_t number, uint16_t port)
{
    struct inet_diag_bc_op second = {.no = port};
    return code_operation(number, &second, sizeof(second));
}

struct code filter_push_port_range(bool peer, uint64_t low, uint64_t high)
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
    return filter_range_of(&low, &high, comparison) ? filter_push_port_range(peer, low, high)
                                                    : code_constant(false);
}

static struct code push_ports(const struct filter_push *push, const struct filter_ports *ports,
                              bool peer, enum filter_operator comparison)
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

struct code filter_push_prefix(const struct filter_prefix *prefix, bool peer)
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

struct code filter_push_family(int family, bool peer)
{
    const struct filter_prefix all = {.family = family};
    if (family == AF_INET6)
        return filter_push_prefix(&all, peer);
    return code_constant(family == AF_UNSPEC || family == AF_INET);
}

bool filter_is_peer(const struct filter_test *test)
{
    return test->field.column->offset == offsetof(struct sock, peer);
}

struct code filter_push_end(const struct filter_push *push, const struct filter_test *test)
{
    const struct filter_host *host = &test->host;
    bool peer = filter_is_peer(test);
    struct code code = code_constant(false);
    if (!is_exact(host, push->upper))
        return code;
    for (size_t i = 0; i < host->prefix_count; i++)
        code = code_join(code, filter_push_prefix(&host->prefixes[i], peer), false);
    if (host->prefix_count == 0)
        code = filter_push_family(host->family, peer);
    if (host->has_ports)
        code = code_join(code, push_ports(push, &host->ports, peer, FILTER_EQUAL), true);
    return code;
}

struct code filter_push_port(const struct filter_push *push, const struct filter_test *test)
{
    if (test->host.family != AF_UNSPEC && !push->upper)
        return code_constant(false);
    return push_ports(push, &test->ports, filter_is_peer(test),
                      filter_operator_positive(test->comparison));
}

/* A test that the kernel cannot decide passes everything; negated, it passes nothing. */
struct code filter_push_device(const struct filter_push *push, const struct filter_test *test)
{
    uint32_t index = test->is_index ? (uint32_t)test->ports.low : if_nametoindex(test->text.data);
    if (index == 0 && !test->is_index)
        return code_constant(push->upper);
    return code_operation(INET_DIAG_BC_DEV_COND, &index, sizeof(index));
}

/* In TIME_WAIT the kernel compares a mark that it does not report. The negation of the test would
 * wrongly exclude such connections. */
struct code filter_push_mark(const struct filter_push *push, const struct filter_test *test)
{
    struct inet_diag_markcond condition = {
        .mark = (uint32_t)test->ports.low,
        .mask = test->mask,
    };
    bool equal = filter_operator_positive(test->comparison) == FILTER_EQUAL;
    if (!equal || !push->upper || test->ports.low & ~(uint64_t)test->mask)
        return code_constant(push->upper);
    return code_operation(INET_DIAG_BC_MARK_COND, &condition, sizeof(condition));
}

struct code filter_push_cgroup(const struct filter_push *push, const struct filter_test *test)
{
    uint64_t id = cgroups_id(&push->lookups->cgroups, test->text);
    if (id == 0)
        return code_constant(push->upper);
    return code_operation(INET_DIAG_BC_CGROUP_COND, &id, sizeof(id));
}

/* Only the kernel knows which ports of its range a program chose itself. It counts the port of an
 * accepted connection, which is that of the listener, as its own choice. The negation of the test
 * would wrongly exclude such connections. */
struct code filter_push_autobound(const struct filter_push *push, const struct filter_test *test)
{
    (void)test;
    return push->upper ? code_operation(INET_DIAG_BC_AUTO, NULL, 0) : code_constant(false);
}
