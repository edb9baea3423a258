/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/inet.h"
#include "lookup/protocols.h"
#include "util/number.h"

/* Raw sockets, and ping sockets, which can send and receive only echo requests. */
enum { KIND_RAW, KIND_ICMP, KIND_ICMP6 };

/* The name of a protocol in the protocols database, or its number. A name of digits would look like
 * another number. */
static struct slice name_protocol(uint16_t number, bool numeric, struct lookups *lookups)
{
    struct slice name = {0};
    uint64_t other;
    if (!numeric && number <= UINT8_MAX)
        name = protocols_find(&lookups->states, (uint8_t)number);
    if (name.length > 0 && !number_parse(name, UINT64_MAX, &other))
        return name;
    strbuf_clear(&lookups->scratch);
    number_put(&lookups->scratch, number);
    return strbuf_slice(&lookups->scratch);
}

static bool protocol(const struct sock *sock, struct lookups *lookups, struct value *value)
{
    value->text = name_protocol(sock->protocol, false, lookups);
    return value->text.length > 0;
}

/* The kernel reports the protocol of a raw socket as its port. For a ping socket the port is the
 * identifier in its messages. */
static bool endpoint(const struct sock *sock, const struct endpoint *end, unsigned parts,
                     struct lookups *lookups, struct value *value)
{
    if (!inet_endpoint(sock, end, parts, lookups, value))
        return false;
    if (sock->kind != &sock->from->kinds[KIND_RAW])
        return true;
    value->endpoint.port_kind = PORT_NONE;
    if (parts & PART_NAMES && end->port != 0)
        value->endpoint.label = name_protocol((uint16_t)end->port, lookups->numeric, lookups);
    return true;
}

/* Each table contains one kind of socket. */
static enum parse_result set_kind(enum parse_result result, const struct socket_table *table,
                                  struct sock *sock)
{
    if (result != PARSE_OK)
        return result;
    size_t kind = table->number == IPPROTO_RAW    ? KIND_RAW
                  : table->number == IPPROTO_ICMP ? KIND_ICMP
                                                  : KIND_ICMP6;
    sock->kind = &sock->from->kinds[kind];
    sock->type = sock->kind->type;
    sock->protocol = kind == KIND_RAW ? (uint16_t)sock->local.port : table->number;
    sock->have |= HAVE_PROTOCOL;
    return PARSE_OK;
}

static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    return set_kind(inet_parse_diag(family, table, body, length, sock), table, sock);
}

static enum parse_result parse_proc(const struct family *family, const struct socket_table *table,
                                    const char *line, size_t length, struct sock *sock)
{
    return set_kind(inet_parse_proc(family, table, line, length, sock), table, sock);
}

static const struct socket_table tables[] = {
    {&address_inet, "raw", IPPROTO_RAW},
    {&address_inet6, "raw6", IPPROTO_RAW},
    {&address_inet, "icmp", IPPROTO_ICMP},
    {&address_inet6, "icmp6", IPPROTO_ICMPV6},
};

static const struct kind kinds[] = {
    [KIND_RAW] = {"raw_ip", "raw", NULL, SOCK_RAW},
    [KIND_ICMP] = {"icmp", "icmp", NULL, SOCK_DGRAM},
    [KIND_ICMP6] = {"icmp6", "icmp6", NULL, SOCK_DGRAM},
};

const struct family family_raw = {
    .name = "raw",
    .help = "raw and ping sockets",
    .kinds = kinds,
    .kind_count = sizeof(kinds) / sizeof(kinds[0]),
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_UNCONN),
    .netlink_only = INET_NETLINK_ONLY,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = inet_request,
    .parse_diag = parse_diag,
    .parse_proc = parse_proc,
    .endpoint = endpoint,
    .protocol = protocol,
};
