/* SPDX-License-Identifier: MIT */
#include "column/groups.h"

#include "column/ends.h"
#include "column/words.h"
#include "family/family.h"
#include "lookup/users.h"
#include "util/clock.h"

static bool get_netid(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column, (void)lookups;
    value->text = slice_of(sock->kind->netid);
    return true;
}

static bool get_family(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    const struct address_family *address = family_address(sock);
    value->text = slice_of(address == NULL ? "" : address->name);
    return address != NULL;
}

static bool get_type(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    return column_put_word(column, sock->type - 1u, value);
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

static bool get_interface(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column;
    if (sock->interface == 0)
        return false;
    value->text = interfaces_find(&lookups->interfaces, sock->netns, sock->interface);
    return value->text.length > 0;
}

static bool get_user(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column;
    if (sock_is_recorded(sock))
        return false;
    value->text = users_find(&lookups->states, sock->uid);
    return value->text.length > 0;
}

static bool get_netns(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column;
    value->text = namespaces_find(&lookups->namespaces, sock->netns);
    return value->text.length > 0;
}

/* A socket without an inode has no file, so its list of owners is known to be empty. When a socket
 * has an inode but the scan found no owner, the owners are unknown: the scan may not have been
 * permitted to see them. */
static bool get_processes(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column;
    value->processes.of_many = false;
    value->processes.merged = lookups->processes_merged;
    value->processes.with_descriptor = lookups->processes_with_descriptor;
    value->processes.with_thread = lookups->owners.with_threads;
    value->processes.with_context = lookups->owners.with_contexts;
    value->processes.items = columns_find_owners(sock, lookups, &value->processes.count);
    return value->processes.count > 0 || columns_have_no_owner(sock);
}

static bool get_timer(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)lookups;
    return column_put_word(column, sock->timer, value);
}

static bool get_shutdown(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)lookups;
    return column_put_word(column, sock->shutdown, value);
}

static bool get_cgroup(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column;
    if (sock_is_recorded(sock))
        return false;
    value->text = cgroups_find(&lookups->cgroups, sock->cgroup);
    return value->text.length > 0;
}

static bool get_time(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column;
    if (sock->have & HAVE_TIME) {
        strbuf_clear(&lookups->scratch);
        clock_put_time(&lookups->scratch, sock->time, TIME_DIGITS);
        value->text = strbuf_slice(&lookups->scratch);
        return true;
    }
    value->text = slice_of(lookups->time == NULL ? "" : lookups->time);
    return value->text.length > 0;
}

/* Values that are always known: when a socket has none, it is known to have none. */
static bool is_always_told(const struct column *column, const struct sock *sock,
                           struct lookups *lookups)
{
    (void)column, (void)sock, (void)lookups;
    return true;
}

static bool has_no_service(const struct column *column, const struct sock *sock,
                           struct lookups *lookups)
{
    (void)column, (void)sock;
    return !lookups->services.failed;
}

static bool has_no_interface(const struct column *column, const struct sock *sock,
                             struct lookups *lookups)
{
    (void)column, (void)lookups;
    return sock->interface == 0;
}

static bool has_no_user_name(const struct column *column, const struct sock *sock,
                             struct lookups *lookups)
{
    (void)column, (void)sock;
    return !users_failed(&lookups->states);
}

#define END(field) .offset = offsetof(struct sock, field)

static const struct column rows[] = {
    {"netid", "Netid", "kind of socket, as ss calls it: tcp, udp, u_str and so on", VALUE_TEXT,
     IN_TABLE | IN_JSON, .get = get_netid, .example = "tcp"},
    {"family", "Family", "address family: inet, inet6, unix, packet and so on", VALUE_TEXT, IN_JSON,
     .get = get_family, .word = column_family_word, .example = "inet"},
    {"type", "Type", "socket type: stream, dgram, seqpacket, raw and so on", VALUE_TEXT, IN_JSON,
     .get = get_type, .word = column_type_word, .example = "stream",
     .null_when = "/proc/net does not tell it"},
    {"state", "State", "state of the connection", VALUE_TEXT, IN_TABLE | IN_JSON,
     .have = HAVE_STATE, .get = get_state, .stream_width = 11, .example = "LISTEN"},
    {"recv_q", "Recv-Q",
     "bytes received and not yet read; for LISTEN, connections waiting to be accepted",
     VALUE_UNSIGNED, IN_TABLE | IN_JSON, .have = HAVE_RECV_Q, COLUMN_NUMBER(recv_q),
     .example = "0"},
    {"send_q", "Send-Q",
     "bytes sent and not yet acknowledged; for LISTEN, the limit on waiting connections",
     VALUE_UNSIGNED, IN_TABLE | IN_JSON, .have = HAVE_SEND_Q, COLUMN_NUMBER(send_q),
     .example = "511"},
    {"local", "Local Address:Port", "local address and port in one field", VALUE_ENDPOINT, IN_TABLE,
     NEED_HOSTS | NEED_SERVICES, .have = HAVE_LOCAL, .get = column_get_endpoint, END(local),
     .stream_width = 24},
    {"local_address", "Local Address", "local address", VALUE_ADDRESS, IN_JSON, .have = HAVE_LOCAL,
     .get = column_get_address, END(local), .null_when = "the end has no address"},
    {"local_host", "Local Host", "host name of the local address, looked up only with -r",
     VALUE_TEXT, IN_HOSTS, NEED_HOSTS, .have = HAVE_LOCAL, .get = column_get_host, END(local),
     .example = "www.example.com",
     .null_when = "the address has no name, or none came in time; -r is not given"},
    {"local_port", "Local Port", "local port, 0 for none", VALUE_UNSIGNED, IN_JSON,
     .have = HAVE_LOCAL, .get = column_get_port, .is_absent = is_always_told, END(local),
     .example = "443", .null_when = "the socket has no ports"},
    {"local_service", "Local Service", "name of the local port in the services database",
     VALUE_TEXT, IN_SERVICES, NEED_SERVICES, .have = HAVE_LOCAL, .get = column_get_service,
     .is_absent = has_no_service, END(local), .example = "https",
     .null_when = "the port has no name"},
    {"peer", "Peer Address:Port", "peer address and port in one field", VALUE_ENDPOINT, IN_TABLE,
     NEED_HOSTS | NEED_SERVICES, .have = HAVE_PEER, .get = column_get_endpoint, END(peer),
     .stream_width = 24},
    {"peer_address", "Peer Address", "peer address", VALUE_ADDRESS, IN_JSON, .have = HAVE_PEER,
     .get = column_get_address, END(peer), .null_when = "the end has no address"},
    {"peer_host", "Peer Host", "host name of the peer address, looked up only with -r", VALUE_TEXT,
     IN_HOSTS, NEED_HOSTS, .have = HAVE_PEER, .get = column_get_host, END(peer),
     .example = "client.example.net",
     .null_when = "the address has no name, or none came in time; -r is not given"},
    {"peer_port", "Peer Port", "peer port, 0 for none", VALUE_UNSIGNED, IN_JSON, .have = HAVE_PEER,
     .get = column_get_port, .is_absent = is_always_told, END(peer), .example = "51514",
     .null_when = "the socket has no ports"},
    {"peer_service", "Peer Service", "name of the peer port in the services database", VALUE_TEXT,
     IN_SERVICES, NEED_SERVICES, .have = HAVE_PEER, .get = column_get_service,
     .is_absent = has_no_service, END(peer), .example = "https",
     .null_when = "the port has no name"},
    {"interface", "Interface", "network device that the socket is bound to", VALUE_TEXT,
     IN_JSON | IN_EXTENDED, .have = HAVE_INTERFACE, .get = get_interface,
     .is_absent = has_no_interface, .example = "eth0",
     .null_when = "the socket is bound to no device"},
    {"uid", "UID", "id of the user who created the socket", VALUE_UNSIGNED, IN_JSON | IN_EXTENDED,
     .have = HAVE_UID, COLUMN_NUMBER(uid), .zero_matters = true, .example = "33"},
    {"user", "User", "name of the user who created the socket", VALUE_TEXT, IN_JSON | IN_EXTENDED,
     NEED_USERS, .have = HAVE_UID, .get = get_user, .is_absent = has_no_user_name,
     .example = "www-data", .null_when = "the user has no name"},
    {"inode", "Inode", "inode number of the socket, as in /proc/PID/fd", VALUE_UNSIGNED,
     IN_JSON | IN_EXTENDED, .have = HAVE_INODE, COLUMN_NUMBER(inode), .example = "48213"},
    {"cookie", "Cookie",
     "number that identifies the socket in the kernel and is never reused, hexadecimal", VALUE_HEX,
     IN_JSON | IN_EXTENDED, .have = HAVE_COOKIE, COLUMN_NUMBER(cookie)},
    {"mark", "Mark", "firewall mark; the kernel reports it only with CAP_NET_ADMIN", VALUE_UNSIGNED,
     IN_JSON | IN_EXTENDED, .have = HAVE_MARK, COLUMN_NUMBER(mark)},
    {"v6only", "V6only", "whether an IPv6 socket refuses IPv4", VALUE_FLAG, IN_EXTENDED,
     .have = HAVE_V6ONLY, COLUMN_NUMBER(v6only)},
    {"shutdown", "Shutdown", "directions that are shut down: none, receive, send, both", VALUE_TEXT,
     IN_EXTENDED, NEED_SHUTDOWN, .have = HAVE_SHUTDOWN, .get = get_shutdown,
     .word = column_shutdown_word, .nothing = "none", .example = "none"},
    {"cgroup", "Cgroup", "path of the control group that the socket was created in", VALUE_TEXT,
     IN_JSON | IN_EXTENDED | IN_CGROUP, .have = HAVE_CGROUP, .get = get_cgroup,
     .example = "/system.slice/nginx.service",
     .null_when = "no cgroup2 file system can be reached"},
    {"cgroup_id", "Cgroup-ID",
     "id of the control group that the socket was created in, hexadecimal", VALUE_HEX, IN_CGROUP,
     .have = HAVE_CGROUP, COLUMN_NUMBER(cgroup)},
    {"tos", "TOS", "type of service of packets sent over IPv4", VALUE_UNSIGNED, IN_TOS, NEED_TOS,
     .have = HAVE_TOS, COLUMN_NUMBER(tos)},
    {"tclass", "Tclass", "traffic class of packets sent over IPv6", VALUE_UNSIGNED, IN_TOS,
     NEED_TOS, .have = HAVE_TCLASS, COLUMN_NUMBER(tclass)},
    {"priority", "Priority",
     "class that the net_cls control group gives to packets, or the socket's priority without one",
     VALUE_UNSIGNED, IN_TOS, NEED_TOS, .have = HAVE_PRIORITY, COLUMN_NUMBER(priority),
     .example = "0"},
    {"netns", "Netns",
     "network namespace: its name in /run/netns; its inode if it has no name or one of digits only",
     VALUE_TEXT, IN_JSON | IN_NAMESPACES, .have = HAVE_NETNS, .get = get_netns,
     .example = "4026531840"},
    {"processes", "Process", "processes that hold the socket: name, process id and descriptor",
     VALUE_PROCESSES, IN_PROCESSES, NEED_OWNERS | NEED_HOLDERS, .get = get_processes,
     .reason = column_owner_reason, .stream_width = 24},
    {"timer", "Timer", "running timer: off, on (retransmission), keepalive, timewait, persist",
     VALUE_TEXT, IN_TIMERS, .have = HAVE_TIMER, .get = get_timer, .word = column_timer_word,
     .nothing = "off", .example = "keepalive"},
    {"timer_expires_ms", "Timer-Expires", "milliseconds until the running timer expires",
     VALUE_UNSIGNED, IN_TIMERS, .have = HAVE_TIMER_DETAIL, COLUMN_NUMBER(timer_expires_ms)},
    {"timer_retrans", "Timer-Retrans",
     "retransmissions or probes that the running timer has sent without an answer", VALUE_UNSIGNED,
     IN_TIMERS, .have = HAVE_TIMER_DETAIL, COLUMN_NUMBER(timer_retrans)},
    {"time", "Time",
     "when the listing began, or with -E when the socket was destroyed; UTC, format of RFC 3339",
     VALUE_TEXT, IN_TIME, .needs = NEED_TIME, .get = get_time,
     .example = "2026-01-02T03:04:05.678Z"},
};
const struct column_group columns_base = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
