/* SPDX-License-Identifier: MIT */
#include "source/kept_messages.h"

#include <string.h>

/* Each message stands after its length. Both begin at a multiple of this. */
enum { KEPT_STEP = 4 };

static void align(struct strbuf *bytes)
{
    static const char zeros[KEPT_STEP];
    strbuf_put(bytes, zeros, (KEPT_STEP - bytes->length % KEPT_STEP) % KEPT_STEP);
}

bool kept_messages_add(struct kept_messages *kept, uint64_t cookie, struct slice message)
{
    struct strbuf *bytes = &kept->bytes;
    uint32_t low = (uint32_t)cookie, length = (uint32_t)message.length;
    size_t place = bytes->length / KEPT_STEP;
    if (id_map_find(&kept->places, low) != NULL)
        return true;
    if (message.length > UINT32_MAX || place > UINT32_MAX)
        return false;
    strbuf_put(bytes, (const char *)&length, sizeof(length));
    strbuf_put(bytes, message.data, message.length);
    align(bytes);
    return !bytes->failed && id_map_insert(&kept->places, low, (uint32_t)place) != NULL;
}

struct slice kept_messages_find(struct kept_messages *kept, uint64_t cookie)
{
    const uint32_t *place = id_map_find(&kept->places, (uint32_t)cookie);
    uint32_t length;
    if (place == NULL)
        return (struct slice){NULL, 0};
    const char *at = kept->bytes.data + (size_t)*place * KEPT_STEP;
    memcpy(&length, at, sizeof(length));
    return (struct slice){at + sizeof(length), length};
}

void kept_messages_free(struct kept_messages *kept)
{
    id_map_free(&kept->places);
    strbuf_free(&kept->bytes);
}
