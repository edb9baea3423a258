/* SPDX-License-Identifier: MIT */
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "family/attribute.h"
#include "family/families.h"
#include "util/number.h"

static size_t request(const struct family *family, const struct socket_table *table,
                      const struct request *request, void *body, size_t size)
{
    struct tipc_sock_diag_req message = {
        .sdiag_family = (uint8_t)table->address_family->number,
        .tidiag_states = family_kernel_states(family, request->states),
    };
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    return sizeof(message);
}

/* Reads a 32-bit number when the attribute has the type. */
static bool read_number(const struct attribute *attribute, uint16_t type, uint32_t *number)
{
    return attribute->type == type && attribute_read(attribute, number, sizeof(*number));
}

static void set_node(struct endpoint *end, uint32_t node)
{
    memcpy(end->address, &node, sizeof(node));
}

static struct attributes nested(const struct attribute *attribute)
{
    return (struct attributes){attribute->data, attribute->length};
}

/* Reads TIPC_NLA_SOCK_CON, which describes the peer. */
static void read_connection(struct attributes attributes, struct sock *sock)
{
    struct attribute attribute;
    uint32_t node;
    while (attributes_next(&attributes, &attribute)) {
        if (read_number(&attribute, TIPC_NLA_CON_NODE, &node))
            set_node(&sock->peer, node);
        read_number(&attribute, TIPC_NLA_CON_SOCK, &sock->peer.port);
    }
}

/* Reads TIPC_NLA_SOCK_STAT: the number of messages waiting, and of messages dropped. */
static void read_statistics(struct attributes attributes, struct sock *sock)
{
    struct attribute attribute;
    while (attributes_next(&attributes, &attribute)) {
        if (read_number(&attribute, TIPC_NLA_SOCK_STAT_RCVQ, &sock->recv_q))
            sock->have |= HAVE_RECV_Q;
        if (read_number(&attribute, TIPC_NLA_SOCK_STAT_SENDQ, &sock->send_q))
            sock->have |= HAVE_SEND_Q;
        if (read_number(&attribute, TIPC_NLA_SOCK_STAT_DROP, &sock->drops))
            sock->have |= HAVE_DROPS;
    }
}

static void read_attribute(const struct attribute *attribute, struct sock *sock)
{
    uint32_t number;
    if (read_number(attribute, TIPC_NLA_SOCK_ADDR, &number))
        set_node(&sock->local, number);
    if (read_number(attribute, TIPC_NLA_SOCK_REF, &sock->local.port))
        sock->have |= HAVE_LOCAL;
    if (read_number(attribute, TIPC_NLA_SOCK_INO, &number))
        family_set_inode(sock, number);
    if (read_number(attribute, TIPC_NLA_SOCK_UID, &sock->uid))
        sock->have |= HAVE_UID;
    if (attribute->type == TIPC_NLA_SOCK_COOKIE &&
        attribute_read(attribute, &sock->cookie, sizeof(sock->cookie)))
        sock->have |= HAVE_COOKIE;
    if (attribute->type == TIPC_NLA_SOCK_CON)
        read_connection(nested(attribute), sock);
    if (attribute->type == TIPC_NLA_SOCK_STAT)
        read_statistics(nested(attribute), sock);
}

/* The type decides which record to start, and the state depends on the type. So both are read
 * before the rest. */
static bool start(const struct family *family, const struct socket_table *table,
                  struct attributes attributes, struct sock *sock)
{
    struct attribute attribute;
    uint32_t type = 0, state = STATE_UNKNOWN;
    while (attributes_next(&attributes, &attribute)) {
        read_number(&attribute, TIPC_NLA_SOCK_TYPE, &type);
        read_number(&attribute, TIPC_NLA_SOCK_TIPC_STATE, &state);
    }
    const struct kind *kind = type > UINT8_MAX ? NULL : family_find_type(family, (uint8_t)type);
    if (kind == NULL)
        return false;
    family_start(family, table, kind, sock);
    family_set_state(family, sock, state);
    return true;
}

/* For a socket in a state that was not requested, the kernel sends an empty message. */
static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    struct attributes outer = attributes_after(body, length, 0);
    struct attribute whole, attribute;
    if (length == 0)
        return PARSE_SKIP;
    if (!attributes_next(&outer, &whole) || whole.type != TIPC_NLA_SOCK)
        return PARSE_BAD;
    struct attributes attributes = nested(&whole);
    if (!start(family, table, attributes, sock))
        return PARSE_BAD;
    while (attributes_next(&attributes, &attribute))
        read_attribute(&attribute, sock);
    sock->have |= HAVE_PEER; /* the port is 0 when it is not connected */
    sock_set_fact(sock, FACT_TIPC, whole.data, whole.length);
    return PARSE_OK;
}

/* Each end is a node and a port. The peer of an unconnected socket has neither: its port is 0. */
static bool endpoint(const struct sock *sock, const struct endpoint *end, unsigned parts,
                     struct lookups *lookups, struct value *value)
{
    (void)sock, (void)parts;
    uint32_t node;
    value->endpoint.address.kind = ADDRESS_TEXT;
    value->endpoint.port_kind = PORT_NUMBER;
    if (end->port == 0)
        return true;
    memcpy(&node, end->address, sizeof(node));
    strbuf_clear(&lookups->scratch);
    number_put(&lookups->scratch, node);
    value->endpoint.address.text = strbuf_slice(&lookups->scratch);
    value->endpoint.port = end->port;
    return true;
}

static const struct kind kinds[] = {
    {"tipc_stream", "ti_st", NULL, SOCK_STREAM},
    {"tipc_rdm", "ti_rd", NULL, SOCK_RDM},
    {"tipc_seqpacket", "ti_sq", NULL, SOCK_SEQPACKET},
    {"tipc_dgram", "ti_dg", NULL, SOCK_DGRAM},
};

/* TIPC reuses numbers of TCP: TIPC_OPEN is TCP_CLOSE, TIPC_DISCONNECTING is TCP_CLOSE_WAIT,
 * TIPC_CONNECTING is TCP_SYN_SENT (net/tipc/socket.c). */
static const struct address_family address = {
    .number = AF_TIPC,
    .name = "tipc",
    .word = "tipc",
    .help = "TIPC sockets",
};

static const struct socket_table tables[] = {{&address, NULL, 0}};

const struct family family_tipc = {
    .name = "tipc",
    .help = "TIPC sockets",
    .kinds = kinds,
    .kind_count = sizeof(kinds) / sizeof(kinds[0]),
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_SYN_SENT) | (1u << STATE_CLOSE) |
              (1u << STATE_CLOSE_WAIT) | (1u << STATE_LISTEN) | (1u << STATE_UNCONN),
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = request,
    .parse_diag = parse_diag,
    .endpoint = endpoint,
};
