/* SPDX-License-Identifier: MIT */
#include "cli/dialect.h"

#include <string.h>

#include "cli/kinds.h"
#include "cli/option_apply.h"
#include "sink/layouts.h"

/* The order in which netstat shows them. */
static const struct family *const order[] = {
    &family_tcp, &family_udp, &family_udplite, &family_sctp, &family_raw, &family_unix, NULL,
};

static const char *const internet[] = {"tcp", "udp", "udplite", "sctp", "raw", NULL};
static const char *const usual[] = {"tcp", "udp", "udplite", "raw", NULL};

/* -n is for hosts, ports and users. */
static OPTION_ACTION(set_numeric)
{
    options->numeric_hosts = true;
    options->query.layout.numeric_users = true;
    return option_set_flag(options, row, argument, error);
}

static OPTION_ACTION(set_numeric_hosts)
{
    (void)row, (void)argument, (void)error;
    options->numeric_hosts = true;
    return true;
}

static OPTION_ACTION(set_numeric_users)
{
    (void)row, (void)argument, (void)error;
    options->query.layout.numeric_users = true;
    return true;
}

static OPTION_ACTION(set_listening)
{
    (void)row, (void)argument, (void)error;
    options->listening = true;
    return true;
}

/* The names that netstat has for families, and its other names for some. */
static const struct address_family *find_family(struct slice name)
{
    static const char *const rows[][2] = {
        {"inet", "inet"},   {"ip", "inet"},   {"tcpip", "inet"},
        {"inet6", "inet6"}, {"ip6", "inet6"}, {"unix", "unix"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (slice_equals(name, rows[i][0]))
            return families_find_word(slice_of(rows[i][1]));
    }
    return NULL;
}

/* A list of address families, which may be `unix` too. */
static OPTION_ACTION(add_families)
{
    (void)row;
    struct slice rest = slice_of(argument);
    do {
        struct slice name = slice_take(&rest, ',');
        const struct address_family *address = find_family(name);
        options->refused = address == NULL;
        if (address == NULL)
            return error_set(error, 0, "--protocol: '%.*s' is none of: inet, inet6, unix",
                             (int)name.length, name.data);
        if (address->narrows != 0)
            options->query.selection.addresses |= address->narrows;
        else
            kinds_add(&options->query.selection, slice_of(address->name));
    } while (rest.length > 0);
    return true;
}

#define SAME(letter, name)                                                                         \
    {                                                                                              \
        letter, name, name, NULL, NULL, NULL                                                       \
    }
#define ACCEPTED(letter, name, help)                                                               \
    {                                                                                              \
        letter, name, "verbose", NULL, NULL, help                                                  \
    }
#define REFUSED(letter, name, why)                                                                 \
    {                                                                                              \
        letter, name, "verbose", why, dialect_refuse, "refused"                                    \
    }
#define ACTION(letter, name, action, row)                                                          \
    {                                                                                              \
        letter, name, row, NULL, action, NULL                                                      \
    }

/* A row of the table is easier to read on one line. */
/* clang-format off */
static const struct dialect_word words[] = {
    {'h', "help", "help", NULL, NULL, NULL},
    SAME('V', "version"),
    ACCEPTED('v', "verbose", "accepted, without effect"),
    ACCEPTED('W', "wide", "accepted, without effect: addresses are always whole"),
    ACTION('n', "numeric", set_numeric, "numeric"),
    ACTION(0, "numeric-hosts", set_numeric_hosts, "numeric-hosts"),
    {0, "numeric-ports", "numeric", NULL, NULL, NULL},
    {0, "numeric-users", "numeric-users", NULL, set_numeric_users, "numbers of users instead of names"},
    ACCEPTED('N', "symbolic", "accepted, without effect"),
    {'e', "extend", "extended", NULL, NULL, "the user and the inode of each socket"},
    {'p', "programs", "processes", NULL, NULL, "the process that holds each socket"},
    {'o', "timers", "options", NULL, NULL, NULL},
    {'c', "continuous", "continuous", NULL, NULL, "repeat every second"},
    ACTION('l', "listening", set_listening, "listening"),
    SAME('a', "all"),
    ACCEPTED('F', "fib", "accepted, without effect"),
    ACCEPTED('C', "cache", "accepted, without effect"),
    ACCEPTED('d', NULL, "accepted, without effect"),
    SAME('t', "tcp"),
    SAME('u', "udp"),
    SAME('U', "udplite"),
    SAME('S', "sctp"),
    {'w', "raw", "raw", "raw_ip", NULL, "raw sockets"},
    SAME('x', "unix"),
    {'4', "inet", "ipv4", NULL, NULL, "sockets of the IPv4 family only"},
    {0, "ip", "ipv4", NULL, NULL, "the same as --inet"},
    {'6', "inet6", "ipv6", NULL, NULL, "sockets of the IPv6 family only"},
    {'A', "protocol", "family", NULL, add_families, NULL},
    REFUSED('r', "route", "it is about routes, not sockets: use 'ip route'"),
    REFUSED('i', "interfaces", "it is about interfaces, not sockets: use 'ip -s link'"),
    REFUSED('g', "groups", "it is about multicast groups, not sockets: use 'ip maddress'"),
    REFUSED('s', "statistics", "it is about counters, not sockets: use 'nstat -as'"),
    REFUSED('M', "masquerade", "it is about translated connections, not sockets: use 'conntrack -L'"),
    REFUSED('Z', "context", "use 'sockview -Z'"),
    REFUSED(0, "ax25", "sockview has no such sockets: see /proc/net/ax25"),
    REFUSED(0, "ipx", "sockview has no such sockets: Linux dropped them"),
    REFUSED(0, "netrom", "sockview has no such sockets: see /proc/net/nr"),
    REFUSED(0, "rose", "sockview has no such sockets: see /proc/net/rose"),
    REFUSED(0, "x25", "sockview has no such sockets: see /proc/net/x25"),
    REFUSED(0, "ddp", "sockview has no such sockets: see /proc/net/atalk"),
    REFUSED(0, "appletalk", "sockview has no such sockets: see /proc/net/atalk"),
    REFUSED('2', "l2cap", "sockview has no such sockets: see /sys/kernel/debug/bluetooth"),
    REFUSED('f', "rfcomm", "sockview has no such sockets: see /sys/kernel/debug/bluetooth"),
    SAME(0, "complete"),
};
/* clang-format on */

static const struct dialect_list lists[] = {{ARGUMENT_FAMILY, "inet|inet6|unix"}};

/* netstat knows no ping sockets. */
static void choose_families(struct options *options)
{
    struct selection *selection = &options->query.selection;
    if (selection->addresses != 0 || selection_is_empty(selection)) {
        bool whole = selection->addresses == 0;
        if (!dialect_has_family(selection, internet))
            dialect_add_families(selection, usual);
        if (whole)
            kinds_add(selection, slice_of("unix"));
    }
    kinds_remove(selection, slice_of("icmp"));
    kinds_remove(selection, slice_of("icmp6"));
    static const char *const local[] = {"unix", NULL};
    options->query.layout.has_unix = dialect_has_family(selection, local);
    options->query.layout.has_inet = dialect_has_family(selection, internet);
}

/* A UNIX socket without a peer is no listener for netstat. */
static void choose_states(struct options *options)
{
    struct selection *selection = &options->query.selection;
    const uint32_t listen = state_bit(STATE_LISTEN), idle = state_bit(STATE_UNCONN);
    uint32_t every = state_all() & ~state_bit(STATE_CLOSE);
    selection->apart = &family_unix;
    selection->states = selection->apart_states = every;
    options->query.layout.audience = "servers and established";
    if (!options->all && options->listening) {
        selection->states = listen | idle;
        selection->apart_states = listen;
        options->query.layout.audience = "only servers";
    } else if (!options->all) {
        selection->states = every & ~(listen | idle);
        selection->apart_states = every & ~listen;
        options->query.layout.audience = "w/o servers";
    }
    options->all = false;
}

static void complete(struct options *options)
{
    struct query *query = &options->query;
    query->format = &format_netstat;
    query->order = order;
    query->apart = true;
    query->as_other = true;
    query->warns_of_owners = true;
    options->asks = true;
    if (!options->numeric_hosts)
        query->details |= IN_HOSTS;
    choose_families(options);
    choose_states(options);
}

const struct dialect dialect_netstat = {
    .name = "netstat",
    .version = "net-tools 2.10",
    .usage = "Usage: netstat [OPTION]...",
    .words = words,
    .word_count = sizeof(words) / sizeof(words[0]),
    .lists = lists,
    .list_count = sizeof(lists) / sizeof(lists[0]),
    .usage_status = 3,
    .filter_status = 3,
    .complete = complete,
};
