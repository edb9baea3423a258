/* SPDX-License-Identifier: MIT */
#include <linux/if_ether.h>
#include <linux/packet_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/fields.h"
#include "family/local.h"
#include "family/target.h"
#include "need.h"
#include "util/number.h"

static const struct kind kinds[] = {
    {"packet_raw", "p_raw", NULL, SOCK_RAW},
    {"packet_dgram", "p_dgr", NULL, SOCK_DGRAM},
};

static uint32_t parts(unsigned needs)
{
    uint32_t show = PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO;
    if (needs & NEED_RINGS)
        show |= PACKET_SHOW_RING_CFG | PACKET_SHOW_FANOUT;
    if (needs & NEED_FILTER)
        show |= PACKET_SHOW_FILTER;
    return show;
}

static size_t request_packet(const struct family *family, const struct socket_table *table,
                             const struct request *request, void *body, size_t size)
{
    (void)family;
    struct packet_diag_req message = {
        .sdiag_family = (uint8_t)table->address_family->number,
        .pdiag_show = parts(request->needs),
    };
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    return sizeof(message);
}

/* The old type SOCK_PACKET (10) counts as dgram, as in ss. */
static void start(const struct family *family, const struct socket_table *table, uint8_t type,
                  uint32_t protocol, struct sock *sock)
{
    family_start(family, table, type == SOCK_RAW ? &kinds[0] : &kinds[1], sock);
    sock->type = type;
    sock->state = STATE_UNCONN;
    sock->protocol = (uint16_t)protocol;
    sock->have |= HAVE_STATE | HAVE_PROTOCOL | HAVE_PEER;
}

static void set_info(struct sock *sock, const struct attribute *attribute)
{
    sock_set_fact(sock, FACT_PACKET, attribute->data, attribute->length);
    if (attribute_read(attribute, &sock->interface, sizeof(sock->interface)))
        sock->have |= HAVE_INTERFACE | HAVE_LOCAL;
}

static const struct target targets[] = {
    [PACKET_DIAG_INFO] = TARGET_FUNCTION(set_info),
    [PACKET_DIAG_RX_RING] = TARGET_FACT(FACT_RX_RING),
    [PACKET_DIAG_TX_RING] = TARGET_FACT(FACT_TX_RING),
    [PACKET_DIAG_FANOUT] = TARGET_FACT(FACT_FANOUT),
    [PACKET_DIAG_UID] = TARGET_NUMBER(uid, HAVE_UID),
    [PACKET_DIAG_MEMINFO] = TARGET_FUNCTION(local_set_memory),
    [PACKET_DIAG_FILTER] = TARGET_FACT(FACT_FILTER),
};

static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    struct packet_diag_msg message;
    if (length < sizeof(message))
        return PARSE_BAD;
    memcpy(&message, body, sizeof(message));
    if (message.pdiag_family != AF_PACKET)
        return PARSE_BAD;
    start(family, table, message.pdiag_type, message.pdiag_num, sock);
    family_set_inode(sock, message.pdiag_ino);
    family_set_cookie(sock, message.pdiag_cookie);
    targets_read(targets, sizeof(targets) / sizeof(targets[0]),
                 attributes_after(body, length, sizeof(message)), sock);
    return PARSE_OK;
}

enum field {
    FIELD_SOCK, /* an address in the kernel, which it hides */
    FIELD_REFERENCES,
    FIELD_TYPE,
    FIELD_PROTOCOL,
    FIELD_INTERFACE,
    FIELD_RUNNING,
    FIELD_RECEIVE_MEMORY,
    FIELD_USER,
    FIELD_INODE,
    FIELD_COUNT
};

static enum parse_result parse_proc(const struct family *family, const struct socket_table *table,
                                    const char *line, size_t length, struct sock *sock)
{
    struct slice rest = {line, length}, fields[FIELD_COUNT];
    uint32_t type, protocol, interface, memory, user, inode;
    if (!fields_take(&rest, fields, FIELD_COUNT))
        return PARSE_BAD;
    if (slice_equals(fields[FIELD_SOCK], "sk"))
        return PARSE_SKIP;
    if (!fields_decimal(fields[FIELD_TYPE], UINT8_MAX, &type) ||
        !fields_hex(fields[FIELD_PROTOCOL], UINT16_MAX, &protocol) ||
        !fields_decimal(fields[FIELD_INTERFACE], INT32_MAX, &interface) ||
        !fields_decimal(fields[FIELD_RECEIVE_MEMORY], UINT32_MAX, &memory) ||
        !fields_decimal(fields[FIELD_USER], UINT32_MAX, &user) ||
        !fields_decimal(fields[FIELD_INODE], UINT32_MAX, &inode))
        return PARSE_BAD;
    start(family, table, (uint8_t)type, protocol, sock);
    family_set_inode(sock, inode);
    sock->interface = interface;
    sock->recv_q = memory;
    sock->uid = user;
    sock->have |= HAVE_LOCAL | HAVE_INTERFACE | HAVE_RECV_Q | HAVE_UID;
    return PARSE_OK;
}

/* Spelled as in ss: `*` for every protocol, a number in brackets for a protocol without a name. */
static struct slice protocol_text(uint16_t protocol, bool numeric, struct strbuf *scratch)
{
    const char *name = numeric ? NULL : packet_protocol_name(protocol);
    if (protocol == ETH_P_ALL)
        return (struct slice){0};
    if (name != NULL)
        return slice_of(name);
    strbuf_clear(scratch);
    strbuf_put_char(scratch, '[');
    number_put(scratch, protocol);
    strbuf_put_char(scratch, ']');
    return strbuf_slice(scratch);
}

static bool endpoint(const struct sock *sock, const struct endpoint *end, unsigned wanted,
                     struct lookups *lookups, struct value *value)
{
    value->endpoint.address.kind = ADDRESS_TEXT;
    value->endpoint.port_kind = PORT_NONE;
    if (end != &sock->local)
        return true;
    bool numeric = wanted & PART_NAMES && lookups->numeric;
    value->endpoint.address.text = protocol_text(sock->protocol, numeric, &lookups->scratch);
    if (sock->interface != 0)
        value->endpoint.label = interfaces_find(&lookups->interfaces, sock->netns, sock->interface);
    return true;
}

static bool protocol(const struct sock *sock, struct lookups *lookups, struct value *value)
{
    return local_protocol(packet_protocol_name(sock->protocol), sock, lookups, value);
}

/* As in ss: the socket was never bound. */
static bool is_autobound(const struct sock *sock, struct lookups *lookups)
{
    (void)lookups;
    return sock->local.port == 0 && sock->protocol == 0;
}

static const struct address_family address = {
    .number = AF_PACKET,
    .name = "packet",
    .word = "link",
    .help = "packet sockets",
    .end_form = END_DEVICE,
    .files_lack = HAVE_SHUTDOWN,
    .is_autobound = is_autobound,
};

static const struct socket_table tables[] = {{&address, "packet", 0}};

const struct family family_packet = {
    .name = "packet",
    .help = "packet sockets",
    .kinds = kinds,
    .kind_count = sizeof(kinds) / sizeof(kinds[0]),
    .states = 1u << STATE_UNCONN,
    .shown_by_default = 1u << STATE_UNCONN,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = request_packet,
    .parse_diag = parse_diag,
    .parse_proc = parse_proc,
    .endpoint = endpoint,
    .protocol = protocol,
};
