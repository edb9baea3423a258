/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "family/families.h"
#include "family/family.h"
#include "sink/layouts.h"
#include "sink/ss_details.h"
#include "sink/ss_ends.h"
#include "sink/ss_info.h"
#include "sink/ss_packet.h"
#include "sink/write.h"
#include "util/number.h"

/* Widths that most values have. Only the words count, so a longer one pushes its row. */
enum { WIDTH_NETID = 5, WIDTH_STATE = 10, WIDTH_QUEUE = 6, WIDTH_END = 24 };

struct ss {
    struct sink sink;
    const struct sink_settings *settings;
    const struct column *local, *peer;
    struct strbuf line;
    struct ss_info info;
};

/* Ends a word that began at `start`: blanks up to its width, and one more. */
static void end_word(struct strbuf *line, size_t start, size_t width)
{
    size_t used = line->length - start;
    strbuf_pad(line, (used < width ? width - used : 0) + 1);
}

static void put_word(struct strbuf *line, const char *word, size_t width)
{
    size_t start = line->length;
    strbuf_put_string(line, word);
    end_word(line, start, width);
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
    size_t start = line->length;
    number_put(line, bytes);
    end_word(line, start, WIDTH_QUEUE);
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

/* For either of these ss shows both, if the kernel has sent them. The kernel sends what was asked
 * for, and a recording has what was asked for when it was made. */
static unsigned details_of(const struct sink_settings *settings, const struct sock *sock)
{
    const unsigned both = IN_MEMORY | IN_INFO;
    return settings->details & both && sock_is_recorded(sock) ? settings->details | both
                                                              : settings->details;
}

/* Details of internet and packet sockets are on a line of their own, those of others are not. */
static void put_details(struct ss *ss, const struct sock *sock)
{
    const struct sink_settings *settings = ss->settings;
    struct strbuf *line = &ss->line;
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

static void put_ends(struct ss *ss, const struct sock *sock)
{
    struct strbuf *line = &ss->line;
    size_t start = line->length;
    ss_put_end(line, ss->local, sock, ss->settings);
    end_word(line, start, WIDTH_END);
    ss_put_end(line, ss->peer, sock, ss->settings);
}

static void put_row(struct ss *ss, const struct sock *sock)
{
    const struct sink_settings *settings = ss->settings;
    struct strbuf *line = &ss->line;
    if (!settings->layout.hides_netid)
        put_word(line, sock->kind->netid, WIDTH_NETID);
    if (!settings->layout.hides_state)
        put_word(line, state_word_of(sock), WIDTH_STATE);
    if (!settings->layout.hides_queues) {
        put_queue(line, sock->have & HAVE_RECV_Q ? sock->recv_q : 0);
        put_queue(line, sock->have & HAVE_SEND_Q ? sock->send_q : 0);
    }
    put_ends(ss, sock);
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
    struct strbuf *line = &ss->line;
    if (!layout->hides_netid)
        put_word(line, "Netid", WIDTH_NETID);
    if (!layout->hides_state)
        put_word(line, "State", WIDTH_STATE);
    if (!layout->hides_queues) {
        put_word(line, "Recv-Q", WIDTH_QUEUE);
        put_word(line, "Send-Q", WIDTH_QUEUE);
    }
    put_word(line, "Local Address:Port", WIDTH_END);
    put_word(line, "Peer Address:Port", WIDTH_END);
    strbuf_put_string(line, "Process\n");
}

static enum emit_result flush_line(struct ss *ss, struct error *error)
{
    enum emit_result result = sink_write(ss->settings->output, &ss->line, error);
    strbuf_clear(&ss->line);
    return result;
}

static bool ss_begin(struct sink *sink, struct error *error)
{
    struct ss *ss = (struct ss *)sink;
    ss->local = column_find(slice_of("local"));
    ss->peer = column_find(slice_of("peer"));
    ss_info_open(&ss->info);
    if (ss->settings->header)
        put_header(ss);
    return flush_line(ss, error) != EMIT_ERROR;
}

static enum emit_result ss_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct ss *ss = (struct ss *)sink;
    put_row(ss, sock);
    return flush_line(ss, error);
}

static bool ss_end(struct sink *sink, struct notes *notes, struct error *error)
{
    (void)sink, (void)notes, (void)error;
    return true;
}

static void ss_free(struct sink *sink)
{
    struct ss *ss = (struct ss *)sink;
    strbuf_free(&ss->line);
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
