/* SPDX-License-Identifier: MIT */
#include "family/family.h"

#include <string.h>
#include <sys/socket.h>

#include "family/inet.h"
#include "family/local.h"
#include "family/tipc.h"
#include "family/vsock.h"
#include "family/xdp.h"

const struct family *const families[] = {
    &family_tcp,   &family_udp,  &family_udplite, &family_raw,    &family_mptcp,
    &family_sctp,  &family_dccp, &family_unix,    &family_packet, &family_netlink,
    &family_vsock, &family_tipc, &family_xdp,
};
const size_t families_count = sizeof(families) / sizeof(families[0]);

void family_start(const struct family *family, const struct socket_table *table,
                  const struct kind *kind, struct sock *sock)
{
    memset(sock, 0, offsetof(struct sock, facts));
    sock->from = family;
    sock->kind = kind;
    sock->family = (uint8_t)table->address_family;
    sock->type = kind->type;
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

const struct kind *family_find_type(const struct family *family, uint8_t type)
{
    for (size_t i = 0; i < family->kind_count; i++) {
        if (family->kinds[i].type == type)
            return &family->kinds[i];
    }
    return NULL;
}
