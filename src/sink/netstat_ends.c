/* SPDX-License-Identifier: MIT */
#include "sink/netstat_ends.h"

#include <string.h>

#include "util/escape.h"
#include "util/ipv4_mapped.h"
#include "util/number.h"

static void put_ipv6(struct strbuf *line, const uint8_t *bytes, bool resolved)
{
    static const uint8_t any[16];
    if (ipv4_is_mapped(bytes))
        number_put_ipv4(line, bytes + IPV4_MAPPED_PREFIX);
    else if (resolved && memcmp(bytes, any, sizeof(any)) == 0)
        strbuf_put_string(line, "[::]"); /* the name that netstat has for it */
    else
        number_put_ipv6(line, bytes);
}

static void put_port(struct strbuf *line, const struct value_endpoint *end, bool ascii)
{
    if (end->label.length > 0)
        escape_field(line, end->label, ":", ascii);
    else if (end->port == 0)
        strbuf_put_char(line, '*');
    else if (end->service.length > 0)
        escape_field(line, end->service, ":", ascii);
    else
        number_put(line, end->port);
}

void netstat_put_end(struct strbuf *line, const struct column *column, const struct sock *sock,
                     const struct sink_settings *settings)
{
    struct value value;
    if (!column_get(column, sock, settings->lookups, &value)) {
        strbuf_put_char(line, '*');
        return;
    }
    const struct value_endpoint *end = value_endpoint(&value);
    bool is_mapped = end->address.kind != ADDRESS_IPV4 && ipv4_is_mapped(end->address.bytes);
    if (end->host.length > 0 && !is_mapped) /* for which netstat finds no name */
        escape_field(line, end->host, ":", settings->ascii);
    else if (end->address.kind == ADDRESS_IPV4)
        number_put_ipv4(line, end->address.bytes);
    else
        put_ipv6(line, end->address.bytes, settings->details & IN_HOSTS);
    strbuf_put_char(line, ':');
    put_port(line, end, settings->ascii);
}
