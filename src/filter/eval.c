/* SPDX-License-Identifier: MIT */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "filter/tree.h"
#include "util/number.h"

bool filter_glob(const char *pattern, struct strbuf *text, bool any_case)
{
    strbuf_put_char(text, '\0');
    return !text->failed && fnmatch(pattern, text->data, any_case ? FNM_CASEFOLD : 0) == 0;
}

void filter_put_unix_name(struct strbuf *text, struct slice name)
{
    for (size_t i = 0; i < name.length; i++)
        strbuf_put_char(text, name.data[i] == '\0' ? '@' : name.data[i]);
}

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
    if (test->field.column->type != VALUE_TEXTS)
        return text_matches(test, value->text);
    for (size_t i = 0; i < value->texts.count; i++) {
        if (text_matches(test, value->texts.items[i]))
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
    for (size_t i = 0; i < value->processes.count; i++) {
        if (process_holds(test, &value->processes.items[i]))
            return true;
    }
    return false;
}

/* A glob looks at an end as a table shows it; of a UNIX socket's address at the bytes. */
static bool end_is_like(const struct filter_test *test, const struct value *value)
{
    struct strbuf text = {0};
    enum value_type type = test->field.column->type;
    if (type == VALUE_ADDRESS && value->address.kind == ADDRESS_UNIX)
        filter_put_unix_name(&text, value->address.text);
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

/* unix_autobind of the kernel: five hexadecimal digits in the abstract name space. */
static bool is_autobound_name(struct slice name)
{
    if (name.length != 6 || (name.data[0] != '\0' && name.data[0] != '@'))
        return name.length == 0;
    uint64_t number;
    return number_parse_hex((struct slice){name.data + 1, 5}, 0xfffff, &number);
}

/* What ss calls bound by itself: a port out of the range that the kernel chooses from, and the
 * like of other families. */
static bool is_autobound(const struct sock *sock, struct lookups *lookups)
{
    switch (sock->family) {
    case AF_UNIX:
        return is_autobound_name(sock->name);
    case AF_INET:
    case AF_INET6:
        return (!(sock->have & HAVE_AUTOBOUND) || sock->autobound) &&
               port_ranges_hold(&lookups->port_ranges, sock->netns, sock->local.port);
    case AF_NETLINK:
        return sock->local.port > INT32_MAX;
    case AF_VSOCK:
        return sock->local.port > 1023;
    case AF_PACKET:
        return sock->local.port == 0 && sock->protocol == 0;
    default:
        return false;
    }
}

static bool port_holds(const struct filter_test *test, const struct sock *sock,
                       const struct value *value)
{
    if (test->host.family != AF_UNSPEC && test->host.family != sock->family)
        return false;
    uint64_t port = test->field.of_ss ? end_of(test, sock)->port : value->number;
    return filter_ports_match(&test->ports, filter_operator_positive(test->comparison),
                              sock->kind->protocol, port);
}

/* A device can have more names than the one that is shown. */
static bool device_holds(const struct filter_test *test, const struct sock *sock,
                         struct lookups *lookups, const struct value *value)
{
    if (test->is_index)
        return number_holds(test, sock->interface);
    return text_matches(test, value->text) ||
           (!is_glob(test) && interfaces_index(&lookups->interfaces, sock->netns,
                                               test->text.data) == sock->interface);
}

static bool value_holds(const struct filter_test *test, const struct sock *sock,
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
        return number_holds(test, value->number);
    case FILTER_MARK:
        return mark_holds(test, value->number);
    case FILTER_TEXT:
    case FILTER_NETID:
        return text_holds(test, value);
    case FILTER_DEVICE:
        return device_holds(test, sock, lookups, value);
    case FILTER_CGROUP:
        return cgroup_holds(test, value->text, lookups);
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

/* Ends that need no text are compared without pulling the column, and so is a device by its
 * number, of which 0 is none and has no name. */
static bool needs_no_value(const struct filter_test *test)
{
    bool is_end = test->field.kind == FILTER_ENDPOINT || test->field.kind == FILTER_ADDRESS;
    return (is_end && !is_glob(test)) || test->is_index ||
           (test->field.kind == FILTER_PORT && test->field.of_ss);
}

bool filter_test_holds(const struct filter_test *test, const struct sock *sock,
                       struct lookups *lookups)
{
    struct value value = {0};
    if (test->field.kind == FILTER_STATE)
        return sock->have & HAVE_STATE && test->states & state_bit(sock->state);
    if (test->field.kind == FILTER_AUTOBOUND)
        return sock->have & HAVE_LOCAL && is_autobound(sock, lookups);
    if (needs_no_value(test))
        return (sock->have & test->field.column->have) == test->field.column->have &&
               value_holds(test, sock, lookups, &value);
    return column_get(test->field.column, sock, lookups, &value) &&
           value_holds(test, sock, lookups, &value);
}

static enum filter_verdict negate(enum filter_verdict verdict)
{
    return verdict == FILTER_NO ? FILTER_YES : verdict == FILTER_YES ? FILTER_NO : FILTER_LATER;
}

/* Of what is left of a connection, or only begins to be one, the kernel tells less. FIN_WAIT2 that
 * no program holds any more is kept as TIME_WAIT is. */
static bool is_remnant(const struct sock *sock)
{
    uint32_t remnants = state_bit(STATE_TIME_WAIT) | state_bit(STATE_SYN_RECV);
    if (!(sock->have & (HAVE_INODE | HAVE_UID)))
        remnants |= state_bit(STATE_FIN_WAIT2);
    return sock->have & HAVE_STATE && state_bit(sock->state) & remnants;
}

/* With what a socket is judged. */
struct judge {
    struct lookups *lookups;
    bool looked_up;
    /* Tests are open where it is not known what they need: one of these (HAVE_*), */
    uint64_t untold;
    bool from_file; /* or what only netlink tells, */
    bool strict;    /* or anything else */
};

/* Whether a test says the same of a socket whoever else holds it. */
static bool are_owners_known(const struct filter_test *test, const struct sock *sock,
                             struct lookups *lookups)
{
    struct value value = {0};
    if (!column_get(test->field.column, sock, lookups, &value))
        return false;
    if (any_process_holds(test, &value))
        return true;
    bool known = owners_are_whole(&lookups->owners) || !sock_can_be_held(sock);
    for (size_t i = 0; test->field.kind == FILTER_PROCESS && i < value.processes.count; i++)
        known = known && value.processes.items[i].name.data != NULL;
    return known;
}

/* Whether the test is about something that is known of the socket. */
static bool is_known(const struct filter_test *test, const struct sock *sock,
                     struct lookups *lookups)
{
    struct value value = {0};
    if (test->needs & NEED_OWNERS)
        return are_owners_known(test, sock, lookups);
    if (test->field.kind == FILTER_AUTOBOUND)
        return true; /* of families of which the kernel does not tell it, see the untold */
    if ((sock->have & test->field.column->have) != test->field.column->have)
        return false;
    return test->field.kind == FILTER_STATE || needs_no_value(test) ||
           column_get(test->field.column, sock, lookups, &value);
}

/* What /proc/net has for no socket of the family: of IPv6, of UNIX. */
static uint32_t absent_from_files(const struct sock *sock)
{
    return sock->family == AF_INET6 ? HAVE_V6ONLY | HAVE_SHUTDOWN
           : sock->family == AF_UNIX
               ? HAVE_PEER_INODE | HAVE_SHUTDOWN | HAVE_UID | HAVE_RECV_Q | HAVE_SEND_Q
               : HAVE_SHUTDOWN;
}

static bool is_kept_back(const struct filter_test *test, const struct sock *sock,
                         struct lookups *lookups)
{
    const struct column *column = test->field.column;
    if (is_remnant(sock) || !column_belongs_to(column, sock->from->name))
        return false;
    bool netlink_tells = test->needs & NEED_DETAILS || column_is_special(column) ||
                         column->have & absent_from_files(sock);
    return netlink_tells && !is_known(test, sock, lookups);
}

static bool is_open(const struct judge *judge, const struct filter_test *test,
                    const struct sock *sock)
{
    return (!judge->looked_up && test->needs & NEED_HOLD) ||
           test->field.column->have & judge->untold & ~sock->have ||
           (judge->from_file && is_kept_back(test, sock, judge->lookups)) ||
           (judge->strict && !is_known(test, sock, judge->lookups));
}

static enum filter_verdict judge_test(const struct judge *judge, const struct filter_test *test,
                                      const struct sock *sock)
{
    if (is_open(judge, test, sock))
        return FILTER_LATER;
    bool negative = test->comparison != filter_operator_positive(test->comparison);
    return filter_test_holds(test, sock, judge->lookups) != negative ? FILTER_YES : FILTER_NO;
}

static enum filter_verdict judge_node(const struct judge *judge, const struct filter_node *node,
                                      const struct sock *sock);

/* Three-valued: the verdicts are in order, `and` is the lesser and `or` the greater. */
static enum filter_verdict judge_list(const struct judge *judge, const struct filter_node *node,
                                      const struct sock *sock)
{
    enum filter_verdict all = FILTER_YES;
    for (; node != NULL; node = node->next) {
        bool is_and = node->connective == FILTER_AND;
        if (all == (is_and ? FILTER_NO : FILTER_YES))
            continue;
        enum filter_verdict one = judge_node(judge, node, sock);
        if (is_and ? one < all : one > all)
            all = one;
    }
    return all;
}

static enum filter_verdict judge_node(const struct judge *judge, const struct filter_node *node,
                                      const struct sock *sock)
{
    enum filter_verdict verdict = node->test != NULL ? judge_test(judge, node->test, sock)
                                                     : judge_list(judge, node->first, sock);
    return node->negated ? negate(verdict) : verdict;
}

static enum filter_verdict judge_all(const struct judge *judge, const struct filter *filter,
                                     const struct sock *sock)
{
    enum filter_verdict all = FILTER_YES;
    for (; filter != NULL && all != FILTER_NO; filter = filter->other) {
        enum filter_verdict one = judge_node(judge, &filter->root, sock);
        all = one < all ? one : all;
    }
    return all;
}

enum filter_verdict filter_judge(const struct filter *filter, const struct sock *sock,
                                 struct lookups *lookups, bool looked_up)
{
    const struct judge judge = {.lookups = lookups, .looked_up = looked_up};
    return judge_all(&judge, filter, sock);
}

/* What netlink tells of sockets like it, and not of this one. */
static uint64_t untold_of(const struct sock *sock)
{
    return is_remnant(sock) ? 0 : sock->from->tells & ~sock->have;
}

/* The first test of a list that is open. */
static const char *find_open(const struct judge *judge, const struct filter_node *node,
                             const struct sock *sock)
{
    const char *name = NULL;
    for (; node != NULL && name == NULL; node = node->next) {
        if (node->test == NULL)
            name = find_open(judge, node->first, sock);
        else if (is_open(judge, node->test, sock) && !(node->test->needs & NEED_HOLD))
            name = node->test->field.name;
    }
    return name;
}

const char *filter_misses(const struct filter *filter, const struct sock *sock,
                          struct lookups *lookups, bool from_file)
{
    const struct judge judge = {
        .lookups = lookups, .untold = untold_of(sock), .from_file = from_file};
    const char *name = NULL;
    if ((judge.untold == 0 && !from_file) || judge_all(&judge, filter, sock) != FILTER_LATER)
        return NULL;
    for (; filter != NULL && name == NULL; filter = filter->other)
        name = find_open(&judge, filter->root.first, sock);
    return name;
}

bool filter_is_sure(const struct filter *filter, const struct sock *sock, struct lookups *lookups)
{
    const struct judge judge = {
        .lookups = lookups, .looked_up = true, .untold = untold_of(sock), .strict = true};
    return judge_all(&judge, filter, sock) == FILTER_YES;
}
