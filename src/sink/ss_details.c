/* SPDX-License-Identifier: MIT */
#include "sink/ss_details.h"

#include <linux/unix_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "column/groups.h"
#include "family/family.h"
#include "sink/ss_forged.h"
#include "util/escape.h"
#include "util/number.h"

static void put_number(struct strbuf *line, const char *word, uint64_t number)
{
    strbuf_put_string(line, word);
    number_put(line, number);
}

/* A quotation mark in a name would end it for a reader. */
static void put_process_name(struct strbuf *line, struct slice name, bool ascii)
{
    const char *special = ss_forges(name) ? "\"=(" : "\"";
    if (ascii)
        escape_field(line, name, special, true);
    else
        escape_plain(line, name, special);
}

static void put_context(struct strbuf *line, const char *name, struct slice context,
                        const struct sink_settings *settings)
{
    strbuf_put_string(line, name);
    if (context.length == 0)
        strbuf_put_string(line, "unavailable");
    else
        escape_field(line, context, ",()\"=", settings->ascii);
}

static void put_process(struct strbuf *line, const struct process *process, const struct sock *sock,
                        const struct sink_settings *settings)
{
    strbuf_put_string(line, "(\"");
    put_process_name(line, process->name, settings->ascii);
    put_number(line, "\",pid=", process->pid);
    if (settings->details & IN_THREADS)
        put_number(line, ",tid=", process->thread);
    if (settings->details & IN_CONTEXTS)
        put_context(line, ",proc_ctx=", process->context, settings);
    put_number(line, ",fd=", process->descriptor);
    if (settings->details & IN_SOCKET_CONTEXT)
        put_context(line,
                    ",sock_ctx=", owners_socket_context(&settings->lookups->owners, sock->inode),
                    settings);
    strbuf_put_char(line, ')');
}

/* ss looks for no owners of netlink sockets. */
void ss_put_processes(struct strbuf *line, const struct sock *sock,
                      const struct sink_settings *settings)
{
    size_t count = 0;
    if (sock->family == AF_NETLINK)
        return;
    const struct process *owners = columns_find_owners(sock, settings->lookups, &count);
    if (count == 0)
        return;
    strbuf_put_string(line, " users:(");
    for (size_t i = count; i > 0; i--) {
        put_process(line, &owners[i - 1], sock, settings);
        if (i > 1)
            strbuf_put_char(line, ',');
    }
    strbuf_put_char(line, ')');
}

/* As short as ss writes it: minutes alone from ten on, and milliseconds below ten seconds. */
static void put_time(struct strbuf *line, uint32_t milliseconds)
{
    uint32_t seconds = milliseconds / 1000, minutes = seconds / 60;
    char text[48];
    milliseconds %= 1000;
    seconds %= 60;
    if (minutes >= 10 || (minutes > 0 && seconds == 0))
        snprintf(text, sizeof(text), "%umin", minutes);
    else if (minutes > 0)
        snprintf(text, sizeof(text), "%umin%usec", minutes, seconds);
    else if (seconds >= 10 || (seconds > 0 && milliseconds == 0))
        snprintf(text, sizeof(text), "%usec", seconds);
    else if (seconds > 0)
        snprintf(text, sizeof(text), "%u.%03usec", seconds, milliseconds);
    else
        snprintf(text, sizeof(text), "%03ums", milliseconds);
    strbuf_put_string(line, text);
}

void ss_put_timer(struct strbuf *line, const struct sock *sock)
{
    static const char *const names[] = {"off", "on", "keepalive", "timewait", "persist"};
    if (!(sock->have & HAVE_TIMER_DETAIL))
        return;
    bool known = sock->timer < sizeof(names) / sizeof(names[0]);
    strbuf_put_string(line, " timer:(");
    strbuf_put_string(line, known ? names[sock->timer] : "unknown");
    strbuf_put_char(line, ',');
    put_time(line, sock->timer_expires_ms);
    put_number(line, ",", sock->timer_retrans);
    strbuf_put_char(line, ')');
}

/* `<->`; a direction that is shut down is `-`. */
static void put_shutdown(struct strbuf *line, const struct sock *sock)
{
    if (!(sock->have & HAVE_SHUTDOWN))
        return;
    strbuf_put(
        line,
        (const char[]){' ', sock->shutdown & 1 ? '-' : '<', '-', sock->shutdown & 2 ? '-' : '>'},
        4);
}

static void put_cgroup(struct strbuf *line, const struct sock *sock,
                       const struct sink_settings *settings)
{
    if (!(sock->have & HAVE_CGROUP))
        return;
    struct slice path = {0};
    if (!sock_is_recorded(sock))
        path = cgroups_find(&settings->lookups->cgroups, sock->cgroup);
    strbuf_put_string(line, " cgroup:");
    if (path.length > 0) {
        size_t start = line->length;
        escape_field(line, path, "", settings->ascii);
        ss_escape_forged(line, start);
        return;
    }
    strbuf_put_string(line, "unreachable:");
    number_put_hex(line, sock->cgroup);
}

static void put_uid(struct strbuf *line, const struct sock *sock)
{
    if (sock->have & HAVE_UID && sock->uid != 0)
        put_number(line, " uid:", sock->uid);
}

static void put_cookie(struct strbuf *line, const struct sock *sock)
{
    if (!(sock->have & HAVE_COOKIE))
        return;
    strbuf_put_string(line, " sk:");
    number_put_hex(line, sock->cookie);
}

static void put_inet(struct strbuf *line, const struct sock *sock,
                     const struct sink_settings *settings)
{
    put_uid(line, sock);
    put_number(line, " ino:", sock->inode);
    put_cookie(line, sock);
    if (sock->have & HAVE_MARK && sock->mark != 0) {
        strbuf_put_string(line, " fwmark:0x");
        number_put_hex(line, sock->mark);
    }
    put_cgroup(line, sock, settings);
    if (sock->have & HAVE_V6ONLY)
        put_number(line, " v6only:", sock->v6only);
    put_shutdown(line, sock);
}

static void put_unix_file(struct strbuf *line, const struct sock *sock)
{
    struct slice fact = sock_fact(sock, FACT_FILE);
    struct unix_diag_vfs file;
    if (fact.length < sizeof(file))
        return;
    memcpy(&file, fact.data, sizeof(file));
    put_number(line, " ino:", file.udiag_vfs_ino);
    put_number(line, " dev:", file.udiag_vfs_dev >> 20);
    put_number(line, "/", file.udiag_vfs_dev & 0xfffff);
}

static void put_unix(struct strbuf *line, const struct sock *sock)
{
    struct slice pending = sock_fact(sock, FACT_PENDING);
    put_shutdown(line, sock);
    put_unix_file(line, sock);
    if (sock->state == STATE_LISTEN && sock->have & HAVE_COOKIE)
        strbuf_put_string(line, " peers:");
    for (size_t at = 0; at + sizeof(uint32_t) <= pending.length; at += sizeof(uint32_t)) {
        uint32_t inode;
        memcpy(&inode, pending.data + at, sizeof(inode));
        put_number(line, " ", inode);
    }
}

static void put_netlink(struct strbuf *line, const struct sock *sock)
{
    char text[48];
    snprintf(text, sizeof(text), " sk=0 cb=0 groups=0x%08x", (unsigned)sock->groups);
    strbuf_put_string(line, text);
}

/* 0 has no 0x. */
static void put_hex(struct strbuf *line, const char *word, uint64_t number)
{
    strbuf_put_string(line, word);
    strbuf_put_string(line, number == 0 ? "" : "0x");
    number_put_hex(line, number);
}

static void put_tos(struct strbuf *line, const struct sock *sock)
{
    if (sock->have & HAVE_TOS)
        put_hex(line, " tos:", sock->tos);
    if (sock->have & HAVE_TCLASS)
        put_hex(line, " tclass:", sock->tclass);
    if (sock->have & HAVE_PRIORITY)
        put_hex(line, " class_id:", sock->priority);
}

/* The word of ss for a column of socket options. */
static const char *sockopt_word(const char *name)
{
    return strcmp(name, "bind_address_no_port") == 0 ? "bind_addr_no_port" : name;
}

/* The columns of the options are one group; their names are those of ss but for one. */
void ss_put_sockopt(struct strbuf *line, const struct sock *sock,
                    const struct sink_settings *settings)
{
    struct value value;
    if (!sock_has_fact(sock, FACT_SOCKOPT))
        return;
    strbuf_put_string(line, settings->one_line ? " inet-sockopt: (" : "\n\tinet-sockopt: (");
    for (size_t i = 0; i < columns_sockopt.count; i++) {
        const struct column *column = &columns_sockopt.columns[i];
        if (!column_get(column, sock, settings->lookups, &value) || value_number(&value) == 0)
            continue;
        strbuf_put_char(line, ' ');
        strbuf_put_string(line, sockopt_word(column->name));
    }
    strbuf_put_char(line, ')');
}

void ss_put_extended(struct strbuf *line, const struct sock *sock,
                     const struct sink_settings *settings)
{
    unsigned details = settings->details;
    bool extended = details & IN_EXTENDED, inet = family_is_inet(sock->from);
    if (extended && inet)
        put_inet(line, sock, settings);
    else if (extended && sock->family == AF_UNIX)
        put_unix(line, sock);
    else if (extended && sock->family == AF_NETLINK)
        put_netlink(line, sock);
    else if (extended) {
        put_uid(line, sock);
        put_number(line, " ino:", sock->inode);
        put_cookie(line, sock);
    }
    if (details & IN_TOS)
        put_tos(line, sock);
    if (details & IN_CGROUP && inet) /* after -e once more, as in ss */
        put_cgroup(line, sock, settings);
}
