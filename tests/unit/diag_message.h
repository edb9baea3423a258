/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_DIAG_MESSAGE_H
#define SOCKVIEW_TESTS_UNIT_DIAG_MESSAGE_H

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>

#include "family/inet.h"
#include "support.h"

/* A message that is built piece by piece, in memory aligned as netlink's. */
struct message {
    _Alignas(struct nlmsghdr) char bytes[4096];
    size_t length;
};

static inline void message_put(struct message *message, const void *data, size_t length)
{
    assert_true(message->length + length <= sizeof(message->bytes));
    if (length > 0)
        memcpy(message->bytes + message->length, data, length);
    message->length += length;
}

static inline void message_pad(struct message *message)
{
    while (message->length % NLMSG_ALIGNTO != 0)
        message_put(message, "", 1);
}

/* An attribute with a length that the header may lie about. */
static inline void message_put_attribute_as(struct message *message, uint16_t type,
                                            uint16_t claimed, const void *data, size_t length)
{
    struct nlattr header = {.nla_len = claimed, .nla_type = type};
    message_put(message, &header, sizeof(header));
    message_put(message, data, length);
    message_pad(message);
}

static inline void message_put_attribute(struct message *message, uint16_t type, const void *data,
                                         size_t length)
{
    message_put_attribute_as(message, type, (uint16_t)(sizeof(struct nlattr) + length), data,
                             length);
}

/* The body of an answer: an established connection between two addresses, which have ports 22 and
 * 40000. */
static inline struct inet_diag_msg diag_body(int address_family, const char *local,
                                             const char *peer)
{
    struct inet_diag_msg body = {
        .idiag_family = (uint8_t)address_family,
        .idiag_state = STATE_ESTABLISHED,
        .id = {.idiag_sport = htons(22),
               .idiag_dport = htons(40000),
               .idiag_cookie = {0x89abcdef, 0x01234567}},
        .idiag_rqueue = 11,
        .idiag_wqueue = 12,
        .idiag_uid = 1000,
        .idiag_inode = 4242,
    };
    assert_int_equal(inet_pton(address_family, local, body.id.idiag_src), 1);
    assert_int_equal(inet_pton(address_family, peer, body.id.idiag_dst), 1);
    return body;
}

#endif
