/* SPDX-License-Identifier: MIT */
#include "column/groups.h"

/* Lists each context once, since most owners of a socket have the same one. */
static bool get_process_contexts(const struct column *column, const struct sock *sock,
                                 struct lookups *lookups, struct value *value)
{
    (void)column;
    struct strbuf *list = &lookups->scratch;
    size_t owner_count, count = 0;
    const struct process *owners = columns_find_owners(sock, lookups, &owner_count);
    strbuf_clear(list);
    for (size_t i = 0; i < owner_count && !list->failed; i++) {
        struct slice context = owners[i].context;
        if (context.length == 0 || columns_have_text((const void *)list->data, count, context))
            continue;
        strbuf_put(list, (const char *)&context, sizeof(context));
        count++;
    }
    value->texts.items = (const void *)list->data;
    value->texts.count = count;
    return count > 0 && !list->failed;
}

static bool get_socket_context(const struct column *column, const struct sock *sock,
                               struct lookups *lookups, struct value *value)
{
    (void)column;
    if (sock_is_recorded(sock))
        return false;
    value->text = owners_socket_context(&lookups->owners, sock->inode);
    return value->text.length > 0;
}

static const struct column rows[] = {
    {"process_contexts", "Process-Contexts",
     "security contexts of the processes that hold the socket (SELinux, AppArmor)", VALUE_TEXTS,
     IN_CONTEXTS, NEED_OWNERS | NEED_HOLDERS | NEED_CONTEXTS, .get = get_process_contexts,
     .example = "[\"system_u:system_r:httpd_t:s0\"]", .null_when = "no process has a context"},
    {"socket_context", "Socket-Context", "security context of the socket itself (SELinux)",
     VALUE_TEXT, IN_SOCKET_CONTEXT, NEED_OWNERS | NEED_HOLDERS | NEED_SOCKET_CONTEXTS,
     .have = HAVE_INODE, .get = get_socket_context, .example = "system_u:system_r:httpd_t:s0",
     .null_when = "no security module gives the socket a context"},
};
const struct column_group columns_contexts = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
