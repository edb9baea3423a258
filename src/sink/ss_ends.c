/* SPDX-License-Identifier: MIT */
#include "sink/ss_ends.h"

#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "sink/ss_columns.h"
#include "sink/ss_forged.h"
#include "util/escape.h"
#include "util/number.h"

/* What the functions below need of the socket and the output. */
struct end_context {
    const struct sock *sock;
    const struct value_endpoint *end;
    bool is_peer;
    bool numeric;
    bool ascii;
    struct port_ranges *port_ranges;
};

static void end_field(struct strbuf *line)
{
    strbuf_put_char(line, SS_FIELD_END);
}

static void put_name(struct strbuf *line, struct slice name, const char *special,
                     const struct end_context *context)
{
    size_t start = line->length;
    escape_field(line, name, special, context->ascii);
    ss_escape_forged(line, start);
}

/* `*` is an IPv6 wildcard that takes IPv4 too, as sockets do unless the kernel says otherwise. */
static bool takes_all(const struct end_context *context)
{
    static const uint8_t any[16];
    return !context->sock->v6only && memcmp(context->end->address.bytes, any, sizeof(any)) == 0;
}

static void put_address(struct strbuf *line, const struct end_context *context)
{
    const struct value_endpoint *end = context->end;
    if (end->host.length > 0) {
        put_name(line, end->host, ":%[]", context);
    } else if (end->address.kind == ADDRESS_IPV4) {
        number_put_ipv4(line, end->address.bytes);
    } else if (takes_all(context)) {
        strbuf_put_char(line, '*');
    } else {
        strbuf_put_char(line, '[');
        number_put_ipv6(line, end->address.bytes);
        strbuf_put_char(line, ']');
    }
}

static bool is_digits(struct slice text)
{
    uint64_t number;
    return number_parse(text, UINT64_MAX, &number);
}

/* ss names no port that the kernel chooses by itself. */
static bool is_named(const struct end_context *context)
{
    const struct value_endpoint *end = context->end;
    return end->service.length > 0 &&
           !port_ranges_hold(context->port_ranges, context->sock->netns, end->port);
}

/* The protocol of a raw socket is in the place of the port. */
static void put_port(struct strbuf *line, const struct end_context *context)
{
    const struct value_endpoint *end = context->end;
    if (end->label.length > 0) {
        if (!context->numeric && is_digits(end->label))
            strbuf_put_string(line, "ipproto-");
        put_name(line, end->label, ":", context);
    } else if (end->port_kind != PORT_NUMBER || end->port == 0) {
        strbuf_put_char(line, '*');
    } else if (is_named(context)) {
        put_name(line, end->service, ":", context);
    } else {
        number_put(line, end->port);
    }
}

static void put_inet(struct strbuf *line, const struct end_context *context)
{
    const struct value_endpoint *end = context->end;
    struct slice device = end->interface.length > 0 ? end->interface : end->address.scope;
    put_address(line, context);
    if (device.length > 0 && !context->is_peer) {
        strbuf_put_char(line, '%');
        put_name(line, device, ":[]", context);
    }
    strbuf_put_char(line, ':');
    end_field(line);
    put_port(line, context);
}

static void put_unix(struct strbuf *line, const struct end_context *context)
{
    const struct value value = {.type = VALUE_ADDRESS, .address = context->end->address};
    size_t start = line->length;
    value_put(line, &value, context->ascii ? VALUE_CELL_ASCII : VALUE_CELL);
    ss_escape_forged(line, start);
    strbuf_put_char(line, ' ');
    end_field(line);
    number_put(line, context->end->port);
}

static void put_packet(struct strbuf *line, const struct end_context *context)
{
    const struct value_endpoint *end = context->end;
    if (end->address.text.length == 0)
        strbuf_put_char(line, '*');
    else
        put_name(line, end->address.text, ":", context);
    if (context->is_peer) {
        end_field(line);
        return;
    }
    strbuf_put_char(line, ':');
    end_field(line);
    if (end->label.length == 0)
        strbuf_put_char(line, '*');
    else
        put_name(line, end->label, ":", context);
}

/* Port ids that the kernel makes up are below 0 for ss. */
static void put_signed(struct strbuf *line, uint32_t number)
{
    bool negative = number > INT32_MAX;
    if (negative)
        strbuf_put_char(line, '-');
    number_put(line, negative ? -(uint64_t)number & UINT32_MAX : number);
}

/* The label is the process with its id. ss takes every socket without a port id for the kernel's.
 */
static void put_port_id(struct strbuf *line, const struct end_context *context)
{
    const struct value_endpoint *end = context->end;
    if (!context->is_peer && !context->numeric && end->port == 0)
        strbuf_put_string(line, "kernel");
    else if (end->label.length > 0)
        put_name(line, end->label, ":", context);
    else
        put_signed(line, end->port);
}

static void put_netlink(struct strbuf *line, const struct end_context *context)
{
    const struct value_endpoint *end = context->end;
    if (end->address.text.length == 0) {
        strbuf_put_char(line, '*');
        end_field(line);
        return;
    }
    put_name(line, end->address.text, ":", context);
    strbuf_put_char(line, ':');
    end_field(line);
    put_port_id(line, context);
}

/* What has no port is an address alone. */
static void put_known(struct strbuf *line, const struct value *value,
                      const struct end_context *context)
{
    const struct sock *sock = context->sock;
    if (family_is_inet(sock->from)) {
        put_inet(line, context);
    } else if (sock->family == AF_UNIX) {
        put_unix(line, context);
    } else if (sock->family == AF_PACKET) {
        put_packet(line, context);
    } else if (sock->family == AF_NETLINK) {
        put_netlink(line, context);
    } else {
        value_put(line, value, context->ascii ? VALUE_CELL_ASCII : VALUE_CELL);
        end_field(line);
    }
}

void ss_put_end(struct strbuf *line, const struct column *column, const struct sock *sock,
                const struct sink_settings *settings)
{
    struct value value;
    if (column_get(column, sock, settings->lookups, &value)) {
        const struct end_context context = {sock,
                                            value_endpoint(&value),
                                            column->have & HAVE_PEER,
                                            settings->lookups->numeric,
                                            settings->ascii,
                                            &settings->lookups->port_ranges};
        put_known(line, &value, &context);
    } else {
        strbuf_put_char(line, '*');
        end_field(line);
    }
    end_field(line);
}
