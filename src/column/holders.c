/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "owners/cgroup_path.h"
#include "owners/details.h"

/* The text of an owner. NULL data when it is unknown, an empty one when it has none. */
static struct slice text_of(const struct column *column, const struct process *owner)
{
    const char *details = (const char *)owner->details;
    return details == NULL ? (struct slice){0}
                           : *(const struct slice *)(const void *)(details + column->offset);
}

static uint32_t ns_pid_of(const struct process *owner)
{
    return owner->details == NULL ? 0 : owner->details->ns_pid;
}

bool columns_know_owner(const struct column *column, const struct process *owner)
{
    return column->type == VALUE_NUMBERS ? ns_pid_of(owner) != 0
                                         : text_of(column, owner).data != NULL;
}

bool columns_have_text(const struct slice *items, size_t count, struct slice text)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].length == text.length && memcmp(items[i].data, text.data, text.length) == 0)
            return true;
    }
    return false;
}

/* Fills the list with the texts of the owners, each once. False when it is empty and a text is
 * unknown. */
static bool list_texts(const struct column *column, const struct process *owners, size_t count,
                       struct strbuf *list, struct value *value)
{
    bool known = true;
    size_t listed = 0;
    strbuf_clear(list);
    for (size_t i = 0; i < count; i++) {
        struct slice text = text_of(column, &owners[i]);
        known &= text.data != NULL;
        if (text.length == 0 || columns_have_text((const void *)list->data, listed, text))
            continue;
        strbuf_put(list, (const char *)&text, sizeof(text));
        listed++;
    }
    value->texts = (struct value_texts){(const void *)list->data, listed};
    return (listed > 0 || known) && !list->failed;
}

/* A socket that no process can hold has an empty list, as in the column `processes`. */
static bool get_texts(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    size_t count;
    const struct process *owners = columns_find_owners(sock, lookups, &count);
    return (count > 0 || columns_have_no_owner(sock)) &&
           list_texts(column, owners, count, &lookups->scratch, value);
}

static bool has_number(const struct strbuf *list, uint64_t number)
{
    const uint64_t *items = (const void *)list->data;
    for (size_t i = 0; i < list->length / sizeof(number); i++) {
        if (items[i] == number)
            return true;
    }
    return false;
}

static bool get_ns_pids(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    (void)column;
    size_t count;
    struct strbuf *list = &lookups->scratch;
    const struct process *owners = columns_find_owners(sock, lookups, &count);
    strbuf_clear(list);
    for (size_t i = 0; i < count; i++) {
        uint64_t pid = ns_pid_of(&owners[i]);
        if (pid != 0 && !has_number(list, pid))
            strbuf_put(list, (const char *)&pid, sizeof(pid));
    }
    value->numbers =
        (struct value_numbers){(const void *)list->data, list->length / sizeof(uint64_t)};
    return (value->numbers.count > 0 || columns_have_no_owner(sock)) && !list->failed;
}

#define HOLDERS(field, needed)                                                                     \
    VALUE_TEXTS, 0, NEED_OWNERS | NEED_HOLDERS | (needed),                                         \
        .get = get_texts, .offset = offsetof(struct process_details, field)

static const struct column rows[] = {
    {"command", "Command",
     "command lines of the owners; quotation marks stand around what a shell would not take for "
     "one word",
     HOLDERS(command, NEED_COMMANDS), .example = "[\"nginx -g 'daemon off;'\"]"},
    {"executable", "Executable", "paths of the files that the owners run",
     HOLDERS(executable, NEED_EXECUTABLES), .example = "[\"/usr/sbin/nginx\"]"},
    {"process_full_names", "Process-Full-Names",
     "names of the owners; one that the kernel has cut at 15 bytes is completed from the "
     "executable or the command where one begins with it, and is unknown otherwise",
     HOLDERS(full_name, NEED_COMMANDS | NEED_EXECUTABLES), .example = "[\"systemd-resolved\"]"},
    {"process_cgroup", "Process-Cgroup", "paths of the control groups of the owners",
     HOLDERS(cgroup, NEED_OWNER_CGROUPS), .example = "[\"/system.slice/nginx.service\"]"},
    {"unit", "Unit", "systemd units of the owners: nginx.service, session-3.scope and so on",
     HOLDERS(unit, NEED_OWNER_CGROUPS), .example = "[\"nginx.service\"]"},
    {"user_unit", "User-Unit",
     "units of the owners that the service manager of a user started: pipewire.service",
     HOLDERS(user_unit, NEED_OWNER_CGROUPS), .example = "[\"pipewire.service\"]"},
    {"container", "Container",
     "containers of the owners: the id of 64 digits, or for LXC and nspawn the name",
     HOLDERS(container, NEED_OWNER_CGROUPS),
     .example = "[\"4c01db0b339c4c01db0b339c4c01db0b339c4c01db0b339c4c01db0b339c4c01\"]"},
    {"container_runtime", "Container-Runtime",
     "what runs these containers: docker, podman, containerd, cri-o, lxc or nspawn",
     HOLDERS(container_runtime, NEED_OWNER_CGROUPS), .word = cgroup_runtime_word,
     .example = "[\"docker\"]"},
    {"pod", "Pod", "uids of the Kubernetes pods of the owners", HOLDERS(pod, NEED_OWNER_CGROUPS),
     .example = "[\"0c1d2e3f-4a5b-6c7d-8e9f-0a1b2c3d4e5f\"]"},
    {"ns_pid", "NS-PID",
     "process ids of the owners in their own pid namespaces, such as those of containers",
     VALUE_NUMBERS, 0, NEED_OWNERS | NEED_HOLDERS | NEED_NS_PIDS, .get = get_ns_pids,
     .example = "[1]"},
};
const struct column_group columns_holders = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
