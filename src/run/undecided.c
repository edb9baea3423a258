/* SPDX-License-Identifier: MIT */
#include "run/undecided.h"

#include "family/family.h"
#include "util/plural.h"

void undecided_count(struct undecided *undecided, const struct sock *sock, bool from_file)
{
    if (undecided->filter == NULL)
        return;
    uint64_t unknown = filter_reads(undecided->filter) & sock->from->netlink_only & ~sock->have;
    if (unknown == 0 && !from_file)
        return;
    const char *field = filter_misses(undecided->filter, sock, undecided->lookups, from_file);
    if (field == NULL)
        return;
    if (undecided->field == NULL)
        undecided->field = field;
    undecided->recorded |= sock_is_recorded(sock);
    undecided->any_mark |= (unknown & HAVE_MARK) != 0;
    undecided->count++;
}

void undecided_note(const struct undecided *undecided, struct notes *notes)
{
    if (undecided->count == 0)
        return;
    if (undecided->recorded) {
        notes_add(notes, NOTE_FILTER_UNKNOWN, OUTCOME_INCOMPLETE, undecided->count,
                  "filter: '%s' of %zu %s is unknown: the recording does not tell it",
                  undecided->field, undecided->count,
                  plural(undecided->count, "socket", "sockets"));
        return;
    }
    notes_add(notes, NOTE_FILTER_UNKNOWN, OUTCOME_INCOMPLETE, undecided->count,
              "filter: '%s' of %zu %s is unknown: only netlink reports it%s", undecided->field,
              undecided->count, plural(undecided->count, "socket", "sockets"),
              undecided->any_mark ? ", and only with CAP_NET_ADMIN" : "");
}
