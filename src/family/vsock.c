/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include <linux/vm_sockets.h>
#include <linux/vm_sockets_diag.h>

#include "family/families.h"
#include "util/number.h"

static size_t request(const struct family *family, const struct socket_table *table,
                      const struct request *request, void *body, size_t size)
{
    struct vsock_diag_req message = {
        .sdiag_family = (uint8_t)table->address_family->number,
        .vdiag_states = family_kernel_states(family, request->states),
    };
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    return sizeof(message);
}

static void set_end(struct endpoint *end, uint32_t cid, uint32_t port)
{
    memcpy(end->address, &cid, sizeof(cid));
    end->port = port;
}

static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    struct vsock_diag_msg message;
    if (length < sizeof(message))
        return PARSE_BAD;
    memcpy(&message, body, sizeof(message));
    const struct kind *kind = family_find_type(family, message.vdiag_type);
    if (message.vdiag_family != table->address_family->number || kind == NULL)
        return PARSE_BAD;
    family_start(family, table, kind, sock);
    family_set_state(family, sock, message.vdiag_state);
    set_end(&sock->local, message.vdiag_src_cid, message.vdiag_src_port);
    set_end(&sock->peer, message.vdiag_dst_cid, message.vdiag_dst_port);
    family_set_inode(sock, message.vdiag_ino);
    family_set_cookie(sock, message.vdiag_cookie);
    sock->shutdown = message.vdiag_shutdown;
    sock->have |= HAVE_LOCAL | HAVE_PEER | HAVE_SHUTDOWN;
    return PARSE_OK;
}

/* A context identifier (CID) names the machine. Both the CID and the port may be "any". */
static bool endpoint(const struct sock *sock, const struct endpoint *end, unsigned parts,
                     struct lookups *lookups, struct value *value)
{
    (void)sock, (void)parts;
    uint32_t cid;
    memcpy(&cid, end->address, sizeof(cid));
    strbuf_clear(&lookups->scratch);
    if (cid != VMADDR_CID_ANY)
        number_put(&lookups->scratch, cid);
    value->endpoint.address.kind = ADDRESS_TEXT;
    value->endpoint.address.text = strbuf_slice(&lookups->scratch);
    if (end->port == VMADDR_PORT_ANY)
        return true;
    value->endpoint.port_kind = PORT_NUMBER;
    value->endpoint.port = end->port;
    if (end->port == 0)
        value->endpoint.label = slice_of("0"); /* port 0 is a real port here */
    return true;
}

static const struct kind kinds[] = {
    {"vsock_stream", "v_str", NULL, SOCK_STREAM},
    {"vsock_dgram", "v_dgr", NULL, SOCK_DGRAM},
    {"vsock_seqpacket", "v_seq", NULL, SOCK_SEQPACKET},
};

/* Ports up to this one need a capability (LAST_RESERVED_PORT in net/vmw_vsock/af_vsock.c). */
enum { LAST_RESERVED_PORT = 1023 };

/* The kernel chooses only from the ports that are not reserved. */
static bool is_autobound(const struct sock *sock, struct lookups *lookups)
{
    (void)lookups;
    return sock->local.port > LAST_RESERVED_PORT;
}

static const struct address_family address = {
    .number = AF_VSOCK,
    .name = "vsock",
    .word = "vsock",
    .help = "sockets between virtual machines and their host",
    .is_autobound = is_autobound,
};

static const struct socket_table tables[] = {{&address, NULL, 0}};

const struct family family_vsock = {
    .name = "vsock",
    .help = "sockets of virtual machines",
    .kinds = kinds,
    .kind_count = sizeof(kinds) / sizeof(kinds[0]),
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_SYN_SENT) | (1u << STATE_CLOSE) |
              (1u << STATE_LISTEN) | (1u << STATE_CLOSING) | (1u << STATE_UNCONN),
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = request,
    .parse_diag = parse_diag,
    .endpoint = endpoint,
};
