/* SPDX-License-Identifier: MIT */
#include <linux/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "column/groups.h"
#include "util/number.h"

/* Puts the peer that the key is for. The key itself is never shown. */
static void put_peer(struct strbuf *text, const struct tcp_diag_md5sig *key)
{
    uint8_t address[sizeof(key->tcpm_addr)];
    memcpy(address, key->tcpm_addr, sizeof(address));
    if (text->length > 0)
        strbuf_put_char(text, ',');
    if (key->tcpm_family == AF_INET6)
        number_put_ipv6(text, address);
    else
        number_put_ipv4(text, address);
    strbuf_put_char(text, '/');
    number_put(text, key->tcpm_prefixlen);
}

static bool get_keys(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    struct slice fact = sock_fact(sock, column->fact);
    struct tcp_diag_md5sig key;
    strbuf_clear(&lookups->scratch);
    for (size_t at = 0; fact.length - at >= sizeof(key); at += sizeof(key)) {
        memcpy(&key, fact.data + at, sizeof(key));
        put_peer(&lookups->scratch, &key);
    }
    explicit_bzero(&key, sizeof(key));
    value->text = strbuf_slice(&lookups->scratch);
    return value->text.length > 0 && !lookups->scratch.failed;
}

static const struct column rows[] = {
    {"md5_keys", "md5_keys", "peers (address and prefix) with a TCP-MD5 signature key", VALUE_TEXT,
     IN_INFO, NEED_INFO, .get = get_keys, COLUMN_OF_FACT(FACT_MD5), .example = "192.0.2.7/32",
     .null_when = "the socket has no key"},
};
static const char *const families_with_these[] = {"tcp", NULL};

const struct column_group columns_md5 = {rows, sizeof(rows) / sizeof(rows[0]), families_with_these};
