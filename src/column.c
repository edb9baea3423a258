/* SPDX-License-Identifier: MIT */
#include "column.h"

#include <string.h>
#include <sys/socket.h>

static bool get_number(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)lookups;
    const char *field = (const char *)sock + column->offset;
    uint64_t u64;
    uint32_t u32;
    switch (column->size) {
    case sizeof(u64):
        memcpy(&u64, field, sizeof(u64));
        value->number = u64;
        return true;
    case sizeof(u32):
        memcpy(&u32, field, sizeof(u32));
        value->number = u32;
        return true;
    default:
        value->number = (unsigned char)*field;
        return true;
    }
}

static bool get_netid(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column, (void)lookups;
    value->text = slice_of(sock->netid);
    return true;
}

static bool get_family(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    value->text = slice_of(sock->family == AF_INET6 ? "inet6" : "inet");
    return true;
}

static bool get_type(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column, (void)lookups;
    value->text = slice_of(sock->type == SOCK_STREAM ? "stream" : "dgram");
    return true;
}

static bool get_state(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column, (void)lookups;
    const struct state_row *row = state_find(sock->state);
    if (row == NULL)
        return false;
    value->text = slice_of(row->name);
    value->colour = row->colour;
    return true;
}

static const struct endpoint *endpoint_of(const struct column *column, const struct sock *sock)
{
    return (const struct endpoint *)(const void *)((const char *)sock + column->offset);
}

static struct value_address address_of(const struct endpoint *endpoint, const struct sock *sock,
                                       struct lookups *lookups)
{
    struct value_address address = {
        .bytes = endpoint->address,
        .is_ipv6 = sock->family == AF_INET6,
    };
    if (endpoint->scope != 0)
        address.scope = interfaces_find(&lookups->interfaces, endpoint->scope);
    return address;
}

static bool get_address(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    value->address = address_of(endpoint_of(column, sock), sock, lookups);
    return true;
}

static bool get_port(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    value->number = endpoint_of(column, sock)->port;
    return true;
}

static struct slice service_of(const struct endpoint *endpoint, const struct sock *sock,
                               struct lookups *lookups)
{
    if (lookups->numeric || sock->protocol == NULL || endpoint->port == 0)
        return (struct slice){0};
    return services_find(&lookups->services, sock->protocol, endpoint->port);
}

static bool get_service(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    value->text = service_of(endpoint_of(column, sock), sock, lookups);
    return value->text.length > 0;
}

static bool get_endpoint(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    const struct endpoint *endpoint = endpoint_of(column, sock);
    value->endpoint.address = address_of(endpoint, sock, lookups);
    value->endpoint.port = endpoint->port;
    value->endpoint.service = service_of(endpoint, sock, lookups);
    value->endpoint.interface = (struct slice){0};
    if (endpoint == &sock->local && sock->have & HAVE_INTERFACE && sock->interface != 0)
        value->endpoint.interface = interfaces_find(&lookups->interfaces, sock->interface);
    return true;
}

static bool get_interface(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column;
    if (sock->interface == 0)
        return false;
    value->text = interfaces_find(&lookups->interfaces, sock->interface);
    return value->text.length > 0;
}

static bool get_user(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column;
    value->text = users_find(&lookups->users, sock->uid);
    return value->text.length > 0;
}

static bool get_netns(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column;
    value->text = namespaces_find(&lookups->namespaces, sock->netns);
    return value->text.length > 0;
}

/* A socket without an inode has no file, so no process holds it; one with an inode that nobody
 * was seen to hold has owners that are unknown. */
static bool get_processes(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column;
    value->processes.with_descriptor = lookups->processes_with_descriptor;
    value->processes.items = NULL;
    value->processes.count = 0;
    if (!(sock->have & HAVE_INODE))
        return true;
    value->processes.items = owners_find(&lookups->owners, sock->inode, &value->processes.count);
    return value->processes.count > 0;
}

static bool get_timer(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    /* The words that ss uses. */
    static const char *const names[] = {
        [TIMER_OFF] = "off",
        [TIMER_ON] = "on",
        [TIMER_KEEPALIVE] = "keepalive",
        [TIMER_TIME_WAIT] = "timewait",
        [TIMER_PERSIST] = "persist",
    };
    (void)column, (void)lookups;
    if (sock->timer >= sizeof(names) / sizeof(names[0]))
        return false;
    value->text = slice_of(names[sock->timer]);
    return true;
}

#define PLAIN(field)                                                                               \
    .get = get_number, .offset = offsetof(struct sock, field),                                     \
    .size = sizeof(((struct sock *)NULL)->field)

#define END(field) .offset = offsetof(struct sock, field)

const struct column columns[] = {
    {"netid", "Netid", "kind of socket, as ss calls it: tcp or udp", VALUE_TEXT, IN_TABLE | IN_JSON,
     .get = get_netid},
    {"family", "Family", "address family: inet or inet6", VALUE_TEXT, IN_JSON, .get = get_family},
    {"type", "Type", "socket type: stream or dgram", VALUE_TEXT, IN_JSON, .get = get_type},
    {"state", "State", "state of the connection", VALUE_TEXT, IN_TABLE | IN_JSON,
     .have = HAVE_STATE, .get = get_state},
    {"recv_q", "Recv-Q",
     "bytes received and not yet read; for LISTEN, connections that wait to be accepted",
     VALUE_UNSIGNED, IN_TABLE | IN_JSON, .have = HAVE_RECV_Q, PLAIN(recv_q)},
    {"send_q", "Send-Q",
     "bytes sent and not yet acknowledged; for LISTEN, how many connections may wait",
     VALUE_UNSIGNED, IN_TABLE | IN_JSON, .have = HAVE_SEND_Q, PLAIN(send_q)},
    {"local", "Local Address:Port", "this end: address and port in one field", VALUE_ENDPOINT,
     IN_TABLE, .have = HAVE_LOCAL, .get = get_endpoint, END(local)},
    {"local_address", "Local Address", "address of this end", VALUE_ADDRESS, IN_JSON,
     .have = HAVE_LOCAL, .get = get_address, END(local)},
    {"local_port", "Local Port", "port of this end, 0 for none", VALUE_UNSIGNED, IN_JSON,
     .have = HAVE_LOCAL, .get = get_port, END(local)},
    {"local_service", "Local Service", "name of this end's port in the services database",
     VALUE_TEXT, IN_JSON, .have = HAVE_LOCAL, .get = get_service, END(local)},
    {"peer", "Peer Address:Port", "other end: address and port in one field", VALUE_ENDPOINT,
     IN_TABLE, .have = HAVE_PEER, .get = get_endpoint, END(peer)},
    {"peer_address", "Peer Address", "address of the other end", VALUE_ADDRESS, IN_JSON,
     .have = HAVE_PEER, .get = get_address, END(peer)},
    {"peer_port", "Peer Port", "port of the other end, 0 for none", VALUE_UNSIGNED, IN_JSON,
     .have = HAVE_PEER, .get = get_port, END(peer)},
    {"peer_service", "Peer Service", "name of the other end's port in the services database",
     VALUE_TEXT, IN_JSON, .have = HAVE_PEER, .get = get_service, END(peer)},
    {"interface", "Interface", "network device that the socket is bound to", VALUE_TEXT,
     IN_JSON | IN_EXTENDED, .have = HAVE_INTERFACE, .get = get_interface},
    {"uid", "UID", "number of the user who made the socket", VALUE_UNSIGNED, IN_JSON | IN_EXTENDED,
     .have = HAVE_UID, PLAIN(uid)},
    {"user", "User", "name of the user who made the socket", VALUE_TEXT, IN_JSON | IN_EXTENDED,
     .have = HAVE_UID, .get = get_user},
    {"inode", "Inode", "number of the socket's file, as in /proc/PID/fd", VALUE_UNSIGNED,
     IN_JSON | IN_EXTENDED, .have = HAVE_INODE, PLAIN(inode)},
    {"cookie", "Cookie", "the kernel's own number of the socket, never used again, hexadecimal",
     VALUE_HEX, IN_JSON | IN_EXTENDED, .have = HAVE_COOKIE, PLAIN(cookie)},
    {"mark", "Mark", "firewall mark; the kernel tells it only with CAP_NET_ADMIN", VALUE_UNSIGNED,
     IN_JSON | IN_EXTENDED, .have = HAVE_MARK, PLAIN(mark)},
    {"v6only", "V6only", "whether an IPv6 socket refuses IPv4", VALUE_FLAG, IN_EXTENDED,
     .have = HAVE_V6ONLY, PLAIN(v6only)},
    {"netns", "Netns", "network namespace: its name in /run/netns, or its inode", VALUE_TEXT,
     IN_JSON, .have = HAVE_NETNS, .get = get_netns},
    {"processes", "Process", "who holds the socket: name, process id and descriptor",
     VALUE_PROCESSES, IN_PROCESSES, NEED_OWNERS, .get = get_processes},
    {"timer", "Timer", "timer that runs: off, on (retransmission), keepalive, timewait, persist",
     VALUE_TEXT, IN_TIMERS, .have = HAVE_TIMER, .get = get_timer},
    {"timer_expires_ms", "Timer-Expires", "milliseconds until the timer expires", VALUE_UNSIGNED,
     IN_TIMERS, .have = HAVE_TIMER_DETAIL, PLAIN(timer_expires_ms)},
    {"timer_retrans", "Timer-Retrans", "how often it has expired: retransmissions or probes",
     VALUE_UNSIGNED, IN_TIMERS, .have = HAVE_TIMER_DETAIL, PLAIN(timer_retrans)},
};
const size_t columns_count = sizeof(columns) / sizeof(columns[0]);

const struct column *column_find(struct slice name)
{
    for (size_t i = 0; i < columns_count; i++) {
        if (slice_equals(name, columns[i].name))
            return &columns[i];
    }
    return NULL;
}
