/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/sctp.h>

#include "column/groups.h"
#include "util/number.h"

/* The kernel fills one half for an association and the other for an endpoint, and leaves the rest
 * zero. Only an association has peers. */
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

static bool get_word(const char *const words[], size_t count, const struct column *column,
                     const struct sock *sock, struct lookups *lookups, struct value *value)
{
    if (!get_association(column, sock, lookups, value) || value->number >= count)
        return false;
    const char *word = words[value->number];
    value->text = slice_of(word);
    return true;
}

/* enum sctp_spinfo_state. */
static bool get_path_state(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    static const char *const words[] = {"inactive", "potentially_failed", "active", "unconfirmed"};
    return get_word(words, sizeof(words) / sizeof(words[0]), column, sock, lookups, value);
}

/* A socket address of either internet family; false for any other. */
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

/* The addresses of an end, with commas between them. */
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
#define NUMBER(field)       VALUE_UNSIGNED, INFO(get_association, field)

/* clang-format off: a row of a table is easier to read as a row. */
static const struct column rows[] = {
    {"sctp_locals", "SCTP-Locals", "every address of this end, with commas", VALUE_TEXT, IN_INFO,
     .get = get_addresses, .fact = FACT_LOCALS},
    {"sctp_peers", "SCTP-Peers", "every address of the other end, with commas", VALUE_TEXT, IN_INFO,
     .get = get_addresses, .fact = FACT_PEERS},
    {"sctp_tag", "Tag", "verification tag of this end, hexadecimal", VALUE_HEX,
     INFO(get_association, sctpi_tag)},
    {"sctp_peer_tag", "Peer-Tag", "verification tag of the other end, hexadecimal", VALUE_HEX,
     INFO(get_association, sctpi_peer_tag)},
    {"sctp_rwnd", "Rwnd", "receive window of this end in bytes", NUMBER(sctpi_rwnd)},
    {"sctp_peer_rwnd", "Peer-Rwnd", "receive window of the other end in bytes",
     NUMBER(sctpi_peer_rwnd)},
    {"sctp_unackdata", "Unackdata", "DATA chunks not yet acknowledged", NUMBER(sctpi_unackdata)},
    {"sctp_penddata", "Penddata", "DATA chunks that wait to be received", NUMBER(sctpi_penddata)},
    {"sctp_instrms", "Instrms", "streams to this end", NUMBER(sctpi_instrms)},
    {"sctp_outstrms", "Outstrms", "streams to the other end", NUMBER(sctpi_outstrms)},
    {"sctp_fragmentation_point", "Frag-Point", "size in bytes at which messages are fragmented",
     NUMBER(sctpi_fragmentation_point)},
    {"sctp_inqueue", "Inqueue", "chunks in the input queue", NUMBER(sctpi_inqueue)},
    {"sctp_outqueue", "Outqueue", "chunks in the output queue", NUMBER(sctpi_outqueue)},
    {"sctp_overall_error", "Overall-Error", "errors of the association so far",
     NUMBER(sctpi_overall_error)},
    {"sctp_max_burst", "Max-Burst", "packets that may be sent at once", NUMBER(sctpi_max_burst)},
    {"sctp_maxseg", "Maxseg", "largest fragment in bytes", NUMBER(sctpi_maxseg)},
    {"sctp_peer_capable", "Peer-Capable", "what the other end can do, as bits, hexadecimal",
     VALUE_HEX, INFO(get_association, sctpi_peer_capable)},
    {"sctp_peer_sack", "Peer-Sack", "whether a SACK is needed now", VALUE_FLAG,
     INFO(get_association, sctpi_peer_sack)},
    {"sctp_isacks", "Isacks", "SACKs received", NUMBER(sctpi_isacks)},
    {"sctp_osacks", "Osacks", "SACKs sent", NUMBER(sctpi_osacks)},
    {"sctp_opackets", "Opackets", "packets sent", NUMBER(sctpi_opackets)},
    {"sctp_ipackets", "Ipackets", "packets received", NUMBER(sctpi_ipackets)},
    {"sctp_rtxchunks", "Rtxchunks", "chunks sent again", NUMBER(sctpi_rtxchunks)},
    {"sctp_outofseqtsns", "Outofseqtsns", "transmission sequence numbers outside the window",
     NUMBER(sctpi_outofseqtsns)},
    {"sctp_idupchunks", "Idupchunks", "chunks received twice", NUMBER(sctpi_idupchunks)},
    {"sctp_gapcnt", "Gapcnt", "gap acknowledgements received", NUMBER(sctpi_gapcnt)},
    {"sctp_ouodchunks", "Ouodchunks", "unordered chunks sent", NUMBER(sctpi_ouodchunks)},
    {"sctp_iuodchunks", "Iuodchunks", "unordered chunks received", NUMBER(sctpi_iuodchunks)},
    {"sctp_oodchunks", "Oodchunks", "ordered chunks sent", NUMBER(sctpi_oodchunks)},
    {"sctp_iodchunks", "Iodchunks", "ordered chunks received", NUMBER(sctpi_iodchunks)},
    {"sctp_octrlchunks", "Octrlchunks", "control chunks sent", NUMBER(sctpi_octrlchunks)},
    {"sctp_ictrlchunks", "Ictrlchunks", "control chunks received", NUMBER(sctpi_ictrlchunks)},
    {"sctp_p_address", "Primary", "address of the primary path", VALUE_TEXT,
     INFO(get_primary, sctpi_p_address)},
    {"sctp_p_state", "Primary-State",
     "state of the primary path: inactive, potentially_failed, active or unconfirmed", VALUE_TEXT,
     INFO(get_path_state, sctpi_p_state)},
    {"sctp_p_cwnd", "Primary-Cwnd", "its congestion window in bytes", NUMBER(sctpi_p_cwnd)},
    {"sctp_p_srtt", "Primary-Srtt", "its smoothed round-trip time, in ticks of the kernel's clock",
     NUMBER(sctpi_p_srtt)},
    {"sctp_p_rto_ms", "Primary-Rto", "its retransmission timeout", NUMBER(sctpi_p_rto)},
    {"sctp_p_hbinterval_ms", "Primary-Hbinterval", "time between its heartbeats",
     NUMBER(sctpi_p_hbinterval)},
    {"sctp_p_pathmaxrxt", "Primary-Pathmaxrxt", "retransmissions after which it counts as failed",
     NUMBER(sctpi_p_pathmaxrxt)},
    {"sctp_p_sackdelay_ms", "Primary-Sackdelay", "how long a SACK to it may be delayed",
     NUMBER(sctpi_p_sackdelay)},
    {"sctp_p_sackfreq", "Primary-Sackfreq", "packets after which a SACK is sent",
     NUMBER(sctpi_p_sackfreq)},
    {"sctp_p_ssthresh", "Primary-Ssthresh", "its slow start threshold in bytes",
     NUMBER(sctpi_p_ssthresh)},
    {"sctp_p_partial_bytes_acked", "Primary-Partial-Acked",
     "bytes acknowledged towards the next growth of its window",
     NUMBER(sctpi_p_partial_bytes_acked)},
    {"sctp_p_flight_size", "Primary-Flight-Size", "bytes on their way on it",
     NUMBER(sctpi_p_flight_size)},
    {"sctp_p_error", "Primary-Error", "its errors in a row", NUMBER(sctpi_p_error)},
    {"sctp_s_autoclose", "Autoclose", "seconds after which an idle association is closed, 0 never",
     VALUE_UNSIGNED, INFO(get_socket, sctpi_s_autoclose)},
    {"sctp_s_adaptation_ind", "Adaptation", "adaptation indication, hexadecimal", VALUE_HEX,
     INFO(get_socket, sctpi_s_adaptation_ind)},
    {"sctp_s_pd_point", "Pd-Point", "bytes at which partial delivery begins", VALUE_UNSIGNED,
     INFO(get_socket, sctpi_s_pd_point)},
    {"sctp_s_nodelay", "Nodelay", "whether small chunks are sent at once", VALUE_FLAG,
     INFO(get_socket, sctpi_s_nodelay)},
    {"sctp_s_disable_fragments", "No-Fragments", "whether messages are never fragmented",
     VALUE_FLAG, INFO(get_socket, sctpi_s_disable_fragments)},
    {"sctp_s_v4mapped", "V4mapped", "whether IPv4 addresses are shown as IPv6", VALUE_FLAG,
     INFO(get_socket, sctpi_s_v4mapped)},
    {"sctp_s_frag_interleave", "Frag-Interleave", "level of interleaving of fragments",
     VALUE_UNSIGNED, INFO(get_socket, sctpi_s_frag_interleave)},
};
/* clang-format on */
static const char *const families_with_these[] = {"sctp", NULL};

const struct column_group columns_sctp = {rows, sizeof(rows) / sizeof(rows[0]),
                                          families_with_these};
