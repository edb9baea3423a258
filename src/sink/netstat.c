/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "family/families.h"
#include "lookup/users.h"
#include "sink/layouts.h"
#include "sink/netstat_ends.h"
#include "sink/netstat_owner.h"
#include "sink/netstat_unix.h"
#include "sink/write.h"
#include "util/escape.h"
#include "util/number.h"

/* Places of its columns. A longer value pushes the rest of its row. */
enum { WIDTH_END = 23, WIDTH_STATE = 11, WIDTH_NUMBER = 10 };

struct netstat {
    struct sink sink;
    const struct sink_settings *settings;
    const struct column *local, *peer;
    struct strbuf line;
    bool has_inet_title, has_unix_title;
};

/* Blanks up to the width of a value that began at `start`. */
static void fill(struct strbuf *line, size_t start, size_t width)
{
    size_t used = line->length - start;
    strbuf_pad(line, used < width ? width - used : 0);
}

static void put_text(struct strbuf *line, const char *text, size_t width)
{
    size_t start = line->length;
    strbuf_put_string(line, text);
    fill(line, start, width);
}

static void put_title(struct netstat *netstat, const char *what)
{
    strbuf_put_string(&netstat->line, what);
    strbuf_put_string(&netstat->line, netstat->settings->layout.audience);
    strbuf_put_string(&netstat->line, ")\n");
}

static void put_inet_title(struct netstat *netstat)
{
    unsigned details = netstat->settings->details;
    struct strbuf *line = &netstat->line;
    if (netstat->has_inet_title || !netstat->settings->layout.has_inet)
        return;
    netstat->has_inet_title = true;
    put_title(netstat, "Active Internet connections (");
    strbuf_put_string(line, "Proto Recv-Q Send-Q Local Address           "
                            "Foreign Address         State      ");
    if (details & IN_EXTENDED)
        strbuf_put_string(line, " User       Inode     ");
    if (details & IN_PROCESSES)
        strbuf_put_string(line, " PID/Program name    ");
    if (details & IN_TIMERS)
        strbuf_put_string(line, " Timer");
    strbuf_put_char(line, '\n');
}

static void put_unix_title(struct netstat *netstat)
{
    if (netstat->has_unix_title || !netstat->settings->layout.has_unix)
        return;
    put_inet_title(netstat);
    netstat->has_unix_title = true;
    put_title(netstat, "Active UNIX domain sockets (");
    strbuf_put_string(&netstat->line,
                      "Proto RefCnt Flags       Type       State         I-Node   ");
    if (netstat->settings->details & IN_PROCESSES)
        strbuf_put_string(&netstat->line, "PID/Program name     ");
    strbuf_put_string(&netstat->line, "Path\n");
}

static const char *protocol_of(const struct sock *sock)
{
    static const struct {
        const struct family *family;
        const char *names[2];
    } rows[] = {{&family_tcp, {"tcp", "tcp6"}},
                {&family_udp, {"udp", "udp6"}},
                {&family_udplite, {"udpl", "udpl6"}},
                {&family_raw, {"raw", "raw6"}}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (sock->from == rows[i].family)
            return rows[i].names[sock->family == AF_INET6];
    }
    return sock->kind->netid;
}

static const char *state_of(const struct sock *sock)
{
    bool connected = sock->state == STATE_ESTABLISHED;
    if (sock->from == &family_raw)
        return connected ? "1" : "7";
    if (sock->state == STATE_UNCONN)
        return "";
    const struct state_row *row = state_find(sock->state);
    return row == NULL ? "UNKNOWN" : row->name;
}

/* A listener has no limit of its queue in netstat. */
static void put_queues(struct strbuf *line, const struct sock *sock)
{
    char text[48];
    unsigned sent = sock->state == STATE_LISTEN ? 0 : sock->send_q;
    snprintf(text, sizeof(text), " %6u %6u ", sock->recv_q, sent);
    strbuf_put_string(line, text);
}

static void put_end(struct netstat *netstat, const struct column *column, const struct sock *sock)
{
    size_t start = netstat->line.length;
    netstat_put_end(&netstat->line, column, sock, netstat->settings);
    fill(&netstat->line, start, WIDTH_END);
    strbuf_put_char(&netstat->line, ' ');
}

/* A socket without an owner has user 0 and inode 0. */
static void put_user(struct netstat *netstat, const struct sock *sock)
{
    struct strbuf *line = &netstat->line;
    const struct sink_settings *settings = netstat->settings;
    struct slice name = {0};
    if (!settings->layout.numeric_users)
        name = users_find(&settings->lookups->states, sock->uid);
    strbuf_put_char(line, ' ');
    size_t start = line->length;
    if (name.length > 0)
        escape_field(line, name, "", settings->ascii);
    else
        number_put(line, sock->uid);
    fill(line, start, WIDTH_NUMBER);
    strbuf_put_char(line, ' ');
    start = line->length;
    number_put(line, sock->inode);
    fill(line, start, WIDTH_NUMBER);
}

/* Probes are counted apart from retransmissions. */
static void put_timer(struct strbuf *line, const struct sock *sock)
{
    static const char *const names[] = {"off", "on", "keepalive", "timewait", "probe"};
    bool running = sock->have & HAVE_TIMER_DETAIL;
    unsigned timer = running ? sock->timer : TIMER_OFF;
    unsigned milliseconds = running ? sock->timer_expires_ms : 0;
    unsigned count = running ? sock->timer_retrans : 0;
    bool probes = timer == TIMER_KEEPALIVE || timer == TIMER_PERSIST;
    char text[64];
    snprintf(text, sizeof(text), " (%u.%02u/%u/%u)", milliseconds / 1000, milliseconds % 1000 / 10,
             probes ? 0 : count, probes ? count : 0);
    strbuf_put_char(line, ' ');
    strbuf_put_string(line, timer < sizeof(names) / sizeof(names[0]) ? names[timer] : "unknown");
    strbuf_put_string(line, text);
}

static void put_inet(struct netstat *netstat, const struct sock *sock)
{
    struct strbuf *line = &netstat->line;
    const struct sink_settings *settings = netstat->settings;
    put_text(line, protocol_of(sock), 5);
    put_queues(line, sock);
    put_end(netstat, netstat->local, sock);
    put_end(netstat, netstat->peer, sock);
    put_text(line, state_of(sock), WIDTH_STATE);
    if (settings->details & IN_EXTENDED)
        put_user(netstat, sock);
    if (settings->details & IN_PROCESSES) {
        strbuf_put_char(line, ' ');
        netstat_put_owner(line, sock, settings);
    }
    if (settings->details & IN_TIMERS)
        put_timer(line, sock);
    strbuf_put_char(line, '\n');
}

static enum emit_result flush_line(struct netstat *netstat, struct error *error)
{
    enum emit_result result = sink_write(netstat->settings->output, &netstat->line, error);
    strbuf_clear(&netstat->line);
    return result;
}

static bool netstat_begin(struct sink *sink, struct error *error)
{
    struct netstat *netstat = (struct netstat *)sink;
    netstat->local = column_find(slice_of("local"));
    netstat->peer = column_find(slice_of("peer"));
    put_inet_title(netstat);
    return flush_line(netstat, error) != EMIT_ERROR;
}

static enum emit_result netstat_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct netstat *netstat = (struct netstat *)sink;
    if (sock->family == AF_UNIX) {
        put_unix_title(netstat);
        netstat_put_unix(&netstat->line, sock, netstat->settings);
    } else {
        put_inet(netstat, sock);
    }
    return flush_line(netstat, error);
}

static bool netstat_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct netstat *netstat = (struct netstat *)sink;
    (void)notes;
    put_unix_title(netstat);
    return flush_line(netstat, error) != EMIT_ERROR;
}

static void netstat_free(struct sink *sink)
{
    struct netstat *netstat = (struct netstat *)sink;
    strbuf_free(&netstat->line);
    free(netstat);
}

static struct sink *netstat_open(const struct sink_settings *settings)
{
    struct netstat *netstat = calloc(1, sizeof(*netstat));
    if (netstat == NULL)
        return NULL;
    netstat->sink = (struct sink){netstat_begin, netstat_row, netstat_end, netstat_free};
    netstat->settings = settings;
    return &netstat->sink;
}

static unsigned netstat_needs(unsigned details)
{
    unsigned needs = NEED_SERVICES;
    needs |= details & IN_HOSTS ? NEED_HOSTS : 0;
    needs |= details & IN_PROCESSES ? NEED_OWNERS | NEED_HOLDERS : 0;
    return needs;
}

const struct format format_netstat = {
    .name = "netstat",
    .help = "the layout of netstat of net-tools",
    .needs = netstat_needs,
    .open = netstat_open,
};
