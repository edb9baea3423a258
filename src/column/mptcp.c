/* SPDX-License-Identifier: MIT */
#include <linux/mptcp.h>

#include "column/groups.h"
#include "family/mptcp_info.h"

static bool get_flag(uint32_t flag, const struct column *column, const struct sock *sock,
                     struct lookups *lookups, struct value *value)
{
    if (!column_get_fact(column, sock, lookups, value))
        return false;
    value->number = (value->number & flag) != 0;
    return true;
}

static bool get_fallback(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    return get_flag(MPTCP_INFO_FLAG_FALLBACK, column, sock, lookups, value);
}

static bool get_remote_key(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    return get_flag(MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED, column, sock, lookups, value);
}

#define PLACE(field)                                                                               \
    COLUMN_OF_FACT(FACT_MPTCP_INFO), .offset = offsetof(struct mptcp_connection_info, field),      \
                                     .size = sizeof(((struct mptcp_connection_info *)NULL)->field)
/* The kernel fills the whole structure of a listener with zeros, which are not values. */
#define LISTENER     .never = 1u << STATE_LISTEN, .null_when = "the socket is a listener"
#define INFO(field)  IN_INFO, NEED_INFO, .get = column_get_fact, PLACE(field), LISTENER
#define FLAG(getter) IN_INFO, NEED_INFO, .get = getter, PLACE(flags), LISTENER

/* clang-format off: rows stay compact. */
static const struct column rows[] = {
    {"mptcp_subflows", "Subflows", "MPTCP: subflows in addition to the first", VALUE_UNSIGNED,
     INFO(subflows)},
    {"mptcp_subflows_total", "Subflows-Total",
     "MPTCP: all subflows, including the first while it exists", VALUE_UNSIGNED,
     INFO(subflows_total)},
    {"mptcp_subflows_max", "Subflows-Max", "MPTCP: limit on subflows in addition to the first",
     VALUE_UNSIGNED, INFO(subflows_max)},
    {"mptcp_add_addr_signal", "Add-Addr-Signal", "MPTCP: addresses announced to the peer",
     VALUE_UNSIGNED, INFO(add_addr_signal)},
    {"mptcp_add_addr_signal_max", "Add-Addr-Signal-Max",
     "MPTCP: limit on addresses announced to the peer", VALUE_UNSIGNED, INFO(add_addr_signal_max)},
    {"mptcp_add_addr_accepted", "Add-Addr-Accepted", "MPTCP: addresses accepted from the peer",
     VALUE_UNSIGNED, INFO(add_addr_accepted)},
    {"mptcp_add_addr_accepted_max", "Add-Addr-Accepted-Max",
     "MPTCP: limit on addresses accepted from the peer", VALUE_UNSIGNED,
     INFO(add_addr_accepted_max)},
    {"mptcp_local_addr_used", "Local-Addr-Used", "MPTCP: local addresses used for subflows",
     VALUE_UNSIGNED, INFO(local_addr_used)},
    {"mptcp_local_addr_max", "Local-Addr-Max", "MPTCP: limit on local addresses used for subflows",
     VALUE_UNSIGNED, INFO(local_addr_max)},
    {"mptcp_endp_laminar_max", "Endp-Laminar-Max", "MPTCP: limit on laminar endpoints used",
     VALUE_UNSIGNED, INFO(endp_laminar_max)},
    {"mptcp_fallback", "Fallback", "MPTCP: whether the connection fell back to plain TCP",
     VALUE_FLAG, FLAG(get_fallback)},
    {"mptcp_remote_key", "Remote-Key", "MPTCP: whether the peer's key was received", VALUE_FLAG,
     FLAG(get_remote_key)},
    {"mptcp_csum_enabled", "Csum", "MPTCP: whether data carries checksums", VALUE_FLAG,
     INFO(csum_enabled)},
    {"mptcp_token", "Token", "MPTCP: token of the connection, hexadecimal", VALUE_HEX, INFO(token)},
    {"mptcp_write_seq", "Write-Seq",
     "MPTCP: data sequence number of the next byte to send, hexadecimal", VALUE_HEX,
     INFO(write_seq)},
    {"mptcp_snd_una", "Snd-Una",
     "MPTCP: first data sequence number not yet acknowledged, hexadecimal", VALUE_HEX,
     INFO(snd_una)},
    {"mptcp_rcv_nxt", "Rcv-Nxt", "MPTCP: data sequence number expected next, hexadecimal",
     VALUE_HEX, INFO(rcv_nxt)},
    {"mptcp_retransmits", "Retransmits", "MPTCP: retransmissions at the level of the connection",
     VALUE_UNSIGNED, INFO(retransmits)},
    {"mptcp_bytes_retrans", "Bytes-Retrans",
     "MPTCP: bytes retransmitted at the level of the connection", VALUE_UNSIGNED,
     INFO(bytes_retrans)},
    {"mptcp_bytes_sent", "Bytes-Sent", "MPTCP: bytes sent on the connection", VALUE_UNSIGNED,
     INFO(bytes_sent)},
    {"mptcp_bytes_received", "Bytes-Received", "MPTCP: bytes received on the connection",
     VALUE_UNSIGNED, INFO(bytes_received)},
    {"mptcp_bytes_acked", "Bytes-Acked",
     "MPTCP: bytes that the peer acknowledged on the connection", VALUE_UNSIGNED,
     INFO(bytes_acked)},
    {"mptcp_last_data_sent_ms", "Last-Data-Sent", "MPTCP: milliseconds since data was sent",
     VALUE_UNSIGNED, INFO(last_data_sent)},
    {"mptcp_last_data_recv_ms", "Last-Data-Recv", "MPTCP: milliseconds since data was received",
     VALUE_UNSIGNED, INFO(last_data_recv)},
    {"mptcp_last_ack_recv_ms", "Last-Ack-Recv",
     "MPTCP: milliseconds since the peer acknowledged data", VALUE_UNSIGNED, INFO(last_ack_recv)},
};
/* clang-format on */
static const char *const families_with_these[] = {"mptcp", NULL};

const struct column_group columns_mptcp = {rows, sizeof(rows) / sizeof(rows[0]),
                                           families_with_these};
