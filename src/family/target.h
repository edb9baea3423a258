/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_TARGET_H
#define SOCKVIEW_FAMILY_TARGET_H

#include "family/attribute.h"
#include "sock.h"

/* What becomes of an attribute: a number of the sock that is then known, a fact, or what a function
 * makes of it. A table of targets has that of each type at its place; a zeroed one passes the
 * attribute over. */
struct target {
    uint64_t have; /* HAVE_*; 0: not a number */
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

/* Reads all attributes into the sock, which borrows the bytes of facts. One that is too short for
 * its number leaves that unknown. */
void targets_read(const struct target *targets, size_t count, struct attributes attributes,
                  struct sock *sock);

#endif
