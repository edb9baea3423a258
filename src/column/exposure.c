/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "column/groups.h"
#include "util/ipv4_mapped.h"

/* Index of the loopback device, the same in every network namespace (LOOPBACK_IFINDEX in the
 * kernel's net/flow.h). */
enum { LOOPBACK_INDEX = 1 };

/* From where the addresses of a prefix can be reached. An IPv4 prefix is written as the
 * IPv4-mapped one. The first row that fits counts. */
struct reach {
    const char *word;
    unsigned length; /* bits of the prefix */
    uint8_t prefix[16];
};

#define MAPPED(...)                                                                                \
    {                                                                                              \
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, __VA_ARGS__                                      \
    }

static const struct reach reaches[] = {
    {"all", 128, MAPPED(0, 0, 0, 0)},
    {"all", 128, {0}},
    {"loopback", 96 + 8, MAPPED(127)},
    {"loopback", 128, {[15] = 1}},
    {"link", 96 + 16, MAPPED(169, 254)},    /* RFC 3927 */
    {"link", 10, {0xfe, 0x80}},             /* RFC 4291 */
    {"private", 96 + 8, MAPPED(10)},        /* RFC 1918, and the next two */
    {"private", 96 + 12, MAPPED(172, 16)},  /**/
    {"private", 96 + 16, MAPPED(192, 168)}, /**/
    {"private", 96 + 10, MAPPED(100, 64)},  /* RFC 6598: between a provider and its customers */
    {"private", 7, {0xfc}},                 /* RFC 4193 */
    {"private", 10, {0xfe, 0xc0}},          /* RFC 3879: site-local, deprecated */
    {"link", 96 + 24, MAPPED(224, 0, 0)},   /* RFC 5771: multicast that is never forwarded */
    {"private", 96 + 8, MAPPED(239)},       /* RFC 2365: multicast of an organization */
    {"loopback", 16, {0xff, 0x01}},         /* RFC 7346: scopes of IPv6 multicast */
    {"link", 16, {0xff, 0x02}},             /**/
    {"private", 16, {0xff, 0x04}},          /**/
    {"private", 16, {0xff, 0x05}},          /**/
    {"private", 16, {0xff, 0x08}},          /**/
    {"public", 0, {0}},
};

static bool begins_with(const uint8_t address[16], const struct reach *reach)
{
    unsigned bytes = reach->length / 8, rest = reach->length % 8;
    uint8_t mask = (uint8_t)(0xff00u >> rest);
    return memcmp(address, reach->prefix, bytes) == 0 &&
           (rest == 0 || ((address[bytes] ^ reach->prefix[bytes]) & mask) == 0);
}

/* Whether others can begin to send to the socket: it listens, or it is a datagram socket with a
 * port and without a peer. */
static bool is_open(const struct sock *sock)
{
    return sock->state == STATE_LISTEN || (sock->state == STATE_UNCONN && sock->local.port != 0);
}

/* The local address as an IPv6 address. */
static void local_address(const struct sock *sock, uint8_t address[16])
{
    if (sock->family == AF_INET)
        ipv4_map(address, sock->local.address);
    else
        memcpy(address, sock->local.address, sizeof(sock->local.address));
}

static bool get_exposure(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)column;
    (void)lookups;
    uint8_t address[16];
    const struct reach *reach = reaches;
    if (!is_open(sock))
        return false;
    local_address(sock, address);
    while (!begins_with(address, reach))
        reach++;
    bool on_loopback = sock->have & HAVE_INTERFACE && sock->interface == LOOPBACK_INDEX;
    value->text = slice_of(on_loopback ? "loopback" : reach->word);
    return true;
}

/* An IPv6 socket at the unspecified address takes IPv4 too, unless the program refused that. */
static bool get_exposure_ip(const struct column *column, const struct sock *sock,
                            struct lookups *lookups, struct value *value)
{
    (void)column;
    (void)lookups;
    static const uint8_t any[16];
    if (!is_open(sock))
        return false;
    bool is_ipv4 = sock->family == AF_INET || ipv4_is_mapped(sock->local.address);
    bool takes_any = memcmp(sock->local.address, any, sizeof(any)) == 0;
    if (!is_ipv4 && takes_any && !(sock->have & HAVE_V6ONLY))
        return false;
    value->text = slice_of(is_ipv4 ? "v4" : takes_any && !sock->v6only ? "dual" : "v6");
    return true;
}

static bool is_closed(const struct column *column, const struct sock *sock, struct lookups *lookups)
{
    (void)column;
    (void)lookups;
    return sock->have & HAVE_STATE && !is_open(sock);
}

static const char *exposure_word(size_t place)
{
    static const char *const words[] = {"loopback", "link", "private", "public", "all"};
    return place < sizeof(words) / sizeof(words[0]) ? words[place] : NULL;
}

static const char *ip_word(size_t place)
{
    static const char *const words[] = {"v4", "v6", "dual"};
    return place < sizeof(words) / sizeof(words[0]) ? words[place] : NULL;
}

static const struct column rows[] = {
    {"exposure", "Exposure",
     "from where the address of a listener or of an unconnected datagram socket can be reached: "
     "loopback, link, private, public, or all for every address; a firewall is not considered",
     VALUE_TEXT, 0, .have = HAVE_STATE | HAVE_LOCAL, .get = get_exposure, .is_absent = is_closed,
     .word = exposure_word, .example = "all", .null_when = "the socket is connected"},
    {"exposure_ip", "Exposure-IP",
     "the IP versions by which a listener or an unconnected datagram socket can be reached: v4, "
     "v6 or dual",
     VALUE_TEXT, 0, .have = HAVE_STATE | HAVE_LOCAL, .get = get_exposure_ip, .is_absent = is_closed,
     .word = ip_word, .example = "dual", .null_when = "the socket is connected"},
};

static const char *const families[] = {"tcp", "udp", "udplite", "sctp", "dccp", "mptcp", NULL};
const struct column_group columns_exposure = {rows, sizeof(rows) / sizeof(rows[0]), families};
