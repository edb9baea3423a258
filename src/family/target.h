/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_TARGET_H
#define SOCKVIEW_FAMILY_TARGET_H

#include "family/attribute.h"
#include "sock.h"

/* What to do with an attribute. Exactly one applies: it sets a number of the sock (`have`), it
 * becomes a fact (`is_fact`), or a function reads it (`read`). A table of targets is indexed by
 * attribute type. A zeroed target ignores the attribute. */
struct target {
    uint64_t have; /* HAVE_* of the number; 0: the attribute is no number */
    size_t offset, size;
    bool is_fact;
    enum fact fact;
    void (*read)(struct sock *sock, const struct attribute *attribute);
};

#define TARGET_NUMBER(field, bit)                                                                  \
    {                                                                                              \
        .have = bit, .offset = offsetof(struct sock, field),                                       \
        .size = sizeof(((struct sock *)NULL)->field)                                               \
    }
#define TARGET_FACT(which)                                                                         \
    {                                                                                              \
        .is_fact = true, .fact = which                                                             \
    }
#define TARGET_FUNCTION(function)                                                                  \
    {                                                                                              \
        .read = function                                                                           \
    }

/* Reads all attributes into the sock. Facts borrow the bytes of their attributes. A number whose
 * attribute is too short stays unknown. */
void targets_read(const struct target *targets, size_t count, struct attributes attributes,
                  struct sock *sock);

#endif
