/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_KEPT_MESSAGES_H
#define SOCKVIEW_SOURCE_KEPT_MESSAGES_H

#include "util/id_map.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* Messages of the kernel about sockets, by the low half of their cookies. Starts zeroed. */
struct kept_messages {
    struct id_map places; /* in `bytes`, in steps of KEPT_STEP */
    struct strbuf bytes;
};

/* Keeps a copy. Of two with the same low half the first stays. False when out of memory. */
bool kept_messages_add(struct kept_messages *kept, uint64_t cookie, struct slice message);

/* The message that was kept for a cookie with this low half, aligned for netlink; an empty slice
 * where there is none. Valid until the next kept_messages_add. */
struct slice kept_messages_find(struct kept_messages *kept, uint64_t cookie);

/* Frees all messages. */
void kept_messages_free(struct kept_messages *kept);

#endif
