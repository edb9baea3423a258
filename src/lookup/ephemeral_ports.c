/* SPDX-License-Identifier: MIT */
#include "lookup/ephemeral_ports.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "lookup/port_range.h"
#include "util/array.h"
#include "util/file.h"
#include "util/number.h"

enum { PORTS = UINT16_MAX + 1, WORD_BITS = 64 };

/* More than the longest list: every second port, six bytes each. */
enum { RESERVED_MOST = 256 * 1024 };

struct state {
    struct ephemeral_ports *items; /* owned, as are their `reserved` and `blocked` */
    size_t count, capacity;
    bool failed; /* memory ran out */
};

static void state_free(void *memory)
{
    struct state *state = memory;
    for (size_t i = 0; i < state->count; i++) {
        strbuf_free(&state->items[i].reserved);
        free(state->items[i].blocked);
    }
    free(state->items);
}

static bool state_failed(const void *memory)
{
    const struct state *state = memory;
    return state->failed;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct state),
    .free = state_free,
    .failed = state_failed,
    .lasts = false,
};

/* Reads `8080` or `9000-9010`, and marks these ports. */
static bool mark_range(uint64_t *blocked, struct slice text)
{
    uint64_t first, last;
    struct slice word = slice_take(&text, '-');
    if (!number_parse(word, UINT16_MAX, &first))
        return false;
    last = first;
    if (text.length > 0 && !number_parse(text, UINT16_MAX, &last))
        return false;
    for (uint64_t port = first; port <= last; port++)
        blocked[port / WORD_BITS] |= UINT64_C(1) << port % WORD_BITS;
    return true;
}

static bool mark_list(uint64_t *blocked, struct slice list)
{
    bool good = true;
    while (good && list.length > 0)
        good = mark_range(blocked, slice_take(&list, ','));
    return good;
}

/* False when memory ran out. */
static bool read_reserved(struct ephemeral_ports *ports, struct lookup_states *states)
{
    struct strbuf *text = &ports->reserved;
    bool whole =
        file_read_at(AT_FDCWD, "/proc/sys/net/ipv4/ip_local_reserved_ports", RESERVED_MOST, text);
    if (!whole)
        lookup_note_trouble(states, errno);
    if (text->length > 0 && text->data[text->length - 1] == '\n')
        text->length--;
    ports->blocked = calloc(PORTS / WORD_BITS, sizeof(*ports->blocked));
    if (ports->blocked == NULL)
        return false;
    ports->reserved_known = whole && mark_list(ports->blocked, strbuf_slice(text));
    return true;
}

void ephemeral_ports_learn(struct lookup_states *states, uint32_t netns)
{
    struct state *state = lookup_state(states, &kind);
    if (state == NULL)
        return;
    struct ephemeral_ports *items =
        array_reserve(state->items, &state->capacity, state->count, sizeof(*items));
    state->failed |= items == NULL;
    if (items == NULL)
        return;
    state->items = items;
    struct ephemeral_ports *ports = &items[state->count++];
    *ports = (struct ephemeral_ports){.netns = netns};
    errno = 0; /* what cannot be understood is no trouble */
    ports->known = port_range_read(&ports->first, &ports->last);
    if (!ports->known)
        lookup_note_trouble(states, errno);
    state->failed |= !read_reserved(ports, states);
}

const struct ephemeral_ports *ephemeral_ports_at(struct lookup_states *states, size_t place)
{
    const struct state *state = lookup_state(states, &kind);
    return state != NULL && place < state->count ? &state->items[place] : NULL;
}

/* From the last: rows come while their namespace is the newest. */
const struct ephemeral_ports *ephemeral_ports_find(struct lookup_states *states, uint32_t netns)
{
    const struct state *state = lookup_state(states, &kind);
    for (size_t i = state == NULL ? 0 : state->count; i > 0; i--) {
        if (state->items[i - 1].netns == netns)
            return &state->items[i - 1];
    }
    return NULL;
}

bool ephemeral_ports_have(const struct ephemeral_ports *ports, uint32_t port)
{
    return port >= ports->first && port <= ports->last && ports->blocked != NULL &&
           !(ports->blocked[port / WORD_BITS] >> port % WORD_BITS & 1);
}

uint32_t ephemeral_ports_count(const struct ephemeral_ports *ports)
{
    uint32_t count = 0;
    for (uint32_t port = ports->first; port <= ports->last; port++)
        count += ephemeral_ports_have(ports, port);
    return count;
}
