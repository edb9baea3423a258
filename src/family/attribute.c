/* SPDX-License-Identifier: MIT */
#include "family/attribute.h"

#include <linux/netlink.h>

struct attributes attributes_after(const void *body, size_t length, size_t skip)
{
    size_t start = NLMSG_ALIGN(skip);
    if (length <= start)
        return (struct attributes){0};
    return (struct attributes){(const uint8_t *)body + start, length - start};
}

bool attributes_next(struct attributes *attributes, struct attribute *attribute)
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
    size_t step = NLA_ALIGN(header.nla_len);
    if (step > attributes->left)
        step = attributes->left;
    attributes->at += step;
    attributes->left -= step;
    return true;
}
