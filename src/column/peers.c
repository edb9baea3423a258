/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "lookup/pairs.h"

/* Unknown when the other end is not on this machine, or is not known for certain. */
static bool get_peer_processes(const struct column *column, const struct sock *sock,
                               struct lookups *lookups, struct value *value)
{
    struct other_end other;
    (void)column;
    if (!pairs_find(&lookups->states, sock, &other))
        return false;
    value->processes = (struct value_processes){
        .merged = lookups->processes_merged,
        .with_descriptor = lookups->processes_with_descriptor,
        .with_thread = lookups->owners.with_threads,
        .with_context = lookups->owners.with_contexts,
    };
    value->processes.items = owners_find(&lookups->owners, other.inode, &value->processes.count);
    return value->processes.count > 0;
}

static bool get_peer_netns(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    struct other_end other;
    (void)column;
    if (!pairs_find(&lookups->states, sock, &other) || other.netns == 0)
        return false;
    value->text = namespaces_find(&lookups->namespaces, other.netns);
    return value->text.length > 0;
}

static const struct column rows[] = {
    {"peer_processes", "Peer-Process",
     "processes at the other end of the connection, when that is a socket of this machine",
     VALUE_PROCESSES, IN_PEERS, NEED_OWNERS | NEED_HOLDERS | NEED_PEERS, .get = get_peer_processes,
     .stream_width = 24,
     .null_when = "the other end is not on this machine, or is not known for certain"},
    {"peer_netns", "Peer-Netns",
     "network namespace of the other end of the connection, when that is a socket of this machine: "
     "its name, or its inode",
     VALUE_TEXT, IN_PEER_NETNS, NEED_PEERS, .get = get_peer_netns, .stream_width = 12,
     .null_when =
         "the other end is not on this machine, or is not known for certain, or the socket "
         "is a UNIX one",
     .example = "web"},
};
const struct column_group columns_peers = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
