/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/fields.h"
#include "family/local.h"
#include "family/target.h"
#include "lookup/commands.h"
#include "need.h"
#include "owners/holder.h"
#include "util/number.h"

static const struct kind kinds[] = {{"netlink", "nl", NULL, SOCK_RAW}};

/* The names are those of ss (NETLINK_*, linux/netlink.h). */
static const char *protocol_name(uint16_t protocol)
{
    static const char *const names[] = {
        [NETLINK_ROUTE] = "rtnl",
        [NETLINK_UNUSED] = "unused",
        [NETLINK_USERSOCK] = "usersock",
        [NETLINK_FIREWALL] = "fw",
        [NETLINK_SOCK_DIAG] = "tcpdiag",
        [NETLINK_NFLOG] = "nflog",
        [NETLINK_XFRM] = "xfrm",
        [NETLINK_SELINUX] = "selinux",
        [NETLINK_ISCSI] = "iscsi",
        [NETLINK_AUDIT] = "audit",
        [NETLINK_FIB_LOOKUP] = "fiblookup",
        [NETLINK_CONNECTOR] = "connector",
        [NETLINK_NETFILTER] = "nft",
        [NETLINK_IP6_FW] = "ip6fw",
        [NETLINK_DNRTMSG] = "dec-rt",
        [NETLINK_KOBJECT_UEVENT] = "uevent",
        [NETLINK_GENERIC] = "genl",
        [NETLINK_SCSITRANSPORT] = "scsi-trans",
        [NETLINK_ECRYPTFS] = "ecryptfs",
        [NETLINK_RDMA] = "rdma",
        [NETLINK_CRYPTO] = "crypto",
        [NETLINK_SMC] = "smc",
    };
    return protocol < sizeof(names) / sizeof(names[0]) ? names[protocol] : NULL;
}

static size_t request_netlink(const struct family *family, const struct socket_table *table,
                              const struct request *request, void *body, size_t size)
{
    (void)family, (void)request;
    struct netlink_diag_req message = {
        .sdiag_family = (uint8_t)table->address_family->number,
        .sdiag_protocol = (uint8_t)table->number,
        .ndiag_show = NDIAG_SHOW_MEMINFO | NDIAG_SHOW_GROUPS | NDIAG_SHOW_FLAGS,
    };
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    return sizeof(message);
}

/* The state is UNCONN even with a destination, as in ss, because any socket may still send to
 * it. */
static void start(const struct family *family, const struct socket_table *table, uint8_t type,
                  uint8_t protocol, struct sock *sock)
{
    family_start(family, table, &kinds[0], sock);
    sock->type = type;
    sock->state = STATE_UNCONN;
    sock->protocol = protocol;
    sock->have |= HAVE_STATE | HAVE_PROTOCOL | HAVE_LOCAL;
}

/* The scope of the peer holds the group of the destination. The first byte of its address holds
 * whether there is a destination. */
static void set_peer(struct sock *sock, const struct netlink_diag_msg *message)
{
    sock->peer.address[0] = message->ndiag_state == NETLINK_CONNECTED;
    sock->peer.scope = message->ndiag_dst_group;
    sock->peer.port = message->ndiag_dst_portid;
    sock->have |= HAVE_PEER;
}

/* The kernel sends no attribute for a socket that never joined a group, so it starts with no
 * groups. */
static void start_groups(struct sock *sock)
{
    sock_set_fact(sock, FACT_GROUPS, "", 0);
    sock->have |= HAVE_GROUPS;
}

static void set_groups(struct sock *sock, const struct attribute *attribute)
{
    unsigned long first;
    sock_set_fact(sock, FACT_GROUPS, attribute->data, attribute->length);
    if (attribute_read(attribute, &first, sizeof(first)))
        sock->groups = (uint32_t)first;
    else
        sock->have &= ~HAVE_GROUPS;
}

static const struct target targets[] = {
    [NETLINK_DIAG_MEMINFO] = TARGET_FUNCTION(local_set_memory),
    [NETLINK_DIAG_GROUPS] = TARGET_FUNCTION(set_groups),
    [NETLINK_DIAG_FLAGS] = TARGET_FACT(FACT_FLAGS),
};

/* Sockets of the kernel have port id 0 and join no groups. A program's socket that is not yet bound
 * also has port id 0; if it has joined a group, it can be told from those of the kernel. */
static bool is_kernels(const struct sock *sock)
{
    return sock->local.port == 0 && sock->groups == 0 && sock_fact(sock, FACT_GROUPS).length == 0;
}

static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    struct netlink_diag_msg message;
    if (length < sizeof(message))
        return PARSE_BAD;
    memcpy(&message, body, sizeof(message));
    if (message.ndiag_family != AF_NETLINK)
        return PARSE_BAD;
    start(family, table, message.ndiag_type, message.ndiag_protocol, sock);
    sock->local.port = message.ndiag_portid;
    set_peer(sock, &message);
    family_set_inode(sock, message.ndiag_ino);
    family_set_cookie(sock, message.ndiag_cookie);
    start_groups(sock);
    targets_read(targets, sizeof(targets) / sizeof(targets[0]),
                 attributes_after(body, length, sizeof(message)), sock);
    sock->of_kernel = is_kernels(sock);
    return PARSE_OK;
}

enum field {
    FIELD_SOCK, /* an address in the kernel, which it hides */
    FIELD_PROTOCOL,
    FIELD_PORT_ID,
    FIELD_GROUPS, /* the first 32 groups */
    FIELD_RECEIVE_MEMORY,
    FIELD_SEND_MEMORY,
    FIELD_DUMP,
    FIELD_LOCKS,
    FIELD_DROPS,
    FIELD_INODE,
    FIELD_COUNT
};

static enum parse_result parse_proc(const struct family *family, const struct socket_table *table,
                                    const char *line, size_t length, struct sock *sock)
{
    struct slice rest = {line, length}, fields[FIELD_COUNT];
    uint32_t protocol, port, groups, receive, send, drops, inode;
    if (!fields_take(&rest, fields, FIELD_COUNT))
        return PARSE_BAD;
    if (slice_equals(fields[FIELD_SOCK], "sk"))
        return PARSE_SKIP;
    if (!fields_decimal(fields[FIELD_PROTOCOL], UINT8_MAX, &protocol) ||
        !fields_decimal(fields[FIELD_PORT_ID], UINT32_MAX, &port) ||
        !fields_hex(fields[FIELD_GROUPS], UINT32_MAX, &groups) ||
        !fields_decimal(fields[FIELD_RECEIVE_MEMORY], UINT32_MAX, &receive) ||
        !fields_decimal(fields[FIELD_SEND_MEMORY], UINT32_MAX, &send) ||
        !fields_decimal(fields[FIELD_DROPS], UINT32_MAX, &drops) ||
        !fields_decimal(fields[FIELD_INODE], UINT32_MAX, &inode))
        return PARSE_BAD;
    start(family, table, 0, (uint8_t)protocol, sock);
    family_set_inode(sock, inode);
    sock->local.port = port;
    sock->groups = groups;
    sock->recv_q = receive;
    sock->send_q = send;
    sock->drops = drops;
    sock->have |= HAVE_GROUPS | HAVE_RECV_Q | HAVE_SEND_Q | HAVE_DROPS;
    sock->of_kernel = is_kernels(sock);
    return PARSE_OK;
}

static struct slice number_text(struct strbuf *scratch, uint32_t number)
{
    strbuf_clear(scratch);
    number_put(scratch, number);
    return strbuf_slice(scratch);
}

/* Most programs use their process id as port id, but any program can use any free number. So a
 * process is named only if it holds the socket. */
static struct slice owner_text(const struct sock *sock, struct lookups *lookups)
{
    uint32_t port = sock->local.port;
    if (lookups->numeric)
        return slice_of(port == 0 ? "0" : "");
    if (port == 0)
        return slice_of(sock->of_kernel ? "kernel" : "");
    if (!(sock->have & HAVE_INODE))
        return (struct slice){0};
    if (!process_holds_socket("/proc", port, sock->inode)) {
        lookup_note_trouble(&lookups->states, errno);
        return (struct slice){0};
    }
    return commands_find(&lookups->states, port);
}

static void fill_peer(const struct endpoint *end, struct lookups *lookups, struct value *value)
{
    if (end->address[0] == 0) {
        value->endpoint.port_kind = PORT_NONE;
        return;
    }
    value->endpoint.address.text = number_text(&lookups->scratch, end->scope);
    if (end->port == 0)
        value->endpoint.label = slice_of("0");
}

static bool endpoint(const struct sock *sock, const struct endpoint *end, unsigned wanted,
                     struct lookups *lookups, struct value *value)
{
    bool numeric = wanted & PART_NAMES && lookups->numeric;
    const char *name = numeric ? NULL : protocol_name(sock->protocol);
    value->endpoint.address.kind = ADDRESS_TEXT;
    value->endpoint.port_kind = PORT_NUMBER;
    value->endpoint.port = end->port;
    if (end != &sock->local) {
        fill_peer(end, lookups, value);
        return true;
    }
    value->endpoint.address.text =
        name != NULL ? slice_of(name) : number_text(&lookups->scratch, sock->protocol);
    if (wanted & PART_NAMES)
        value->endpoint.label = owner_text(sock, lookups);
    return true;
}

static bool protocol(const struct sock *sock, struct lookups *lookups, struct value *value)
{
    return local_protocol(protocol_name(sock->protocol), sock, lookups, value);
}

/* The kernel chooses a negative number when the process id is already in use (netlink_autobind). */
static bool is_autobound(const struct sock *sock, struct lookups *lookups)
{
    (void)lookups;
    return sock->local.port > INT32_MAX;
}

static const struct address_family address = {
    .number = AF_NETLINK,
    .name = "netlink",
    .word = "netlink",
    .help = "netlink sockets",
    .files_lack = HAVE_SHUTDOWN,
    .is_autobound = is_autobound,
};

static const struct socket_table tables[] = {{&address, "netlink", NDIAG_PROTO_ALL}};

const struct family family_netlink = {
    .name = "netlink",
    .help = "netlink sockets",
    .kinds = kinds,
    .kind_count = sizeof(kinds) / sizeof(kinds[0]),
    .states = 1u << STATE_UNCONN,
    .shown_by_default = 1u << STATE_UNCONN,
    .repeats = true,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = request_netlink,
    .parse_diag = parse_diag,
    .parse_proc = parse_proc,
    .endpoint = endpoint,
    .protocol = protocol,
};
