/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_ATTRIBUTE_H
#define SOCKVIEW_FAMILY_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Netlink attributes that remain to be read (struct nlattr, linux/netlink.h). */
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

/* The attributes that follow the first `skip` bytes of a message body, which NLMSG_ALIGN pads. */
struct attributes attributes_after(const void *body, size_t length, size_t skip);

/* Takes the next attribute. False at the end, and at one whose length does not fit what is
 * left: nothing behind it can be trusted. */
bool attributes_next(struct attributes *attributes, struct attribute *attribute);

/* Copies an attribute's value into a number of exactly `size` bytes; false when the attribute is
 * shorter. A longer one is accepted: fields grow at their end. */
static inline bool attribute_read(const struct attribute *attribute, void *number, size_t size)
{
    if (attribute->length < size)
        return false;
    memcpy(number, attribute->data, size);
    return true;
}

#endif
