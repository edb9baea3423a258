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
