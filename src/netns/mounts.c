/* SPDX-License-Identifier: MIT */
#include "netns/mounts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

#define NONE UINT32_MAX

enum {
    DEPTH_MOST = 256,
    WORK_MOST = 20 * 1000 * 1000, /* some tenths of a second */
};

struct mount_entry {
    struct mount mount;
    uint32_t first_child, next_sibling; /* places, or NONE */
};

static bool add(struct mounts *mounts, const struct mount *mount)
{
    struct mount_entry *entries =
        array_reserve(mounts->entries, &mounts->capacity, mounts->count, sizeof(*entries));
    if (entries == NULL)
        return false;
    mounts->entries = entries;
    entries[mounts->count] = (struct mount_entry){*mount, NONE, NONE};
    return id_map_insert(&mounts->by_id, mount->id, (uint32_t)mounts->count++) != NULL;
}

static struct mount_entry *find_parent(struct mounts *mounts, const struct mount *mount)
{
    const uint32_t *place = id_map_find(&mounts->by_id, mount->parent);
    return place == NULL || mount->parent == mount->id ? NULL : &mounts->entries[*place];
}

bool mounts_read(struct mounts *mounts, struct slice text)
{
    struct mount mount;
    while (mountinfo_next(&text, &mount)) {
        if (mounts->count == NONE || !add(mounts, &mount))
            return false;
    }
    for (uint32_t i = 0; i < mounts->count; i++) {
        struct mount_entry *parent = find_parent(mounts, &mounts->entries[i].mount);
        if (parent == NULL)
            continue;
        mounts->entries[i].next_sibling = parent->first_child;
        parent->first_child = i;
    }
    return true;
}

const struct mount *mounts_at(const struct mounts *mounts, size_t place)
{
    return place < mounts->count ? &mounts->entries[place].mount : NULL;
}

static bool is_root(struct slice point)
{
    return slice_equals(point, "/");
}

/* Whether the path to `end` passes through `point`. */
static bool passes(struct slice end, struct slice point)
{
    return is_root(point) ||
           (end.length >= point.length && memcmp(end.data, point.data, point.length) == 0 &&
            (end.length == point.length || end.data[point.length] == '/'));
}

/* Whether the path on the mount `step` to `end` enters a mount other than `next`. */
static bool is_diverted(struct mounts *mounts, const struct mount_entry *step, struct slice end,
                        const struct mount_entry *next)
{
    for (uint32_t i = step->first_child; i != NONE; i = mounts->entries[i].next_sibling) {
        const struct mount_entry *child = &mounts->entries[i];
        if (++mounts->work > WORK_MOST || (child != next && passes(end, child->mount.point)))
            return true;
    }
    return false;
}

static bool is_user_space(const struct mount *mount)
{
    struct slice type = mount->type;
    return slice_equals(type, "fuse") || slice_equals(type, "fuseblk") ||
           (type.length > 5 && memcmp(type.data, "fuse.", 5) == 0);
}

/* Goes from the mount up to the root. On each mount, the path down must lead to the next one. */
enum mount_obstacle mounts_obstacle(struct mounts *mounts, size_t place, bool root_is_ours)
{
    const struct mount_entry *next = NULL, *step = &mounts->entries[place];
    struct slice end = step->mount.point;
    enum mount_obstacle obstacle = MOUNT_CLEAR;
    for (int depth = 0; step != NULL; depth++) {
        bool is_ours = root_is_ours && is_root(step->mount.point);
        if (depth == DEPTH_MOST || is_diverted(mounts, step, end, next))
            return MOUNT_COVERED;
        if (is_user_space(&step->mount) && !is_ours)
            obstacle = MOUNT_USER_SPACE;
        next = step;
        end = step->mount.point;
        step = find_parent(mounts, &step->mount);
    }
    return obstacle;
}

void mounts_free(struct mounts *mounts)
{
    free(mounts->entries);
    id_map_free(&mounts->by_id);
    *mounts = (struct mounts){0};
}
