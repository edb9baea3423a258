/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_MPTCP_INFO_H
#define SOCKVIEW_FAMILY_MPTCP_INFO_H

#include <stddef.h>
#include <stdint.h>

/* The content of FACT_MPTCP_INFO: struct mptcp_info of Linux 6.18. Headers of distributions often
 * lack its last fields. */
struct mptcp_connection_info {
    uint8_t subflows;
    uint8_t add_addr_signal;
    uint8_t add_addr_accepted;
    uint8_t subflows_max;
    uint8_t add_addr_signal_max;
    uint8_t add_addr_accepted_max;
    uint8_t hole[2];
    uint32_t flags; /* MPTCP_INFO_FLAG_* */
    uint32_t token;
    uint64_t write_seq;
    uint64_t snd_una;
    uint64_t rcv_nxt;
    uint8_t local_addr_used;
    uint8_t local_addr_max;
    uint8_t csum_enabled;
    uint8_t another_hole;
    uint32_t retransmits; /* since Linux 6.5 */
    uint64_t bytes_retrans;
    uint64_t bytes_sent;
    uint64_t bytes_received;
    uint64_t bytes_acked;
    uint8_t subflows_total;   /* since Linux 6.8 */
    uint8_t endp_laminar_max; /* since Linux 6.18 */
    uint8_t reserved[2];
    uint32_t last_data_sent; /* milliseconds; since Linux 6.10 */
    uint32_t last_data_recv;
    uint32_t last_ack_recv;
};

_Static_assert(sizeof(struct mptcp_connection_info) == 96, "layout of Linux 6.18");
_Static_assert(offsetof(struct mptcp_connection_info, retransmits) == 44, "layout of Linux 6.5");
_Static_assert(offsetof(struct mptcp_connection_info, subflows_total) == 80, "layout of Linux 6.8");

#endif
