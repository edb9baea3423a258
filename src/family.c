/* SPDX-License-Identifier: MIT */
#include "family.h"

#include <string.h>

#include "family/inet.h"
#include "family/local.h"

const struct family *const families[] = {
    &family_tcp, &family_udp, &family_unix, &family_packet, &family_netlink,
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

const struct kind *family_find_type(const struct family *family, uint8_t type)
{
    for (size_t i = 0; i < family->kind_count; i++) {
        if (family->kinds[i].type == type)
            return &family->kinds[i];
    }
    return NULL;
}
