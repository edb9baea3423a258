/* SPDX-License-Identifier: MIT */
#include "filter/pushdown.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "filter/tree.h"

/* Longest program in bytes. The kernel's check of a program takes time with the square of its
 * length. */
enum { PROGRAM_MOST = 4096 };

/* A part of a program. When it holds, execution continues at its end. When it does not, execution
 * continues 4 bytes after its end. The kernel reads a jump beyond the end of the program as
 * "no". */
struct code {
    enum { CODE_NEVER, CODE_ALWAYS, CODE_OPERATIONS } kind;
    struct strbuf bytes;
};

/* The context in which parts are generated. */
struct push {
    const struct family *family;
    struct lookups *lookups;
};

static struct code constant(bool holds)
{
    return (struct code){.kind = holds ? CODE_ALWAYS : CODE_NEVER};
}

/* Moves the target of every jump that is taken when the part does not hold. */
static void move_exits(struct code *code, size_t distance)
{
    size_t length = code->bytes.failed ? 0 : code->bytes.length;
    for (size_t at = 0; at < length;) {
        struct inet_diag_bc_op operation;
        memcpy(&operation, code->bytes.data + at, sizeof(operation));
        size_t next = at + operation.yes;
        if (at + operation.no == length + sizeof(operation)) {
            operation.no = (uint16_t)(operation.no + distance);
            memcpy(code->bytes.data + at, &operation, sizeof(operation));
        }
        at = next;
    }
}

static void put_jump(struct strbuf *bytes, size_t distance)
{
    struct inet_diag_bc_op jump = {
        .code = INET_DIAG_BC_JMP,
        .yes = sizeof(jump),
        .no = (uint16_t)distance,
    };
    strbuf_put(bytes, (const char *)&jump, sizeof(jump));
}

static struct code negate(struct code code)
{
    if (code.kind != CODE_OPERATIONS)
        return constant(code.kind == CODE_NEVER);
    put_jump(&code.bytes, 2 * sizeof(struct inet_diag_bc_op));
    return code;
}

/* Joins two parts when one of them is constant. For `and`, "never" decides alone and "always"
 * leaves the result to the other part; for `or` it is the reverse. */
static struct code choose(struct code left, struct code right, bool is_and)
{
    int decisive = is_and ? CODE_NEVER : CODE_ALWAYS;
    bool is_left =
        (int)left.kind == decisive || ((int)right.kind != decisive && left.kind == CODE_OPERATIONS);
    strbuf_free(is_left ? &right.bytes : &left.bytes);
    return is_left ? left : right;
}

static struct code join(struct code left, struct code right, bool is_and)
{
    if (left.kind != CODE_OPERATIONS || right.kind != CODE_OPERATIONS)
        return choose(left, right, is_and);
    if (is_and)
        move_exits(&left, right.bytes.length);
    else
        put_jump(&left.bytes, sizeof(struct inet_diag_bc_op) + right.bytes.length);
    strbuf_put(&left.bytes, right.bytes.data, right.bytes.length);
    left.bytes.failed |= right.bytes.failed || left.bytes.length > PROGRAM_MOST;
    strbuf_free(&right.bytes);
    return left;
}

/* One operation with its data. */
static struct code operation(uint8_t number, const void *data, size_t length)
{
    struct code code = {.kind = CODE_OPERATIONS};
    size_t whole = sizeof(struct inet_diag_bc_op) + length;
    struct inet_diag_bc_op first = {
        .code = number,
        .yes = (uint8_t)whole,
        .no = (uint16_t)(whole + sizeof(first)),
    };
    strbuf_put(&code.bytes, (const char *)&first, sizeof(first));
    strbuf_put(&code.bytes, data, length);
    return code;
}

/* Compares a port in host order. A second operation contains the port. */
static struct code port_operation(uint8_t number, uint16_t port)
{
    struct inet_diag_bc_op second = {.no = port};
    return operation(number, &second, sizeof(second));
}

static struct code port_range(bool peer, uint64_t low, uint64_t high)
{
    struct code code = constant(low <= high && low <= UINT16_MAX);
    if (code.kind == CODE_NEVER)
        return code;
    if (low > 0)
        code =
            join(code, port_operation(peer ? INET_DIAG_BC_D_GE : INET_DIAG_BC_S_GE, (uint16_t)low),
                 true);
    if (high < UINT16_MAX)
        code =
            join(code, port_operation(peer ? INET_DIAG_BC_D_LE : INET_DIAG_BC_S_LE, (uint16_t)high),
                 true);
    return code;
}

static struct code port_compared(bool peer, uint64_t low, uint64_t high,
                                 enum filter_operator comparison)
{
    switch (comparison) {
    case FILTER_LESS:
        return low == 0 ? constant(false) : port_range(peer, 0, low - 1);
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
    struct code code = constant(false);
    const char *protocol = push->family->kinds[0].protocol;
    if (ports->services == NULL)
        return port_compared(peer, ports->low, ports->high, comparison);
    for (size_t i = 0; i < ports->service_count; i++) {
        const struct filter_service *service = &ports->services[i];
        if (protocol == NULL || strcmp(service->protocol, protocol) == 0)
            code = join(code, port_compared(peer, service->port, service->port, comparison), false);
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
    return operation(peer ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND, bytes,
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
    return constant(family == AF_UNSPEC || family == AF_INET);
}

static struct code push_host(const struct push *push, const struct filter_host *host, bool peer,
                             bool upper)
{
    struct code code = constant(false);
    if (!is_exact(host, upper))
        return code;
    for (size_t i = 0; i < host->prefix_count; i++)
        code = join(code, push_prefix(&host->prefixes[i], peer), false);
    if (host->prefix_count == 0)
        code = push_family(host->family, peer);
    if (host->has_ports)
        code = join(code, push_ports(push, &host->ports, peer, FILTER_EQUAL), true);
    return code;
}

/* A test that the kernel cannot decide passes everything; negated, it passes nothing. */
static struct code push_device(const struct filter_test *test, bool upper)
{
    uint32_t index = test->is_index ? (uint32_t)test->ports.low : if_nametoindex(test->text.data);
    if (index == 0 && !test->is_index)
        return constant(upper);
    return operation(INET_DIAG_BC_DEV_COND, &index, sizeof(index));
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
        return constant(upper);
    return operation(INET_DIAG_BC_MARK_COND, &condition, sizeof(condition));
}

static struct code push_cgroup(const struct push *push, const struct filter_test *test, bool upper)
{
    uint64_t id = cgroups_id(&push->lookups->cgroups, test->text);
    if (id == 0)
        return constant(upper);
    return operation(INET_DIAG_BC_CGROUP_COND, &id, sizeof(id));
}

/* Only the kernel knows which ports of its range a program chose itself. It counts the port of an
 * accepted connection, which is that of the listener, as its own choice. The negation of the test
 * would wrongly exclude such connections. */
static struct code push_autobound(bool upper)
{
    return upper ? operation(INET_DIAG_BC_AUTO, NULL, 0) : constant(false);
}

/* With `upper`, the code passes at least the sockets that pass the test. Without it, the code
 * passes at most those. */
static struct code push_positive(const struct push *push, const struct filter_test *test,
                                 bool upper)
{
    enum filter_operator comparison = filter_operator_positive(test->comparison);
    bool peer = test->field.column->offset == offsetof(struct sock, peer);
    if (comparison == FILTER_LIKE)
        return constant(upper);
    switch (test->field.kind) {
    case FILTER_ENDPOINT:
    case FILTER_ADDRESS:
        return push_host(push, &test->host, peer, upper);
    case FILTER_PORT:
        return test->host.family == AF_UNSPEC || upper
                   ? push_ports(push, &test->ports, peer, comparison)
                   : constant(false);
    case FILTER_DEVICE:
        return push_device(test, upper);
    case FILTER_MARK:
        return push_mark(test, upper);
    case FILTER_CGROUP:
        return push_cgroup(push, test, upper);
    case FILTER_AUTOBOUND:
        return push_autobound(upper);
    default:
        return constant(upper);
    }
}

static struct code push_test(const struct push *push, const struct filter_test *test, bool upper)
{
    bool negative = test->comparison != filter_operator_positive(test->comparison);
    struct code code = push_positive(push, test, upper != negative);
    return negative ? negate(code) : code;
}

static struct code push_list(const struct push *push, const struct filter_node *node, bool upper)
{
    struct code all = constant(true);
    for (; node != NULL; node = node->next) {
        bool above = upper != node->negated;
        struct code one = node->test != NULL ? push_test(push, node->test, above)
                                             : push_list(push, node->first, above);
        all = join(all, node->negated ? negate(one) : one, node->connective == FILTER_AND);
    }
    return all;
}

void filter_push_down(const struct filter *filter, const struct family *family,
                      struct lookups *lookups, struct strbuf *program)
{
    struct push push = {family, lookups};
    struct code all = constant(true);
    for (; filter != NULL; filter = filter->other)
        all = join(all, push_list(&push, filter->root.first, true), true);
    if (all.kind == CODE_NEVER) /* a jump beyond the end means "no" */
        put_jump(program, 2 * sizeof(struct inet_diag_bc_op));
    else if (all.kind == CODE_OPERATIONS && !all.bytes.failed && all.bytes.length <= PROGRAM_MOST)
        strbuf_put(program, all.bytes.data, all.bytes.length);
    strbuf_free(&all.bytes);
}
