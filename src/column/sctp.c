/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/sctp.h>

#include "column/groups.h"
#include "column/words.h"
#include "util/number.h"

/* The kernel fills in some fields for an association and others for an endpoint, and leaves the
 * rest zero. Only an association has peers. */
static bool is_association(const struct sock *sock)
{
    return sock_has_fact(sock, FACT_PEERS);
}

static bool get_association(const struct column *column, const struct sock *sock,
                            struct lookups *lookups, struct value *value)
{
    return is_association(sock) && column_get_fact(column, sock, lookups, value);
}

static bool get_socket(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    return !is_association(sock) && column_get_fact(column, sock, lookups, value);
}

/* Indexed by enum sctp_spinfo_state. */
static const char *path_state_word(size_t place)
{
    static const char *const words[] = {"inactive", "potentially_failed", "active", "unconfirmed"};
    return COLUMN_WORD_AT(words, place);
}

static bool get_path_state(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    return get_association(column, sock, lookups, value) &&
           column_put_word(column, value->number, value);
}

/* Puts the address of a struct sockaddr. False when it is neither IPv4 nor IPv6. */
static bool put_address(struct strbuf *text, const char *bytes, const struct sock *sock,
                        struct lookups *lookups)
{
    sa_family_t family;
    memcpy(&family, bytes + offsetof(struct sockaddr_storage, ss_family), sizeof(family));
    if (family == AF_INET) {
        struct sockaddr_in address;
        memcpy(&address, bytes, sizeof(address));
        number_put_ipv4(text, (const uint8_t *)&address.sin_addr);
        return true;
    }
    if (family != AF_INET6)
        return false;
    struct sockaddr_in6 address;
    memcpy(&address, bytes, sizeof(address));
    number_put_ipv6(text, address.sin6_addr.s6_addr);
    if (address.sin6_scope_id != 0) {
        struct slice scope =
            interfaces_find(&lookups->interfaces, sock->netns, address.sin6_scope_id);
        strbuf_put_char(text, '%');
        strbuf_put(text, scope.data, scope.length);
    }
    return true;
}

/* The addresses of one end, separated by commas. */
static bool get_addresses(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    struct slice fact = sock_fact(sock, column->fact);
    struct strbuf *text = &lookups->scratch;
    strbuf_clear(text);
    while (fact.length >= sizeof(struct sockaddr_storage)) {
        size_t before = text->length;
        if (before > 0)
            strbuf_put_char(text, ',');
        if (!put_address(text, fact.data, sock, lookups))
            text->length = before;
        fact.data += sizeof(struct sockaddr_storage);
        fact.length -= sizeof(struct sockaddr_storage);
    }
    value->text = strbuf_slice(text);
    return text->length > 0;
}

static bool get_primary(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    struct slice fact = sock_fact(sock, column->fact);
    if (!is_association(sock) || fact.length < column->offset + sizeof(struct sockaddr_storage))
        return false;
    strbuf_clear(&lookups->scratch);
    if (!put_address(&lookups->scratch, fact.data + column->offset, sock, lookups))
        return false;
    value->text = strbuf_slice(&lookups->scratch);
    return true;
}

#define PLACE(field)                                                                               \
    .fact = FACT_SCTP_INFO, .offset = offsetof(struct sctp_info, field),                           \
    .size = sizeof(((struct sctp_info *)NULL)->field)
#define INFO(getter, field) IN_INFO, NEED_INFO, .get = getter, PLACE(field)
#define OF_ASSOCIATION(getter, field)                                                              \
    INFO(getter, field), .null_when = "the socket is no association"
#define OF_SOCKET(getter, field) INFO(getter, field), .null_when = "the socket is an association"
#define NUMBER(field)            VALUE_UNSIGNED, OF_ASSOCIATION(get_association, field)

/* clang-format off: rows stay compact. */
static const struct column rows[] = {
    {"sctp_locals", "SCTP-Locals", "SCTP: local addresses, separated by commas", VALUE_TEXT,
     IN_INFO, .get = get_addresses, .fact = FACT_LOCALS, .example = "192.0.2.1,198.51.100.1"},
    {"sctp_peers", "SCTP-Peers", "SCTP: peer addresses, separated by commas", VALUE_TEXT, IN_INFO,
     .get = get_addresses, .fact = FACT_PEERS, .example = "192.0.2.7"},
    {"sctp_tag", "Tag", "SCTP: verification tag of this end, hexadecimal", VALUE_HEX,
     OF_ASSOCIATION(get_association, sctpi_tag)},
    {"sctp_peer_tag", "Peer-Tag", "SCTP: verification tag of the peer, hexadecimal", VALUE_HEX,
     OF_ASSOCIATION(get_association, sctpi_peer_tag)},
    {"sctp_rwnd", "Rwnd", "SCTP: receive window of this end in bytes", NUMBER(sctpi_rwnd)},
    {"sctp_peer_rwnd", "Peer-Rwnd", "SCTP: receive window of the peer in bytes",
     NUMBER(sctpi_peer_rwnd)},
    {"sctp_unackdata", "Unackdata", "SCTP: DATA chunks sent and not yet acknowledged",
     NUMBER(sctpi_unackdata)},
    {"sctp_penddata", "Penddata", "SCTP: DATA chunks waiting to be read", NUMBER(sctpi_penddata)},
    {"sctp_instrms", "Instrms", "SCTP: incoming streams", NUMBER(sctpi_instrms)},
    {"sctp_outstrms", "Outstrms", "SCTP: outgoing streams", NUMBER(sctpi_outstrms)},
    {"sctp_fragmentation_point", "Frag-Point",
     "SCTP: message size in bytes above which messages are fragmented",
     NUMBER(sctpi_fragmentation_point)},
    {"sctp_inqueue", "Inqueue", "SCTP: chunks in the input queue", NUMBER(sctpi_inqueue)},
    {"sctp_outqueue", "Outqueue", "SCTP: chunks in the output queue", NUMBER(sctpi_outqueue)},
    {"sctp_overall_error", "Overall-Error",
     "SCTP: error count of the association, which an answer of the peer clears",
     NUMBER(sctpi_overall_error)},
    {"sctp_max_burst", "Max-Burst", "SCTP: packets that may be sent at once",
     NUMBER(sctpi_max_burst)},
    {"sctp_maxseg", "Maxseg",
     "SCTP: largest fragment that the program allows, in bytes (SCTP_MAXSEG)",
     NUMBER(sctpi_maxseg)},
    {"sctp_peer_capable", "Peer-Capable", "SCTP: capabilities of the peer, as bits, hexadecimal",
     VALUE_HEX, OF_ASSOCIATION(get_association, sctpi_peer_capable)},
    {"sctp_peer_sack", "Peer-Sack", "SCTP: whether a SACK has to be sent now", VALUE_FLAG,
     OF_ASSOCIATION(get_association, sctpi_peer_sack)},
    {"sctp_isacks", "Isacks", "SCTP: SACKs received", NUMBER(sctpi_isacks)},
    {"sctp_osacks", "Osacks", "SCTP: SACKs sent", NUMBER(sctpi_osacks)},
    {"sctp_opackets", "Opackets", "SCTP: packets sent", NUMBER(sctpi_opackets)},
    {"sctp_ipackets", "Ipackets", "SCTP: packets received", NUMBER(sctpi_ipackets)},
    {"sctp_rtxchunks", "Rtxchunks", "SCTP: chunks retransmitted", NUMBER(sctpi_rtxchunks)},
    {"sctp_outofseqtsns", "Outofseqtsns",
     "SCTP: DATA chunks received before an earlier one (out of sequence)",
     NUMBER(sctpi_outofseqtsns)},
    {"sctp_idupchunks", "Idupchunks", "SCTP: duplicate chunks received", NUMBER(sctpi_idupchunks)},
    {"sctp_gapcnt", "Gapcnt", "SCTP: gap acknowledgements received", NUMBER(sctpi_gapcnt)},
    {"sctp_ouodchunks", "Ouodchunks", "SCTP: unordered chunks sent", NUMBER(sctpi_ouodchunks)},
    {"sctp_iuodchunks", "Iuodchunks", "SCTP: unordered chunks received", NUMBER(sctpi_iuodchunks)},
    {"sctp_oodchunks", "Oodchunks", "SCTP: ordered chunks sent", NUMBER(sctpi_oodchunks)},
    {"sctp_iodchunks", "Iodchunks", "SCTP: ordered chunks received", NUMBER(sctpi_iodchunks)},
    {"sctp_octrlchunks", "Octrlchunks", "SCTP: control chunks sent", NUMBER(sctpi_octrlchunks)},
    {"sctp_ictrlchunks", "Ictrlchunks", "SCTP: control chunks received", NUMBER(sctpi_ictrlchunks)},
    {"sctp_p_address", "Primary", "SCTP: address of the primary path", VALUE_TEXT,
     OF_ASSOCIATION(get_primary, sctpi_p_address), .example = "192.0.2.7"},
    {"sctp_p_state", "Primary-State",
     "SCTP: state of the primary path: inactive, potentially_failed, active or unconfirmed",
     VALUE_TEXT, OF_ASSOCIATION(get_path_state, sctpi_p_state), .word = path_state_word,
     .example = "active"},
    {"sctp_p_cwnd", "Primary-Cwnd", "SCTP: congestion window of the primary path in bytes",
     NUMBER(sctpi_p_cwnd)},
    {"sctp_p_srtt", "Primary-Srtt",
     "SCTP: smoothed round-trip time of the primary path in kernel clock ticks",
     NUMBER(sctpi_p_srtt)},
    {"sctp_p_rto_ms", "Primary-Rto",
     "SCTP: retransmission timeout of the primary path in milliseconds", NUMBER(sctpi_p_rto)},
    {"sctp_p_hbinterval_ms", "Primary-Hbinterval",
     "SCTP: time between heartbeats on the primary path in milliseconds",
     NUMBER(sctpi_p_hbinterval)},
    {"sctp_p_pathmaxrxt", "Primary-Pathmaxrxt",
     "SCTP: retransmissions after which the primary path counts as failed",
     NUMBER(sctpi_p_pathmaxrxt)},
    {"sctp_p_sackdelay_ms", "Primary-Sackdelay",
     "SCTP: longest delay of a SACK on the primary path in milliseconds",
     NUMBER(sctpi_p_sackdelay)},
    {"sctp_p_sackfreq", "Primary-Sackfreq",
     "SCTP: packets received on the primary path after which a SACK is sent",
     NUMBER(sctpi_p_sackfreq)},
    {"sctp_p_ssthresh", "Primary-Ssthresh",
     "SCTP: slow start threshold of the primary path in bytes", NUMBER(sctpi_p_ssthresh)},
    {"sctp_p_partial_bytes_acked", "Primary-Partial-Acked",
     "SCTP: bytes acknowledged since the congestion window of the primary path last grew",
     NUMBER(sctpi_p_partial_bytes_acked)},
    {"sctp_p_flight_size", "Primary-Flight-Size", "SCTP: bytes in flight on the primary path",
     NUMBER(sctpi_p_flight_size)},
    {"sctp_p_error", "Primary-Error", "SCTP: consecutive errors on the primary path",
     NUMBER(sctpi_p_error)},
    {"sctp_s_autoclose", "Autoclose",
     "SCTP: seconds after which an idle association is closed, 0 for never", VALUE_UNSIGNED,
     OF_SOCKET(get_socket, sctpi_s_autoclose)},
    {"sctp_s_adaptation_ind", "Adaptation", "SCTP: adaptation indication, hexadecimal", VALUE_HEX,
     OF_SOCKET(get_socket, sctpi_s_adaptation_ind)},
    {"sctp_s_pd_point", "Pd-Point", "SCTP: bytes after which a message is delivered in parts",
     VALUE_UNSIGNED, OF_SOCKET(get_socket, sctpi_s_pd_point)},
    {"sctp_s_nodelay", "Nodelay", "SCTP: whether small chunks are sent without delay", VALUE_FLAG,
     OF_SOCKET(get_socket, sctpi_s_nodelay)},
    {"sctp_s_disable_fragments", "No-Fragments", "SCTP: whether messages are never fragmented",
     VALUE_FLAG, OF_SOCKET(get_socket, sctpi_s_disable_fragments)},
    {"sctp_s_v4mapped", "V4mapped", "SCTP: whether IPv4 addresses are mapped to IPv6", VALUE_FLAG,
     OF_SOCKET(get_socket, sctpi_s_v4mapped)},
    {"sctp_s_frag_interleave", "Frag-Interleave", "SCTP: level of fragment interleaving",
     VALUE_UNSIGNED, OF_SOCKET(get_socket, sctpi_s_frag_interleave)},
};
/* clang-format on */
static const char *const families_with_these[] = {"sctp", NULL};

const struct column_group columns_sctp = {rows, sizeof(rows) / sizeof(rows[0]),
                                          families_with_these};
