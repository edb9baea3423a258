/* SPDX-License-Identifier: MIT */
#include <linux/xdp_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/target.h"
#include "need.h"
#include "util/number.h"

static size_t request(const struct family *family, const struct socket_table *table,
                      const struct request *request, void *body, size_t size)
{
    (void)family;
    struct xdp_diag_req message = {
        .sdiag_family = (uint8_t)table->address_family->number,
        .xdiag_show = XDP_SHOW_INFO,
    };
    if (request->needs & NEED_RINGS)
        message.xdiag_show |= XDP_SHOW_RING_CFG | XDP_SHOW_UMEM;
    if (request->needs & NEED_MEMORY)
        message.xdiag_show |= XDP_SHOW_MEMINFO;
    if (request->needs & NEED_INFO)
        message.xdiag_show |= XDP_SHOW_STATS;
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    return sizeof(message);
}

static void set_info(struct sock *sock, const struct attribute *attribute)
{
    struct xdp_diag_info info;
    if (!attribute_read(attribute, &info, sizeof(info)))
        return;
    sock->interface = info.ifindex;
    sock->local.port = info.queue_id;
    sock->have |= HAVE_INTERFACE | HAVE_LOCAL;
}

static const struct target targets[] = {
    [XDP_DIAG_INFO] = TARGET_FUNCTION(set_info),
    [XDP_DIAG_UID] = TARGET_NUMBER(uid, HAVE_UID),
    [XDP_DIAG_RX_RING] = TARGET_FACT(FACT_XDP_RX_RING),
    [XDP_DIAG_TX_RING] = TARGET_FACT(FACT_XDP_TX_RING),
    [XDP_DIAG_UMEM] = TARGET_FACT(FACT_UMEM),
    [XDP_DIAG_UMEM_FILL_RING] = TARGET_FACT(FACT_FILL_RING),
    [XDP_DIAG_UMEM_COMPLETION_RING] = TARGET_FACT(FACT_COMPLETION_RING),
    [XDP_DIAG_MEMINFO] = TARGET_FACT(FACT_MEMORY),
    [XDP_DIAG_STATS] = TARGET_FACT(FACT_XDP_STATS),
};

/* XDP sockets have no state and no peer. They count as UNCONN, as in ss. */
static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    struct xdp_diag_msg message;
    if (length < sizeof(message))
        return PARSE_BAD;
    memcpy(&message, body, sizeof(message));
    const struct kind *kind = family_find_type(family, message.xdiag_type);
    if (message.xdiag_family != table->address_family->number || kind == NULL)
        return PARSE_BAD;
    family_start(family, table, kind, sock);
    sock->state = STATE_UNCONN;
    family_set_inode(sock, message.xdiag_ino);
    family_set_cookie(sock, message.xdiag_cookie);
    sock->have |= HAVE_STATE | HAVE_PEER;
    targets_read(targets, sizeof(targets) / sizeof(targets[0]),
                 attributes_after(body, length, sizeof(message)), sock);
    return PARSE_OK;
}

/* The local end is an interface and one of its receive queues, as `lo:q0`. There is no peer. */
static bool endpoint(const struct sock *sock, const struct endpoint *end, unsigned parts,
                     struct lookups *lookups, struct value *value)
{
    (void)parts;
    value->endpoint.address.kind = ADDRESS_TEXT;
    if (end == &sock->peer)
        return true;
    if (sock->interface != 0)
        value->endpoint.address.text =
            interfaces_find(&lookups->interfaces, sock->netns, sock->interface);
    strbuf_clear(&lookups->scratch);
    strbuf_put_char(&lookups->scratch, 'q');
    number_put(&lookups->scratch, end->port);
    value->endpoint.label = strbuf_slice(&lookups->scratch);
    return true;
}

static const struct kind kinds[] = {{"xdp", "xdp", NULL, SOCK_RAW}};

static const struct address_family address = {
    .number = AF_XDP,
    .name = "xdp",
    .word = "xdp",
    .help = "XDP sockets",
};

static const struct socket_table tables[] = {{&address, NULL, 0}};

const struct family family_xdp = {
    .name = "xdp",
    .help = "XDP sockets",
    .kinds = kinds,
    .kind_count = 1,
    .shown_by_default = 1u << STATE_UNCONN,
    .states = 1u << STATE_UNCONN,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = request,
    .parse_diag = parse_diag,
    .endpoint = endpoint,
};
