/* SPDX-License-Identifier: MIT */
#include "owners/cgroup_path.h"

/* Takes the next text before a separator off `rest`. False when nothing is left. */
static bool take_until(struct slice *rest, char separator, struct slice *text)
{
    bool found = rest->length > 0;
    *text = slice_take(rest, separator);
    return found;
}

/* A line of the file: NUMBER:CONTROLLERS:PATH. False when it is something else. */
static bool split_line(struct slice line, struct slice *controllers, struct slice *path)
{
    struct slice number;
    return take_until(&line, ':', &number) && take_until(&line, ':', controllers) &&
           (*path = line, line.length > 0 && line.data[0] == '/');
}

static int rank_of(struct slice controllers, struct slice path)
{
    if (path.length == 1)
        return 1;
    if (slice_equals(controllers, "name=systemd"))
        return 4;
    return controllers.length == 0 ? 3 : 2;
}

struct slice cgroup_path_find(struct slice file)
{
    struct slice line, controllers, path, found = {0};
    int best = 0;
    while (take_until(&file, '\n', &line)) {
        if (!split_line(line, &controllers, &path) || rank_of(controllers, path) <= best)
            continue;
        best = rank_of(controllers, path);
        found = path;
    }
    return found;
}

bool cgroup_path_take(struct slice *path, struct slice *name)
{
    do {
        if (!take_until(path, '/', name))
            return false;
    } while (name->length == 0);
    return true;
}

/* Takes the names `..` off the start of a path, which the kernel puts there for a group that is not
 * below the root of our cgroup namespace. */
static bool take_parents(struct slice *path)
{
    bool any = false;
    struct slice rest = *path, name;
    while (cgroup_path_take(&rest, &name) && slice_equals(name, "..")) {
        *path = rest;
        any = true;
    }
    return any;
}

/* systemd puts an underscore before a name that the kernel uses for its own files (systemd,
 * "Control Group APIs and Delegation"). */
static struct slice without_mark(struct slice name)
{
    return slice_skip(name, name.length > 1 && name.data[0] == '_');
}

static bool is_unit(struct slice name)
{
    static const char *const ends[] = {".service", ".scope", ".socket", ".mount", ".swap"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (slice_ends(name, ends[i]) && name.length > strlen(ends[i]))
            return true;
    }
    return false;
}

static bool take_slices(struct slice *path, struct slice *name)
{
    bool taken;
    do
        taken = cgroup_path_take(path, name);
    while (taken && slice_ends(without_mark(*name), ".slice"));
    return taken;
}

/* The first name after the slices, if it is a unit. */
static bool take_unit(struct slice *path, struct slice *unit)
{
    bool taken = take_slices(path, unit);
    *unit = taken ? without_mark(*unit) : (struct slice){0};
    return taken && is_unit(*unit);
}

/* Whether a path whose beginning is not visible goes on at one of the slices that are directly
 * below the root. */
static bool starts_at_root(struct slice path)
{
    static const char *const slices[] = {"system.slice", "user.slice", "machine.slice"};
    struct slice name;
    bool starts = false;
    if (!cgroup_path_take(&path, &name))
        return false;
    for (size_t i = 0; i < sizeof(slices) / sizeof(slices[0]); i++)
        starts |= slice_equals(name, slices[i]);
    return starts;
}

static bool is_beginning_hidden(struct slice *path)
{
    return take_parents(path) && !starts_at_root(*path);
}

static enum cgroup_part put_name(bool found, struct slice name, struct strbuf *text)
{
    if (!found)
        return CGROUP_PART_NONE;
    strbuf_put(text, name.data, name.length);
    return CGROUP_PART_KNOWN;
}

enum cgroup_part cgroup_put_unit(struct slice path, struct strbuf *name)
{
    struct slice unit;
    if (is_beginning_hidden(&path))
        return CGROUP_PART_UNKNOWN;
    return put_name(take_unit(&path, &unit), unit, name);
}

enum cgroup_part cgroup_put_user_unit(struct slice path, struct strbuf *name)
{
    struct slice manager, unit = {0};
    if (is_beginning_hidden(&path))
        return CGROUP_PART_UNKNOWN;
    bool found = take_unit(&path, &manager) && slice_begins(manager, "user@") &&
                 slice_ends(manager, ".service") && take_unit(&path, &unit);
    return put_name(found, unit, name);
}
