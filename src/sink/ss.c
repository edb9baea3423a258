/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "family/families.h"
#include "family/family.h"
#include "sink/layouts.h"
#include "sink/ss_columns.h"
#include "sink/ss_details.h"
#include "sink/ss_ends.h"
#include "sink/ss_info.h"
#include "sink/ss_packet.h"
#include "sink/write.h"
#include "util/number.h"

/* Of a column for a queue, also without its header. */
enum { WIDTH_QUEUE = 6 };

/* Rows that are kept before the widths of the columns are fixed. */
enum { WINDOW_ROWS = 1000 };

/* Of events, which do not wait; at least those of the header. */
static const struct ss_columns usual_columns = {
    .widths =
        {[SS_STATE] = 10, [SS_LOCAL] = 16, [SS_LOCAL_PORT] = 7, [SS_PEER] = 16, [SS_PEER_PORT] = 7},
};

struct ss {
    struct sink sink;
    const struct sink_settings *settings;
    const struct column *local, *peer;
    struct ss_info info;
    struct ss_columns columns;
    struct strbuf rows; /* without places: those that wait for the widths, or the one at hand */
    size_t ends[WINDOW_ROWS]; /* where each of them ends */
    size_t row_count;
    struct strbuf placed;
    bool settled; /* widths are fixed, and rows are printed as they arrive */
};

static void put_word(struct strbuf *line, const char *word)
{
    strbuf_put_string(line, word);
    strbuf_put_char(line, SS_FIELD_END);
}

static const char *state_word_of(const struct sock *sock)
{
    static const char *const words[] = {
        [STATE_UNKNOWN] = "UNKNOWN",       [STATE_ESTABLISHED] = "ESTAB",
        [STATE_SYN_SENT] = "SYN-SENT",     [STATE_SYN_RECV] = "SYN-RECV",
        [STATE_FIN_WAIT1] = "FIN-WAIT-1",  [STATE_FIN_WAIT2] = "FIN-WAIT-2",
        [STATE_TIME_WAIT] = "TIME-WAIT",   [STATE_CLOSE] = "UNCONN",
        [STATE_CLOSE_WAIT] = "CLOSE-WAIT", [STATE_LAST_ACK] = "LAST-ACK",
        [STATE_LISTEN] = "LISTEN",         [STATE_CLOSING] = "CLOSING",
        [STATE_UNCONN] = "UNCONN",
    };
    if (sock->state < sizeof(words) / sizeof(words[0]))
        return words[sock->state];
    const struct state_row *row = state_find(sock->state);
    return row == NULL ? words[0] : row->name;
}

static void put_queue(struct strbuf *line, uint32_t bytes)
{
    number_put(line, bytes);
    strbuf_put_char(line, SS_FIELD_END);
}

static void put_memory(struct strbuf *line, const struct sock *sock)
{
    static const char *const names[] = {"r", ",rb", ",t", ",tb", ",f", ",w", ",o", ",bl", ",d"};
    struct slice fact = sock_fact(sock, FACT_MEMORY);
    if (fact.length < (SK_MEMINFO_BACKLOG + 1) * sizeof(uint32_t))
        return;
    strbuf_put_string(line, " skmem:(");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        uint32_t number;
        if (fact.length < (i + 1) * sizeof(number))
            break;
        memcpy(&number, fact.data + i * sizeof(number), sizeof(number));
        strbuf_put_string(line, names[i]);
        number_put(line, number);
    }
    strbuf_put_char(line, ')');
}

/* Whether the line of details is there even when it says nothing: ss asks the kernel for them, but
 * not for what it reads from /proc. */
static bool has_empty_line(const struct ss *ss, const struct sock *sock)
{
    unsigned details = ss->settings->details;
    bool informs = details & IN_INFO && sock->from != &family_udp;
    return sock->have & HAVE_COOKIE && (details & IN_MEMORY || informs);
}

/* For either of these ss shows both, if the kernel has sent them. It sends what was asked for, but
 * everything about a socket that is gone. A recording has what was asked for when it was made. */
static unsigned details_of(const struct sink_settings *settings, const struct sock *sock)
{
    const unsigned both = IN_MEMORY | IN_INFO;
    bool sent = sock_is_recorded(sock) || settings->stream;
    return settings->details & both && sent ? settings->details | both : settings->details;
}

/* Details of internet and packet sockets are on a line of their own, those of others are not. */
static void put_details(struct ss *ss, const struct sock *sock)
{
    const struct sink_settings *settings = ss->settings;
    struct strbuf *line = &ss->rows;
    bool own_line = family_is_inet(sock->from) && !settings->one_line;
    unsigned details = details_of(settings, sock);
    if (details & IN_EXTENDED && sock->family == AF_PACKET)
        ss_put_packet(line, sock, settings);
    if (settings->details & IN_BPF)
        ss_put_filter(line, sock, settings);
    if (settings->details & IN_SOCKOPT)
        ss_put_sockopt(line, sock, settings);
    size_t start = line->length;
    if (own_line)
        strbuf_put_string(line, "\n\t");
    size_t first = line->length;
    if (details & IN_MEMORY && sock->family != AF_UNIX)
        put_memory(line, sock);
    if (details & IN_INFO)
        ss_put_info(line, &ss->info, sock, settings);
    if (own_line && line->length == first && !has_empty_line(ss, sock))
        line->length = start;
}

/* What comes before the process. */
static void put_fields(struct ss *ss, const struct sock *sock)
{
    const struct layout_choice *layout = &ss->settings->layout;
    struct strbuf *line = &ss->rows;
    put_word(line, layout->hides_netid ? "" : sock->kind->netid);
    put_word(line, layout->hides_state ? "" : state_word_of(sock));
    if (layout->hides_queues) {
        put_word(line, "");
        put_word(line, "");
    } else {
        put_queue(line, sock->have & HAVE_RECV_Q ? sock->recv_q : 0);
        put_queue(line, sock->have & HAVE_SEND_Q ? sock->send_q : 0);
    }
    ss_put_end(line, ss->local, sock, ss->settings);
    ss_put_end(line, ss->peer, sock, ss->settings);
}

static void put_row(struct ss *ss, const struct sock *sock)
{
    const struct sink_settings *settings = ss->settings;
    struct strbuf *line = &ss->rows;
    put_fields(ss, sock);
    if (settings->details & IN_PROCESSES)
        ss_put_processes(line, sock, settings);
    if (settings->details & IN_TIMERS)
        ss_put_timer(line, sock);
    if (settings->details & IN_MEMORY && sock->family == AF_UNIX)
        put_memory(line, sock);
    ss_put_extended(line, sock, settings);
    put_details(ss, sock);
    strbuf_put_string(line, " \n"); /* `grep ':443 '` finds peers too */
}

static void put_header(struct ss *ss)
{
    const struct layout_choice *layout = &ss->settings->layout;
    struct strbuf *line = &ss->rows;
    put_word(line, layout->hides_netid ? "" : "Netid");
    put_word(line, layout->hides_state ? "" : "State");
    put_word(line, layout->hides_queues ? "" : "Recv-Q");
    put_word(line, layout->hides_queues ? "" : "Send-Q");
    put_word(line, "Local Address:");
    put_word(line, "Port");
    put_word(line, "Peer Address:");
    put_word(line, "Port");
    strbuf_put_string(line, " Process\n");
}

static struct slice row_at(const struct ss *ss, size_t place)
{
    struct slice row = {ss->rows.data, ss->ends[place]};
    return slice_skip(row, place == 0 ? 0 : ss->ends[place - 1]);
}

static enum emit_result print_rows(struct ss *ss, struct error *error)
{
    ss->settled = true;
    for (size_t i = 0; i < ss->row_count && !ss->rows.failed; i++)
        ss_columns_put(&ss->columns, &ss->placed, row_at(ss, i));
    ss->placed.failed |= ss->rows.failed;
    enum emit_result result = sink_write(ss->settings->output, &ss->placed, error);
    strbuf_clear(&ss->placed);
    strbuf_clear(&ss->rows);
    ss->row_count = 0;
    return result;
}

static enum emit_result end_row(struct ss *ss, struct error *error)
{
    ss->ends[ss->row_count++] = ss->rows.length;
    if (!ss->settled && !ss->rows.failed)
        ss_columns_measure(&ss->columns, row_at(ss, ss->row_count - 1));
    return ss->settled || ss->row_count == WINDOW_ROWS ? print_rows(ss, error) : EMIT_GO;
}

static bool ss_begin(struct sink *sink, struct error *error)
{
    struct ss *ss = (struct ss *)sink;
    ss->local = column_find(slice_of("local"));
    ss->peer = column_find(slice_of("peer"));
    ss_info_open(&ss->info);
    if (ss->settings->stream)
        ss->columns = usual_columns;
    if (ss->settings->layout.hides_state)
        ss->columns.widths[SS_STATE] = 0;
    if (!ss->settings->layout.hides_queues)
        ss->columns.widths[SS_RECV_Q] = ss->columns.widths[SS_SEND_Q] = WIDTH_QUEUE;
    if (ss->settings->header) {
        put_header(ss);
        end_row(ss, error);
    }
    return !ss->settings->stream || print_rows(ss, error) != EMIT_ERROR;
}

static enum emit_result ss_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct ss *ss = (struct ss *)sink;
    put_row(ss, sock);
    return end_row(ss, error);
}

static bool ss_end(struct sink *sink, struct notes *notes, struct error *error)
{
    (void)notes;
    return print_rows((struct ss *)sink, error) != EMIT_ERROR;
}

static void ss_free(struct sink *sink)
{
    struct ss *ss = (struct ss *)sink;
    strbuf_free(&ss->rows);
    strbuf_free(&ss->placed);
    free(ss);
}

static struct sink *ss_open(const struct sink_settings *settings)
{
    struct ss *ss = calloc(1, sizeof(*ss));
    if (ss == NULL)
        return NULL;
    ss->sink = (struct sink){ss_begin, ss_row, ss_end, ss_free};
    ss->settings = settings;
    return &ss->sink;
}

/* What each set of details asks the kernel and the lookups for. */
static unsigned ss_needs(unsigned details)
{
    static const struct {
        unsigned details, needs;
    } rows[] = {
        {IN_HOSTS, NEED_HOSTS},
        {IN_PROCESSES, NEED_OWNERS | NEED_HOLDERS},
        {IN_EXTENDED, NEED_SHUTDOWN | NEED_FILES | NEED_PENDING | NEED_RINGS},
        {IN_INFO, NEED_INFO},
        {IN_MEMORY, NEED_MEMORY},
        {IN_TOS, NEED_TOS},
        {IN_BPF, NEED_FILTER},
        {IN_CONTEXTS, NEED_CONTEXTS},
        {IN_SOCKET_CONTEXT, NEED_SOCKET_CONTEXTS},
    };
    unsigned needs = NEED_SERVICES;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (details & rows[i].details)
            needs |= rows[i].needs;
    }
    return needs;
}

const struct format format_ss = {
    .name = "ss",
    .help = "the layout of ss of iproute2",
    .totals = TOTALS_SS,
    .needs = ss_needs,
    .open = ss_open,
};
