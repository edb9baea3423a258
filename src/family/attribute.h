/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_ATTRIBUTE_H
#define SOCKVIEW_FAMILY_ATTRIBUTE_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Netlink attributes not yet read (struct nlattr, linux/netlink.h). */
struct attributes {
    const uint8_t *at;
    size_t left;
};

/* One attribute; `data` is borrowed and need not be aligned. */
struct attribute {
    uint16_t type; /* without NLA_F_NESTED and NLA_F_NET_BYTEORDER */
    const uint8_t *data;
    size_t length;
};

/* The attributes in a message body. They follow its first `skip` bytes, padded to NLMSG_ALIGN. */
struct attributes attributes_after(const void *body, size_t length, size_t skip);

/* Takes the next attribute. False at the end. Also false when the length of an attribute does not
 * fit the remaining bytes: then nothing after it can be trusted. */
static inline bool attributes_next(struct attributes *attributes, struct attribute *attribute)
{
    struct nlattr header;
    if (attributes->left < sizeof(header))
        return false;
    memcpy(&header, attributes->at, sizeof(header));
    if (header.nla_len < sizeof(header) || header.nla_len > attributes->left)
        return false;
    attribute->type = header.nla_type & (uint16_t)NLA_TYPE_MASK;
    attribute->data = attributes->at + sizeof(header);
    attribute->length = header.nla_len - sizeof(header);
    size_t step = (size_t)NLA_ALIGN(header.nla_len);
    if (step > attributes->left)
        step = attributes->left;
    attributes->at += step;
    attributes->left -= step;
    return true;
}

/* Copies the value of an attribute into a number of `size` bytes. False when the value is shorter.
 * A longer one is accepted, because newer kernels append fields. */
static inline bool attribute_read(const struct attribute *attribute, void *number, size_t size)
{
    if (attribute->length < size)
        return false;
    memcpy(number, attribute->data, size);
    return true;
}

#endif
