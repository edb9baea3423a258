/* SPDX-License-Identifier: MIT */
#include "arrange/order_key.h"

#include <arpa/inet.h>

#include "family/families.h"
#include "family/family.h"

enum { KNOWN, UNKNOWN };
enum { LIST_END, LIST_MORE };

/* Only this many members of a list are compared: one may have thousands. */
enum { MEMBERS_MOST = 64 };

static void put_members(struct strbuf *bytes, const struct field *field, const struct value *value)
{
    struct value member;
    for (size_t i = 0; i < MEMBERS_MOST && field_member(field, value, i, &member); i++) {
        if (i > 0)
            strbuf_put_char(bytes, LIST_MORE);
        value_put_key(bytes, &member);
    }
    if (field->member != NULL)
        strbuf_put_char(bytes, LIST_END);
}

static void put_value(struct strbuf *bytes, const struct sort_key *key, const struct sock *sock,
                      struct lookups *lookups)
{
    const struct field *field = &key->field;
    struct value value, first;
    bool known =
        column_get(field->column, sock, lookups, &value) && field_member(field, &value, 0, &first);
    strbuf_put_char(bytes, known ? KNOWN : UNKNOWN);
    if (!known)
        return;
    size_t start = bytes->length;
    put_members(bytes, field, &value);
    for (size_t i = start; key->descending && i < bytes->length; i++)
        bytes->data[i] = (char)~bytes->data[i];
}

void order_key_put(struct strbuf *bytes, const struct sort_key *keys, size_t count,
                   const struct sock *sock, struct lookups *lookups)
{
    for (size_t i = 0; i < count; i++)
        put_value(bytes, &keys[i], sock, lookups);
}

static void put_number(struct strbuf *bytes, uint32_t number)
{
    uint32_t ordered = htonl(number);
    strbuf_put(bytes, (const char *)&ordered, sizeof(ordered));
}

static void put_address(struct strbuf *bytes, const struct endpoint *end)
{
    strbuf_put(bytes, (const char *)end->address, sizeof(end->address));
}

/* A NUL is followed by 1, the end by 0. */
static void put_name(struct strbuf *bytes, struct slice name)
{
    for (size_t i = 0; i < name.length; i++) {
        strbuf_put_char(bytes, name.data[i]);
        if (name.data[i] == '\0')
            strbuf_put_char(bytes, 1);
    }
    strbuf_put(bytes, "\0", 2);
}

/* Protocols are ordered by family, and within a family by kind. */
static uint32_t protocol_place(const struct sock *sock)
{
    uint32_t place = 0;
    while (place < families_count && families[place] != sock->from)
        place++;
    return place << 8 | (uint32_t)(sock->kind - sock->from->kinds);
}

enum rank { RANK_LISTENER, RANK_CONNECTION, RANK_OTHER_CONNECTION, RANK_TIME_WAIT };

static enum rank rank_of(const struct sock *sock)
{
    if (sock->have & HAVE_STATE) {
        if (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN)
            return RANK_LISTENER;
        if (sock->state == STATE_TIME_WAIT)
            return RANK_TIME_WAIT;
    }
    bool has_ports = family_is_inet(sock->from);
    return has_ports ? RANK_CONNECTION : RANK_OTHER_CONNECTION;
}

void order_key_put_usual(struct strbuf *bytes, const struct sock *sock)
{
    enum rank rank = rank_of(sock);
    put_number(bytes, rank);
    if (rank == RANK_LISTENER || rank == RANK_OTHER_CONNECTION)
        put_number(bytes, protocol_place(sock));
    put_number(bytes, sock->local.port);
    if (rank != RANK_LISTENER) {
        put_number(bytes, sock->state);
        put_number(bytes, protocol_place(sock));
        put_address(bytes, &sock->peer);
        put_number(bytes, sock->peer.port);
    }
    put_number(bytes, sock->family);
    put_address(bytes, &sock->local);
    put_name(bytes, sock->name);
}
