/* SPDX-License-Identifier: MIT */
#include "lookup/unix_references.h"

#include <errno.h>
#include <fcntl.h>

#include "util/file.h"
#include "util/id_map.h"
#include "util/number.h"
#include "util/slice.h"

/* A million sockets with long names. */
enum { FILE_MOST = 256 * 1024 * 1024 };

struct references {
    bool loaded;
    bool failed;
    struct id_map counts; /* by inode; 0: unknown */
};

static void add_line(struct references *references, struct slice line)
{
    enum { COUNT = 1, INODE = 6, FIELDS = 7 };
    struct slice fields[FIELDS];
    uint64_t count, inode;
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = slice_take_word(&line, " ");
    if (!number_parse_hex(fields[COUNT], UINT32_MAX, &count) ||
        !number_parse(fields[INODE], UINT32_MAX, &inode) || inode == 0)
        return;
    uint32_t *known = id_map_insert(&references->counts, (uint32_t)inode, (uint32_t)count);
    if (known == NULL)
        references->failed = true;
    else if (*known != count)
        *known = 0;
}

static void load(struct lookup_states *states, struct references *references)
{
    struct strbuf text = {0};
    references->loaded = true;
    if (!file_read_at(AT_FDCWD, "/proc/thread-self/net/unix", FILE_MOST, &text))
        lookup_note_trouble(states, errno);
    struct slice rest = strbuf_slice(&text);
    while (rest.length > 0)
        add_line(references, slice_take(&rest, '\n'));
    strbuf_free(&text);
}

static void free_references(void *state)
{
    struct references *references = state;
    id_map_free(&references->counts);
}

static bool has_failed(const void *state)
{
    const struct references *references = state;
    return references->failed;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct references),
    .free = free_references,
    .failed = has_failed,
};

bool unix_references_find(struct lookup_states *states, uint32_t inode, uint32_t *count)
{
    struct references *references = lookup_state(states, &kind);
    if (references == NULL)
        return false;
    if (!references->loaded)
        load(states, references);
    const uint32_t *known = id_map_find(&references->counts, inode);
    *count = known == NULL ? 0 : *known;
    return *count != 0;
}
