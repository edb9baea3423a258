/* SPDX-License-Identifier: MIT */
#include "family/inet.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "family/target.h"
#include "need.h"

/* Numbers of net/tcp_states.h that no uapi header has. TCP_NEW_SYN_RECV is a second kind of
 * SYN_RECV. TCP_BOUND_INACTIVE is a bound socket that neither listens nor connects; Linux reports
 * it since 6.8 when it is requested. */
enum { TCP_NEW_SYN_RECV = 12, TCP_BOUND_INACTIVE = 13 };

void inet_set_state(const struct family *family, struct sock *sock, unsigned number)
{
    if (number == TCP_NEW_SYN_RECV)
        number = STATE_SYN_RECV;
    if (number == TCP_BOUND_INACTIVE)
        number = STATE_CLOSE;
    family_set_state(family, sock, number);
}

void inet_set_owner(struct sock *sock, uint32_t inode, uint32_t uid)
{
    family_set_inode(sock, inode);
    sock->uid = uid;
    if (inode != 0 || uid != 0)
        sock->have |= HAVE_UID;
}

/* The requested states as bits by the numbers of the kernel. */
static uint32_t kernel_states(const struct family *family, uint32_t states)
{
    uint32_t kernel = family_kernel_states(family, states);
    if (states & state_bit(STATE_SYN_RECV))
        kernel |= UINT32_C(1) << TCP_NEW_SYN_RECV;
    if (states & state_bit(STATE_CLOSE))
        kernel |= UINT32_C(1) << TCP_BOUND_INACTIVE;
    return kernel;
}

/* Requests only the extensions that cost the kernel work or bytes. It sends the others without a
 * request. */
static uint8_t extensions(unsigned needs)
{
    static const struct {
        enum need need;
        int extension;
    } rows[] = {
        {NEED_INFO, INET_DIAG_INFO},         {NEED_MEMORY, INET_DIAG_SKMEMINFO},
        {NEED_INFO, INET_DIAG_CONG},         {NEED_INFO, INET_DIAG_VEGASINFO},
        {NEED_TOS, INET_DIAG_TOS},           {NEED_TOS, INET_DIAG_TCLASS},
        {NEED_SHUTDOWN, INET_DIAG_SHUTDOWN},
    };
    uint8_t bits = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (needs & rows[i].need)
            bits |= (uint8_t)(1 << (rows[i].extension - 1));
    }
    return bits;
}

/* Appends an attribute after the first `at` bytes of the body. Returns the new length; 0 when there
 * is no room or when `at` is 0. */
static size_t put_attribute(char *body, size_t size, size_t at, uint16_t type, const void *data,
                            size_t length)
{
    struct nlattr header = {.nla_len = (uint16_t)(sizeof(header) + length), .nla_type = type};
    size_t whole = (sizeof(header) + length + NLA_ALIGNTO - 1) / NLA_ALIGNTO * NLA_ALIGNTO;
    if (at == 0 || length > UINT16_MAX - sizeof(header) || size - at < whole)
        return 0;
    memcpy(body + at, &header, sizeof(header));
    memcpy(body + at + sizeof(header), data, length);
    return at + whole;
}

static size_t put_program(const struct request *request, char *body, size_t size, size_t at)
{
    if (request->program.length == 0)
        return at;
    return put_attribute(body, size, at, INET_DIAG_REQ_BYTECODE, request->program.data,
                         request->program.length);
}

/* The message type states the protocol, so the request has no field for it. */
static size_t request_whole(const struct family *family, const struct request *request, void *body,
                            size_t size)
{
    struct inet_diag_req message = {
        .idiag_family = AF_UNSPEC,
        .idiag_ext = extensions(request->needs),
        .idiag_states = kernel_states(family, request->states & family->states),
    };
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    return put_program(request, body, size, sizeof(message));
}

/* The field of the request has 8 bits. A larger protocol number goes into an attribute. A kernel
 * before Linux 5.9 does not know the attribute; it finds protocol 0 and has no handler for that. */
size_t inet_request(const struct family *family, const struct socket_table *table,
                    const struct request *request, void *body, size_t size)
{
    if (table == family->whole)
        return request_whole(family, request, body, size);
    uint32_t protocol = table->number;
    bool is_wide = protocol > UINT8_MAX;
    struct inet_diag_req_v2 message = {
        .sdiag_family = (uint8_t)table->address_family->number,
        .sdiag_protocol = is_wide ? 0 : (uint8_t)protocol,
        .idiag_ext = extensions(request->needs),
        .idiag_states = kernel_states(family, request->states & family->states),
    };
    size_t length = sizeof(message);
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    if (is_wide)
        length =
            put_attribute(body, size, length, INET_DIAG_REQ_PROTOCOL, &protocol, sizeof(protocol));
    return put_program(request, body, size, length);
}

size_t inet_request_one(const struct sock *sock, unsigned needs, void *body, size_t size)
{
    bool known = sock->have & HAVE_COOKIE;
    struct inet_diag_req_v2 message = {
        .sdiag_family = sock->family,
        .sdiag_protocol = (uint8_t)sock->from->tables[0].number,
        .idiag_ext = extensions(needs),
        .id =
            {
                .idiag_sport = htons((uint16_t)sock->local.port),
                .idiag_dport = htons((uint16_t)sock->peer.port),
                .idiag_if = sock->interface,
                .idiag_cookie = {known ? (uint32_t)sock->cookie : INET_DIAG_NOCOOKIE,
                                 known ? (uint32_t)(sock->cookie >> 32) : INET_DIAG_NOCOOKIE},
            },
    };
    if (size < sizeof(message))
        return 0;
    size_t length = sock->family == AF_INET6 ? 16 : 4;
    memcpy(message.id.idiag_src, sock->local.address, length);
    memcpy(message.id.idiag_dst, sock->peer.address, length);
    memcpy(body, &message, sizeof(message));
    return sizeof(message);
}

/* Only a link-local address needs an interface to be complete (RFC 4007). */
static bool is_link_local(const uint8_t address[16])
{
    return address[0] == 0xfe && (address[1] & 0xc0) == 0x80;
}

static void set_endpoint(struct endpoint *endpoint, const struct sock *sock, const void *address,
                         uint16_t port, uint32_t interface)
{
    memcpy(endpoint->address, address, sock->family == AF_INET6 ? 16 : 4);
    endpoint->port = ntohs(port);
    if (sock->family == AF_INET6 && is_link_local(endpoint->address))
        endpoint->scope = interface;
}

static void set_timer(struct sock *sock, const struct inet_diag_msg *message)
{
    sock->timer = message->idiag_timer;
    sock->have |= HAVE_TIMER;
    if (message->idiag_timer == TIMER_OFF)
        return;
    sock->timer_expires_ms = message->idiag_expires;
    sock->timer_retrans = message->idiag_retrans;
    sock->have |= HAVE_TIMER_DETAIL;
}

static void set_info(struct sock *sock, const struct attribute *attribute)
{
    sock_set_fact(sock, sock->from->info, attribute->data, attribute->length);
}

static const struct target targets[] = {
    [INET_DIAG_INFO] = TARGET_FUNCTION(set_info),
    [INET_DIAG_MARK] = TARGET_NUMBER(mark, HAVE_MARK),
    [INET_DIAG_SKV6ONLY] = TARGET_NUMBER(v6only, HAVE_V6ONLY),
    [INET_DIAG_SHUTDOWN] = TARGET_NUMBER(shutdown, HAVE_SHUTDOWN),
    [INET_DIAG_TOS] = TARGET_NUMBER(tos, HAVE_TOS),
    [INET_DIAG_TCLASS] = TARGET_NUMBER(tclass, HAVE_TCLASS),
    [INET_DIAG_CLASS_ID] = TARGET_NUMBER(priority, HAVE_PRIORITY),
    [INET_DIAG_CGROUP_ID] = TARGET_NUMBER(cgroup, HAVE_CGROUP),
    [INET_DIAG_SKMEMINFO] = TARGET_FACT(FACT_MEMORY),
    [INET_DIAG_CONG] = TARGET_FACT(FACT_CONGESTION),
    [INET_DIAG_VEGASINFO] = TARGET_FACT(FACT_VEGAS),
    [INET_DIAG_DCTCPINFO] = TARGET_FACT(FACT_DCTCP),
    [INET_DIAG_BBRINFO] = TARGET_FACT(FACT_BBR),
    [INET_DIAG_MD5SIG] = TARGET_FACT(FACT_MD5),
    [INET_DIAG_ULP_INFO] = TARGET_FACT(FACT_ULP),
    [INET_DIAG_SOCKOPT] = TARGET_FACT(FACT_SOCKOPT),
    [INET_DIAG_LOCALS] = TARGET_FACT(FACT_LOCALS),
    [INET_DIAG_PEERS] = TARGET_FACT(FACT_PEERS),
};

static bool has_family(const struct socket_table *table, uint8_t family)
{
    if (table->address_family->number == AF_UNSPEC)
        return family == AF_INET || family == AF_INET6;
    return family == table->address_family->number;
}

enum parse_result inet_parse_diag(const struct family *family, const struct socket_table *table,
                                  const void *body, size_t length, struct sock *sock)
{
    struct inet_diag_msg message;
    if (length < sizeof(message))
        return PARSE_BAD;
    memcpy(&message, body, sizeof(message));
    if (!has_family(table, message.idiag_family))
        return PARSE_BAD;
    family_start(family, table, &family->kinds[0], sock);
    sock->family = message.idiag_family;
    inet_set_state(family, sock, message.idiag_state);
    inet_set_owner(sock, message.idiag_inode, message.idiag_uid);
    sock->recv_q = message.idiag_rqueue;
    sock->send_q = message.idiag_wqueue;
    sock->interface = message.id.idiag_if;
    family_set_cookie(sock, message.id.idiag_cookie);
    set_endpoint(&sock->local, sock, message.id.idiag_src, message.id.idiag_sport,
                 message.id.idiag_if);
    set_endpoint(&sock->peer, sock, message.id.idiag_dst, message.id.idiag_dport,
                 message.id.idiag_if);
    set_timer(sock, &message);
    sock->have |= HAVE_RECV_Q | HAVE_SEND_Q | HAVE_LOCAL | HAVE_PEER | HAVE_INTERFACE;
    targets_read(targets, sizeof(targets) / sizeof(targets[0]),
                 attributes_after(body, length, sizeof(message)), sock);
    return PARSE_OK;
}
