/* SPDX-License-Identifier: MIT */
#include "source/md5_keys.h"

#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "family/attribute.h"

/* A key that is cut off at the end is wiped as far as it goes. */
static void wipe_keys(uint8_t *keys, size_t length)
{
    const size_t skip = offsetof(struct tcp_diag_md5sig, tcpm_key);
    for (size_t at = 0; at < length; at += sizeof(struct tcp_diag_md5sig)) {
        size_t left = length - at;
        size_t end = left < sizeof(struct tcp_diag_md5sig) ? left : sizeof(struct tcp_diag_md5sig);
        if (end > skip)
            explicit_bzero(keys + at + skip, end - skip);
    }
}

void md5_keys_wipe(void *body, size_t length)
{
    uint8_t *bytes = body;
    struct attribute attribute;
    if (length < sizeof(struct inet_diag_msg) || (bytes[0] != AF_INET && bytes[0] != AF_INET6))
        return;
    struct attributes attributes = attributes_after(body, length, sizeof(struct inet_diag_msg));
    while (attributes_next(&attributes, &attribute)) {
        if (attribute.type == INET_DIAG_MD5SIG)
            wipe_keys(bytes + (attribute.data - bytes), attribute.length);
    }
}
