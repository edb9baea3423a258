/* SPDX-License-Identifier: MIT */
#include <linux/mptcp.h>

#include "column/groups.h"
#include "family/mptcp_info.h"

/* The kernel leaves the block of a listener zero. */
static bool get_info(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    return sock->state != STATE_LISTEN && column_get_fact(column, sock, lookups, value);
}

/* Whether a flag of `mptcpi_flags` is set. */
static bool get_flag(uint32_t flag, const struct column *column, const struct sock *sock,
                     struct lookups *lookups, struct value *value)
{
    if (!get_info(column, sock, lookups, value))
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
    .fact = FACT_MPTCP_INFO, .offset = offsetof(struct mptcp_connection_info, field),              \
    .size = sizeof(((struct mptcp_connection_info *)NULL)->field)
#define INFO(field)  IN_INFO, NEED_INFO, .get = get_info, PLACE(field)
#define FLAG(getter) IN_INFO, NEED_INFO, .get = getter, PLACE(flags)

/* clang-format off: a row of a table is easier to read as a row. */
static const struct column rows[] = {
    {"mptcp_subflows", "Subflows", "subflows beside the first", VALUE_UNSIGNED, INFO(subflows)},
    {"mptcp_subflows_total", "Subflows-Total", "subflows with the first, while it lives",
     VALUE_UNSIGNED, INFO(subflows_total)},
    {"mptcp_subflows_max", "Subflows-Max", "how many subflows there may be beside the first",
     VALUE_UNSIGNED, INFO(subflows_max)},
    {"mptcp_add_addr_signal", "Add-Addr-Signal", "addresses announced to the peer", VALUE_UNSIGNED,
     INFO(add_addr_signal)},
    {"mptcp_add_addr_signal_max", "Add-Addr-Signal-Max", "how many addresses may be announced",
     VALUE_UNSIGNED, INFO(add_addr_signal_max)},
    {"mptcp_add_addr_accepted", "Add-Addr-Accepted", "addresses accepted from the peer",
     VALUE_UNSIGNED, INFO(add_addr_accepted)},
    {"mptcp_add_addr_accepted_max", "Add-Addr-Accepted-Max", "how many addresses may be accepted",
     VALUE_UNSIGNED, INFO(add_addr_accepted_max)},
    {"mptcp_local_addr_used", "Local-Addr-Used", "local addresses that subflows were made from",
     VALUE_UNSIGNED, INFO(local_addr_used)},
    {"mptcp_local_addr_max", "Local-Addr-Max", "how many local addresses may be used",
     VALUE_UNSIGNED, INFO(local_addr_max)},
    {"mptcp_endp_laminar_max", "Endp-Laminar-Max", "laminar endpoints that may be used",
     VALUE_UNSIGNED, INFO(endp_laminar_max)},
    {"mptcp_fallback", "Fallback", "whether the connection fell back to TCP", VALUE_FLAG,
     FLAG(get_fallback)},
    {"mptcp_remote_key", "Remote-Key", "whether the peer's key was received", VALUE_FLAG,
     FLAG(get_remote_key)},
    {"mptcp_csum_enabled", "Csum", "whether data has checksums", VALUE_FLAG, INFO(csum_enabled)},
    {"mptcp_token", "Token", "the connection's token, hexadecimal", VALUE_HEX, INFO(token)},
    {"mptcp_write_seq", "Write-Seq", "data sequence number of the next byte to send, hexadecimal",
     VALUE_HEX, INFO(write_seq)},
    {"mptcp_snd_una", "Snd-Una", "data sequence number not yet acknowledged, hexadecimal",
     VALUE_HEX, INFO(snd_una)},
    {"mptcp_rcv_nxt", "Rcv-Nxt", "data sequence number expected next, hexadecimal", VALUE_HEX,
     INFO(rcv_nxt)},
    {"mptcp_retransmits", "Retransmits", "retransmissions of the connection's data", VALUE_UNSIGNED,
     INFO(retransmits)},
    {"mptcp_bytes_retrans", "Bytes-Retrans", "bytes sent again on the connection", VALUE_UNSIGNED,
     INFO(bytes_retrans)},
    {"mptcp_bytes_sent", "Bytes-Sent", "bytes sent on the connection", VALUE_UNSIGNED,
     INFO(bytes_sent)},
    {"mptcp_bytes_received", "Bytes-Received", "bytes received on the connection", VALUE_UNSIGNED,
     INFO(bytes_received)},
    {"mptcp_bytes_acked", "Bytes-Acked", "bytes that the peer acknowledged on the connection",
     VALUE_UNSIGNED, INFO(bytes_acked)},
    {"mptcp_last_data_sent_ms", "Last-Data-Sent", "milliseconds since data was sent",
     VALUE_UNSIGNED, INFO(last_data_sent)},
    {"mptcp_last_data_recv_ms", "Last-Data-Recv", "milliseconds since data was received",
     VALUE_UNSIGNED, INFO(last_data_recv)},
    {"mptcp_last_ack_recv_ms", "Last-Ack-Recv", "milliseconds since data was acknowledged",
     VALUE_UNSIGNED, INFO(last_ack_recv)},
};
/* clang-format on */
static const char *const families_with_these[] = {"mptcp", NULL};

const struct column_group columns_mptcp = {rows, sizeof(rows) / sizeof(rows[0]),
                                           families_with_these};
