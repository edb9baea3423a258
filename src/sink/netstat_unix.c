/* SPDX-License-Identifier: MIT */
#include "sink/netstat_unix.h"

#include <stdio.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "lookup/unix_references.h"
#include "sink/netstat_owner.h"
#include "util/number.h"

static const char *type_of(const struct sock *sock)
{
    switch (sock->type) {
    case SOCK_STREAM:
        return "STREAM";
    case SOCK_DGRAM:
        return "DGRAM";
    case SOCK_SEQPACKET:
        return "SEQPACKET";
    default:
        return "UNKNOWN";
    }
}

static const char *state_of(const struct sock *sock)
{
    return sock->state == STATE_LISTEN        ? "LISTENING"
           : sock->state == STATE_ESTABLISHED ? "CONNECTED"
                                              : "";
}

/* The kernel counts two for every socket, and one for each that is connected to it. */
static uint32_t references_of(const struct sock *sock, struct lookups *lookups)
{
    uint32_t count;
    if (unix_references_find(&lookups->states, sock->inode, &count))
        return count;
    return sock->state == STATE_ESTABLISHED ? 3 : 2;
}

/* Names are escaped and whole, and a socket without one has nothing here. */
static void put_path(struct strbuf *line, const struct sock *sock,
                     const struct sink_settings *settings)
{
    struct value value;
    const struct column *column = column_find(slice_of("local"));
    if (sock->name.length == 0 || !column_get(column, sock, settings->lookups, &value))
        return;
    const struct value name = {.type = VALUE_ADDRESS, .address = value_endpoint(&value)->address};
    value_put(line, &name, settings->ascii ? VALUE_CELL_ASCII : VALUE_CELL);
}

void netstat_put_unix(struct strbuf *line, const struct sock *sock,
                      const struct sink_settings *settings)
{
    char text[96];
    snprintf(text, sizeof(text), "unix  %-6u %-11s %-10s %-13s %-8u ",
             references_of(sock, settings->lookups),
             sock->state == STATE_LISTEN ? "[ ACC ]" : "[ ]", type_of(sock), state_of(sock),
             sock->inode);
    strbuf_put_string(line, text);
    if (settings->details & IN_PROCESSES) {
        netstat_put_owner(line, sock, settings);
        strbuf_put_char(line, ' ');
    }
    put_path(line, sock, settings);
    strbuf_put_char(line, '\n');
}
