/* SPDX-License-Identifier: MIT */
#include "filter/selection.h"

#include <sys/socket.h>

static uint8_t every_kind(const struct family *family)
{
    return (uint8_t)((1u << family->kind_count) - 1);
}

bool selection_is_empty(const struct selection *selection)
{
    for (size_t i = 0; i < families_count; i++) {
        if (selection->kinds[i] != 0)
            return false;
    }
    return true;
}

int selection_address_family(const struct selection *selection)
{
    const struct address_family *found = NULL;
    for (size_t i = 0; i < families_count; i++) {
        const struct address_family *address = families[i]->tables[0].address_family;
        if (selection->kinds[i] == 0)
            continue;
        if (found != NULL && found != address)
            return AF_UNSPEC;
        found = address;
    }
    return found == NULL || found->end_form == END_INTERNET ? AF_UNSPEC : found->number;
}

void selection_complete(struct selection *selection)
{
    if (!selection_is_empty(selection))
        return;
    for (size_t i = 0; i < families_count; i++) {
        if (families[i]->by_default)
            selection->kinds[i] = every_kind(families[i]);
    }
}

bool selection_has_columns(const struct selection *selection, const struct column_group *group)
{
    for (size_t i = 0; i < families_count; i++) {
        if (selection->kinds[i] != 0 && column_group_belongs_to(group, families[i]))
            return true;
    }
    return false;
}

bool selection_has_kind(const struct selection *selection, const struct family *family,
                        const struct kind *kind)
{
    for (size_t i = 0; i < families_count; i++) {
        if (families[i] == family)
            return selection->kinds[i] & 1u << (kind - family->kinds);
    }
    return false;
}

uint32_t selection_states(const struct selection *selection, const struct family *family)
{
    if (family == selection->apart)
        return selection->apart_states;
    return selection->default_states ? selection->states | family->shown_by_default
                                     : selection->states;
}

uint32_t selection_possible_states(const struct selection *selection, const struct family *family)
{
    return selection_states(selection, family) & filter_states(selection->filter);
}

/* A filter that excludes a state also passes sockets whose state is unknown. */
static bool can_be_in(const struct selection *selection, const struct family *family)
{
    return family->states & selection_states(selection, family) &&
           (family->states | state_bit(STATE_UNKNOWN)) & filter_states(selection->filter);
}

bool selection_is_possible(const struct selection *selection)
{
    for (size_t i = 0; i < families_count; i++) {
        if (selection->kinds[i] != 0 &&
            families[i]->states & selection_states(selection, families[i]))
            return true;
    }
    return false;
}

/* Whether addresses of a family of sockets were asked for. */
static bool wants_addresses(const struct selection *selection, size_t family,
                            const struct address_family *addresses)
{
    if (selection->addresses == 0)
        return true;
    if (addresses->narrows != 0)
        return selection->addresses & addresses->narrows;
    return selection->named & UINT32_C(1) << family;
}

bool selection_wants_table(const struct selection *selection, size_t family,
                           const struct socket_table *table)
{
    if (selection->kinds[family] == 0 || !can_be_in(selection, families[family]))
        return false;
    return wants_addresses(selection, family, table->address_family);
}

/* Tables that nobody asked for may be read too, because of other ends and listeners. */
static bool wants_addresses_of(const struct selection *selection, const struct sock *sock)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; families[i] == sock->from && j < sock->from->table_count; j++) {
            const struct address_family *addresses = sock->from->tables[j].address_family;
            if (addresses->number == sock->family)
                return wants_addresses(selection, i, addresses);
        }
    }
    return true;
}

bool selection_wants_sock(const struct selection *selection, const struct sock *sock)
{
    if (!selection_has_kind(selection, sock->from, sock->kind) ||
        (selection->addresses != 0 && !wants_addresses_of(selection, sock)))
        return false;
    uint32_t states = selection_states(selection, sock->from);
    if (sock->have & HAVE_STATE && states & state_bit(sock->state))
        return true;
    return states == state_all();
}

void selection_free(struct selection *selection)
{
    filter_free(selection->filter);
    selection->filter = NULL;
}
