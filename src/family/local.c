/* SPDX-License-Identifier: MIT */
#include "family/local.h"

#include <linux/sock_diag.h>

#include "util/number.h"

void local_set_memory(struct sock *sock, const struct attribute *attribute)
{
    uint32_t memory[SK_MEMINFO_WMEM_ALLOC + 1];
    sock_set_fact(sock, FACT_MEMORY, attribute->data, attribute->length);
    if (!attribute_read(attribute, memory, sizeof(memory)))
        return;
    sock->recv_q = memory[SK_MEMINFO_RMEM_ALLOC];
    sock->send_q = memory[SK_MEMINFO_WMEM_ALLOC];
    sock->have |= HAVE_RECV_Q | HAVE_SEND_Q;
}

void local_set_cookie(struct sock *sock, const uint32_t cookie[2])
{
    sock->cookie = (uint64_t)cookie[1] << 32 | cookie[0];
    sock->have |= HAVE_COOKIE;
}

void local_set_inode(struct sock *sock, uint32_t inode)
{
    sock->inode = inode;
    if (inode != 0)
        sock->have |= HAVE_INODE;
}

bool local_protocol(const char *name, const struct sock *sock, struct lookups *lookups,
                    struct value *value)
{
    if (name != NULL) {
        value->text = slice_of(name);
        return true;
    }
    strbuf_clear(&lookups->scratch);
    number_put(&lookups->scratch, sock->protocol);
    value->text = strbuf_slice(&lookups->scratch);
    return true;
}
