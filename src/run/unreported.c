/* SPDX-License-Identifier: MIT */
#include "run/unreported.h"

#include "column/columns.h"
#include "util/plural.h"

static bool is_missing(const struct column *column, const struct sock *sock,
                       struct lookups *lookups)
{
    struct value value;
    if (!column_is_netlink_only(column, sock) || column_get(column, sock, lookups, &value))
        return false;
    bool may_be_absent = column->is_absent != NULL && (sock->have & column->have) == column->have;
    return !may_be_absent || !column->is_absent(column, sock, lookups);
}

void unreported_count(struct unreported *unreported, const struct query *query,
                      const struct sock *sock, struct lookups *lookups)
{
    for (size_t i = 0; i < query->column_count; i++) {
        const struct column *column = query->columns[i].column;
        if (!query->columns[i].named || !is_missing(column, sock, lookups))
            continue;
        if (unreported->column == NULL)
            unreported->column = column;
        unreported->recorded |= sock_is_recorded(sock);
        unreported->count++;
        return;
    }
}

void unreported_note(const struct unreported *unreported, struct notes *notes)
{
    if (unreported->count > 0)
        notes_add(notes, NOTE_DETAILS_MISSING, OUTCOME_INCOMPLETE, unreported->count,
                  "details of %zu %s are missing, such as %s: %s", unreported->count,
                  plural(unreported->count, "socket", "sockets"), unreported->column->name,
                  unreported->recorded ? "the recording does not have them"
                                       : "only netlink reports them, and it did not answer here");
}
