/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_CAPABILITY_H
#define SOCKVIEW_UTIL_CAPABILITY_H

#include <stdbool.h>
#include <stdint.h>

/* A set of capabilities has a bit for each (CAP_* of linux/capability.h). */
#define CAPABILITY_BIT(capability) (UINT64_C(1) << (capability))

/* Whether this thread has a capability in effect. */
bool capability_is_held(unsigned capability);

/* The capabilities that this thread may put into effect. */
uint64_t capability_permitted(void);

/* Gives up every capability of this thread, and of the threads that it will start, that is not in
 * the set. They cannot be taken back. False with errno. */
bool capability_keep(uint64_t set);

/* Puts exactly these capabilities into effect; they must be permitted. `before` becomes the set
 * that was in effect; it may be NULL. False with errno. */
bool capability_use(uint64_t set, uint64_t *before);

/* Two capabilities (CAP_*) that are needed together, with the words for a message. */
struct capability_pair {
    unsigned first, second;
    const char *names[4]; /* by what is missing: nothing (NULL), the first, the second, both */
};

/* The words for those of the pair that this process does not have in effect; NULL when it has both.
 */
const char *capability_missing(const struct capability_pair *pair);

#endif
