/* SPDX-License-Identifier: MIT */
#include "sink/ss_info.h"

#include "column/columns.h"
#include "sink/ss_info_put.h"

struct info_row {
    void (*put)(const struct info_context *context);
    const char *word;
    const char *column;
    const char *second; /* another column, or NULL */
};

/* clang-format off: rows stay compact. */
/* In the order of ss. */
static const struct info_row rows[] = {
    {info_put_option, " ts", "ts", NULL},
    {info_put_option, " sack", "sack", NULL},
    {info_put_option, " ecn", "ecn", NULL},
    {info_put_option, " ecnseen", "ecnseen", NULL},
    {info_put_option, " fastopen", "fastopen", NULL},
    {info_put_text, " ", "congestion", NULL},
    {info_put_scales, " wscale:", "snd_wscale", "rcv_wscale"},
    {info_put_milliseconds, " rto:", "rto_us", NULL},
    {info_put_plain, " backoff:", "backoff", NULL},
    {info_put_milliseconds, " rtt:", "rtt_us", "rttvar_us"},
    {info_put_milliseconds, " ato:", "ato_us", NULL},
    {info_put_plain, " mss:", "snd_mss", NULL},
    {info_put_plain, " pmtu:", "pmtu", NULL},
    {info_put_plain, " rcvmss:", "rcv_mss", NULL},
    {info_put_plain, " advmss:", "advmss", NULL},
    {info_put_plain, " cwnd:", "snd_cwnd", NULL},
    {info_put_plain, " ssthresh:", "snd_ssthresh", NULL},
    {info_put_plain, " bytes_sent:", "bytes_sent", NULL},
    {info_put_plain, " bytes_retrans:", "bytes_retrans", NULL},
    {info_put_plain, " bytes_acked:", "bytes_acked", NULL},
    {info_put_plain, " bytes_received:", "bytes_received", NULL},
    {info_put_plain, " segs_out:", "segs_out", NULL},
    {info_put_plain, " segs_in:", "segs_in", NULL},
    {info_put_plain, " data_segs_out:", "data_segs_out", NULL},
    {info_put_plain, " data_segs_in:", "data_segs_in", NULL},
    {info_put_dctcp, " dctcp:", NULL, NULL},
    {info_put_bbr, " bbr:(bw:", "bbr_bw_bps", "bbr_min_rtt_us"},
    {info_put_bits, " send ", "send_bps", NULL},
    {info_put_plain, " lastsnd:", "last_data_sent_ms", NULL},
    {info_put_plain, " lastrcv:", "last_data_recv_ms", NULL},
    {info_put_plain, " lastack:", "last_ack_recv_ms", NULL},
    {info_put_bits, " pacing_rate ", "pacing_rate_bps", "max_pacing_rate_bps"},
    {info_put_bits, " delivery_rate ", "delivery_rate_bps", NULL},
    {info_put_plain, " delivered:", "delivered", NULL},
    {info_put_plain, " delivered_ce:", "delivered_ce", NULL},
    {info_put_flag, " app_limited", "delivery_rate_app_limited", NULL},
    {info_put_busy, " busy:", "busy_time_us", NULL},
    {info_put_busy, " rwnd_limited:", "rwnd_limited_us", "busy_time_us"},
    {info_put_busy, " sndbuf_limited:", "sndbuf_limited_us", "busy_time_us"},
    {info_put_unacked, " unacked:", "unacked", NULL},
    {info_put_retransmissions, " retrans:", "retrans", "total_retrans"},
    {info_put_plain, " lost:", "lost", NULL},
    {info_put_plain, " sacked:", "sacked", NULL},
    {info_put_plain, " dsack_dups:", "dsack_dups", NULL},
    {info_put_reordering, " reordering:", "reordering", NULL},
    {info_put_plain, " reord_seen:", "reord_seen", NULL},
    {info_put_milliseconds, " rcv_rtt:", "rcv_rtt_us", NULL},
    {info_put_plain, " rcv_space:", "rcv_space", NULL},
    {info_put_plain, " rcv_ssthresh:", "rcv_ssthresh", NULL},
    {info_put_plain, " notsent:", "notsent_bytes", NULL},
    {info_put_milliseconds, " minrtt:", "min_rtt_us", NULL},
    {info_put_plain, " rcv_ooopack:", "rcv_ooopack", NULL},
    {info_put_plain, " snd_wnd:", "snd_wnd", NULL},
    {info_put_text, " tcp-ulp-", "ulp", NULL},
    {info_put_text, " version: ", "tls_version", NULL},
    {info_put_text, " cipher: ", "tls_cipher", NULL},
    {info_put_text, " rxconf: ", "tls_rx", NULL},
    {info_put_text, " txconf: ", "tls_tx", NULL},
    {info_put_word, " flags:", "subflow_token_rem", NULL},
    {info_put_flag, "M", "subflow_mcap_rem", NULL},
    {info_put_flag, "m", "subflow_mcap_loc", NULL},
    {info_put_flag, "J", "subflow_join_rem", NULL},
    {info_put_flag, "j", "subflow_join_loc", NULL},
    {info_put_flag, "B", "subflow_bkup_rem", NULL},
    {info_put_flag, "b", "subflow_bkup_loc", NULL},
    {info_put_flag, "e", "subflow_fully_established", NULL},
    {info_put_flag, "c", "subflow_connected", NULL},
    {info_put_flag, "v", "subflow_mapvalid", NULL},
    {info_put_token, " token:", "subflow_token_rem", "subflow_id_rem"},
    {info_put_token, "/", "subflow_token_loc", "subflow_id_loc"},
    {info_put_hex, " seq:", "subflow_map_seq", NULL},
    {info_put_hex, " sfseq:", "subflow_map_sfseq", NULL},
    {info_put_hex, " ssnoff:", "subflow_ssn_offset", NULL},
    {info_put_hex, " maplen:", "subflow_map_datalen", NULL},

    {info_put_plain, " subflows:", "mptcp_subflows", NULL},
    {info_put_plain, " add_addr_signal:", "mptcp_add_addr_signal", NULL},
    {info_put_plain, " add_addr_accepted:", "mptcp_add_addr_accepted", NULL},
    {info_put_plain, " subflows_max:", "mptcp_subflows_max", NULL},
    {info_put_plain, " add_addr_signal_max:", "mptcp_add_addr_signal_max", NULL},
    {info_put_plain, " add_addr_accepted_max:", "mptcp_add_addr_accepted_max", NULL},
    {info_put_flag, " fallback", "mptcp_fallback", NULL},
    {info_put_flag, " remote_key", "mptcp_remote_key", NULL},
    {info_put_hex, " token:", "mptcp_token", NULL},
    {info_put_hex, " write_seq:", "mptcp_write_seq", NULL},
    {info_put_hex, " snd_una:", "mptcp_snd_una", NULL},
    {info_put_hex, " rcv_nxt:", "mptcp_rcv_nxt", NULL},
    {info_put_plain, " local_addr_used:", "mptcp_local_addr_used", NULL},
    {info_put_plain, " local_addr_max:", "mptcp_local_addr_max", NULL},
    {info_put_flag, " csum_enabled", "mptcp_csum_enabled", NULL},
};
/* clang-format on */
static_assert(sizeof(rows) / sizeof(rows[0]) <= SS_INFO_ROWS_MOST, "each row has its columns");

static const struct column *find(const char *name)
{
    return name == NULL ? NULL : column_find(slice_of(name));
}

void ss_info_open(struct ss_info *info)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        info->columns[i][0] = find(rows[i].column);
        info->columns[i][1] = find(rows[i].second);
    }
}

void ss_put_info(struct strbuf *line, const struct ss_info *info, const struct sock *sock,
                 const struct sink_settings *settings)
{
    if (!sock_has_fact(sock, FACT_TCP_INFO) && !sock_has_fact(sock, FACT_MPTCP_INFO))
        return;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct info_context context = {line, sock, settings, rows[i].word, info->columns[i]};
        rows[i].put(&context);
    }
}
