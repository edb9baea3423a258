/* SPDX-License-Identifier: MIT */
#include "owners/cgroup_path.h"

enum { ID_LENGTH = 64, POD_HASH_LENGTH = 32, POD_UID_LENGTH = 36 };

/* What runs containers. */
enum runtime { DOCKER, PODMAN, CONTAINERD, CRI_O, LXC, NSPAWN, RUNTIMES, UNKNOWN = RUNTIMES };

const char *cgroup_runtime_word(size_t place)
{
    static const char *const words[RUNTIMES] = {
        [DOCKER] = "docker", [PODMAN] = "podman", [CONTAINERD] = "containerd",
        [CRI_O] = "cri-o",   [LXC] = "lxc",       [NSPAWN] = "nspawn",
    };
    return place < RUNTIMES ? words[place] : NULL;
}

/* A container that a name in a path stands for. */
struct container {
    struct slice name;
    enum runtime runtime;
};

static bool is_hex(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
}

static bool are_hex(struct slice text)
{
    size_t i = 0;
    while (i < text.length && is_hex(text.data[i]))
        i++;
    return i == text.length;
}

static bool is_id(struct slice text)
{
    return text.length == ID_LENGTH && are_hex(text);
}

/* Removes a text from the end, if it is there. */
static void cut_end(struct slice *text, const char *end)
{
    if (slice_ends(*text, end))
        text->length -= strlen(end);
}

/* What stands before the id of a container. */
static enum runtime runtime_of(struct slice prefix)
{
    static const struct {
        const char *prefix;
        enum runtime runtime;
    } rows[] = {
        {"docker", DOCKER},         {"libpod", PODMAN},
        {"libpod-payload", PODMAN}, {"cri-containerd", CONTAINERD},
        {"nerdctl", CONTAINERD},    {"crio", CRI_O},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (slice_equals(prefix, rows[i].prefix))
            return rows[i].runtime;
    }
    return UNKNOWN;
}

/* PREFIX-ID.scope, as the runtimes call a unit of systemd, or PREFIX-ID. Where the runtime hands
 * the name for systemd to a driver that does not use systemd, it is PARENT:PREFIX:ID. */
static bool is_prefixed(struct slice name, struct container *container)
{
    cut_end(&name, ".scope");
    if (name.length <= ID_LENGTH + 1)
        return false;
    size_t before = name.length - ID_LENGTH - 1;
    char sign = name.data[before];
    struct slice prefix = {name.data, before};
    const char *colon = slice_find_last(prefix, ':');
    if (sign == ':' && colon != NULL)
        prefix = slice_skip(prefix, (size_t)(colon + 1 - prefix.data));
    container->name = slice_skip(name, before + 1);
    container->runtime = runtime_of(prefix);
    return (sign == '-' || sign == ':') && is_id(container->name) && container->runtime != UNKNOWN;
}

/* Drivers that do not use systemd make a group with only the id in a group of their own. */
static bool is_bare(struct slice parent, struct slice name, struct container *container)
{
    *container = (struct container){name, slice_equals(parent, "docker") ? DOCKER : UNKNOWN};
    return is_id(name);
}

/* A container of LXC has a name. Its monitor runs in lxc.monitor.NAME, outside. */
static bool is_lxc(struct slice parent, struct slice name, struct container *container)
{
    static const char payload[] = "lxc.payload.";
    bool named = slice_begins(name, payload);
    bool below = slice_equals(parent, "lxc") || slice_equals(parent, "lxc.payload");
    *container = (struct container){slice_skip(name, named ? sizeof(payload) - 1 : 0), LXC};
    return (named || below) && container->name.length > 0;
}

/* A machine of systemd-machined, or a unit of systemd-nspawn. libvirt calls virtual machines
 * qemu-NUMBER-NAME there, and these are no containers. */
static bool is_nspawn(struct slice name, struct container *container)
{
    static const char machine[] = "machine-", unit[] = "systemd-nspawn@";
    bool of_machine = slice_begins(name, machine) && slice_ends(name, ".scope");
    bool of_unit = slice_begins(name, unit) && slice_ends(name, ".service");
    cut_end(&name, of_machine ? ".scope" : ".service");
    size_t skip = of_machine ? sizeof(machine) - 1 : sizeof(unit) - 1;
    if ((!of_machine && !of_unit) || name.length <= skip)
        return false;
    *container = (struct container){slice_skip(name, skip), NSPAWN};
    return !slice_begins(container->name, "qemu\\x2d");
}

static bool find_container(struct slice path, struct container *container)
{
    struct slice parent = {0}, name;
    while (cgroup_path_take(&path, &name)) {
        if (is_prefixed(name, container) || is_bare(parent, name, container) ||
            is_lxc(parent, name, container) || is_nspawn(name, container))
            return true;
        parent = name;
    }
    return false;
}

static int digit_of(char character)
{
    return character <= '9' ? character - '0' : character - 'a' + 10;
}

/* systemd writes a minus in the name of a machine as \x2d. */
static void put_unescaped(struct strbuf *text, struct slice name)
{
    for (size_t i = 0; i < name.length; i++) {
        struct slice rest = slice_skip(name, i);
        bool escaped = slice_begins(rest, "\\x") && rest.length >= 4 && is_hex(rest.data[2]) &&
                       is_hex(rest.data[3]);
        int byte = escaped ? digit_of(rest.data[2]) << 4 | digit_of(rest.data[3]) : rest.data[0];
        strbuf_put_char(text, (char)byte);
        i += escaped ? 3 : 0;
    }
}

enum cgroup_part cgroup_put_container(struct slice path, struct strbuf *name)
{
    struct container container;
    if (!find_container(path, &container))
        return CGROUP_PART_NONE;
    if (container.runtime == NSPAWN)
        put_unescaped(name, container.name);
    else
        strbuf_put(name, container.name.data, container.name.length);
    return CGROUP_PART_KNOWN;
}

enum cgroup_part cgroup_put_runtime(struct slice path, struct strbuf *name)
{
    struct container container;
    if (!find_container(path, &container))
        return CGROUP_PART_NONE;
    if (container.runtime == UNKNOWN)
        return CGROUP_PART_UNKNOWN;
    strbuf_put_string(name, cgroup_runtime_word(container.runtime));
    return CGROUP_PART_KNOWN;
}

/* 8-4-4-4-12 digits, in which a driver that uses systemd writes underscores, or for a pod that the
 * kubelet has from a file, 32 digits. */
static bool is_uid(struct slice text)
{
    bool good = text.length == POD_UID_LENGTH;
    for (size_t i = 0; good && i < text.length; i++) {
        bool is_joint = i == 8 || i == 13 || i == 18 || i == 23;
        bool is_sign = text.data[i] == '-' || text.data[i] == '_';
        good = is_joint ? is_sign : is_hex(text.data[i]);
    }
    return good || (text.length == POD_HASH_LENGTH && are_hex(text));
}

/* podUID, or kubepods-CLASS-podUID.slice, after which a runtime may have written what it would
 * have told systemd. */
static bool is_pod(struct slice name, struct slice *uid)
{
    static const size_t lengths[] = {POD_UID_LENGTH, POD_HASH_LENGTH};
    const char *colon = slice_find(name, ':');
    if (colon != NULL)
        name = slice_until(name, colon);
    cut_end(&name, ".slice");
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        if (name.length < lengths[i] + strlen("pod"))
            continue;
        struct slice before = {name.data, name.length - lengths[i]};
        *uid = slice_skip(name, before.length);
        if (is_uid(*uid) && (slice_equals(before, "pod") || slice_ends(before, "-pod")))
            return true;
    }
    return false;
}

enum cgroup_part cgroup_put_pod(struct slice path, struct strbuf *name)
{
    struct slice part, uid;
    bool found = false;
    while (!found && cgroup_path_take(&path, &part))
        found = is_pod(part, &uid);
    for (size_t i = 0; found && i < uid.length; i++)
        strbuf_put_char(name, uid.data[i] == '_' ? '-' : uid.data[i]);
    return found ? CGROUP_PART_KNOWN : CGROUP_PART_NONE;
}
