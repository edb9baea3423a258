/* SPDX-License-Identifier: MIT */
#include "family/family.h"

#include <string.h>
#include <sys/socket.h>

void family_start(const struct family *family, const struct socket_table *table,
                  const struct kind *kind, struct sock *sock)
{
    memset(sock, 0, offsetof(struct sock, facts));
    sock->from = family;
    sock->kind = kind;
    sock->family = (uint8_t)table->address_family->number;
    sock->type = kind->type;
}

const struct address_family *family_address(const struct sock *sock)
{
    for (size_t i = 0; i < sock->from->table_count; i++) {
        const struct address_family *address = sock->from->tables[i].address_family;
        if (address->number == sock->family)
            return address;
    }
    return NULL;
}

bool family_is_inet(const struct family *family)
{
    return family->tables[0].address_family->end_form == END_INTERNET;
}

void family_set_state(const struct family *family, struct sock *sock, unsigned number)
{
    bool connectionless = !(family->states & state_bit(STATE_CLOSE)) || sock->type == SOCK_DGRAM ||
                          sock->type == SOCK_RDM;
    if (number > STATE_CLOSING)
        return;
    if (number == STATE_CLOSE && connectionless)
        number = STATE_UNCONN;
    if (!(family->states & state_bit(number)))
        return;
    sock->state = (uint8_t)number;
    sock->have |= HAVE_STATE;
}

uint32_t family_kernel_states(const struct family *family, uint32_t states)
{
    uint32_t wanted = states & family->states;
    uint32_t kernel = wanted & (state_bit(STATE_CLOSING + 1) - 1);
    if (wanted & state_bit(STATE_UNCONN))
        kernel |= state_bit(STATE_CLOSE);
    return kernel;
}

void family_set_cookie(struct sock *sock, const uint32_t cookie[2])
{
    sock->cookie = (uint64_t)cookie[1] << 32 | cookie[0];
    sock->have |= HAVE_COOKIE;
}

void family_set_inode(struct sock *sock, uint32_t inode)
{
    sock->inode = inode;
    if (inode != 0)
        sock->have |= HAVE_INODE;
}

const struct kind *family_find_type(const struct family *family, uint8_t type)
{
    for (size_t i = 0; i < family->kind_count; i++) {
        if (family->kinds[i].type == type)
            return &family->kinds[i];
    }
    return NULL;
}
