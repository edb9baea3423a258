/* SPDX-License-Identifier: MIT */
#include "family/attribute.h"

struct attributes attributes_after(const void *body, size_t length, size_t skip)
{
    size_t start = NLMSG_ALIGN(skip);
    if (length <= start)
        return (struct attributes){0};
    return (struct attributes){(const uint8_t *)body + start, length - start};
}
