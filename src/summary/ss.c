/* SPDX-License-Identifier: MIT */
#include "summary/ss.h"

#include <string.h>

#include "util/number.h"

static struct summary_number find(const struct summary_output *output, const char *group,
                                  const char *name)
{
    for (size_t i = 0; i < summary_rows_count; i++) {
        if (strcmp(summary_rows[i].group, group) == 0 && strcmp(summary_rows[i].name, name) == 0)
            return output->summary->values[i];
    }
    return (struct summary_number){0};
}

static void put_number(struct strbuf *buffer, struct summary_number number)
{
    if (number.known)
        number_put(buffer, number.number);
    else
        strbuf_put_char(buffer, '-');
}

static void put_value(struct strbuf *buffer, const struct summary_output *output, const char *group,
                      const char *name)
{
    put_number(buffer, find(output, group, name));
}

/* The kernel counts sockets that are neither bound nor connected only for the whole machine, so
 * they are not part of this sum. */
static struct summary_number tcp_total(const struct summary_output *output)
{
    struct summary_number total = find(output, "tcp", "total");
    struct summary_number waiting = find(output, "tcp", "time_wait");
    total.known = total.known && waiting.known;
    total.number += waiting.number;
    return total;
}

static void put_tcp(struct strbuf *buffer, const struct summary_output *output)
{
    strbuf_put_string(buffer, "TCP:   ");
    put_number(buffer, tcp_total(output));
    strbuf_put_string(buffer, " (estab ");
    put_value(buffer, output, "tcp", "established");
    strbuf_put_string(buffer, ", closed ");
    put_value(buffer, output, "tcp", "closed");
    strbuf_put_string(buffer, ", orphaned ");
    put_value(buffer, output, "tcp", "orphaned");
    strbuf_put_string(buffer, ", timewait ");
    put_value(buffer, output, "tcp", "time_wait");
    strbuf_put_string(buffer, ")\n\n");
}

static void put_cell(struct strbuf *buffer, const struct summary_output *output, const char *group,
                     const char *name)
{
    size_t start = buffer->length;
    put_value(buffer, output, group, name);
    size_t used = buffer->length - start;
    strbuf_pad(buffer, used < 9 ? 10 - used : 1);
}

static void put_table(struct strbuf *buffer, const struct summary_output *output)
{
    static const struct {
        const char *title, *group;
    } rows[] = {{"RAW\t  ", "raw"},
                {"UDP\t  ", "udp"},
                {"TCP\t  ", "tcp"},
                {"INET\t  ", "inet"},
                {"FRAG\t  ", "fragments"}};
    strbuf_put_string(buffer, "Transport Total     IP        IPv6\n");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        strbuf_put_string(buffer, rows[i].title);
        put_cell(buffer, output, rows[i].group, "total");
        put_cell(buffer, output, rows[i].group, "ipv4");
        put_cell(buffer, output, rows[i].group, "ipv6");
        strbuf_put_char(buffer, '\n');
    }
    strbuf_put_char(buffer, '\n');
}

void summary_put_ss(struct strbuf *buffer, const struct summary_output *output)
{
    strbuf_put_string(buffer, "Total: ");
    put_value(buffer, output, "sockets", "used");
    strbuf_put_char(buffer, '\n');
    put_tcp(buffer, output);
    put_table(buffer, output);
}
