/* SPDX-License-Identifier: MIT */
#include "family/target.h"

static void read_one(const struct target *target, const struct attribute *attribute,
                     struct sock *sock)
{
    if (target->read != NULL)
        target->read(sock, attribute);
    else if (target->is_fact)
        sock_set_fact(sock, target->fact, attribute->data, attribute->length);
    else if (target->have != 0 &&
             attribute_read(attribute, (char *)sock + target->offset, target->size))
        sock->have |= target->have;
}

void targets_read(const struct target *targets, size_t count, struct attributes attributes,
                  struct sock *sock)
{
    struct attribute attribute;
    while (attributes_next(&attributes, &attribute)) {
        if (attribute.type < count)
            read_one(&targets[attribute.type], &attribute, sock);
    }
}
