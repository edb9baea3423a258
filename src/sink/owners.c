/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "sink.h"
#include "sock_list.h"

/* Holds the rows that passed the filter, so that only their owners are looked for, and after the
 * kernel was asked for them. */
struct owners_sink {
    struct sink sink;
    struct sink *next; /* owned */
    struct lookups *lookups;
    const char *proc;
    struct sock_list list;
};

static bool owners_sink_begin(struct sink *sink, struct error *error)
{
    struct owners_sink *owners = (struct owners_sink *)sink;
    return owners->next->begin(owners->next, error);
}

static enum emit_result owners_sink_row(struct sink *sink, const struct sock *sock,
                                        struct error *error)
{
    struct owners_sink *owners = (struct owners_sink *)sink;
    bool kept = sock_list_add(&owners->list, sock);
    if (kept && sock->have & HAVE_INODE)
        kept = owners_want(&owners->lookups->owners, sock->inode);
    if (kept)
        return EMIT_GO;
    error_set_errno(error, ENOMEM, "owners");
    return EMIT_ERROR;
}

static bool owners_sink_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct owners_sink *owners = (struct owners_sink *)sink;
    struct error trouble = {0};
    if (!owners_scan(&owners->lookups->owners, owners->proc, &trouble))
        notes_add(notes, OUTCOME_INCOMPLETE, "%s", error_message(&trouble));
    else
        owners_report(&owners->lookups->owners, notes);
    error_clear(&trouble);

    enum emit_result result = EMIT_GO;
    for (size_t i = 0; i < owners->list.count && result == EMIT_GO; i++)
        result = owners->next->row(owners->next, sock_list_at(&owners->list, i), error);
    if (result == EMIT_ERROR)
        return false;
    return result == EMIT_STOP || owners->next->end(owners->next, notes, error);
}

static void owners_sink_free(struct sink *sink)
{
    struct owners_sink *owners = (struct owners_sink *)sink;
    owners->next->free(owners->next);
    sock_list_free(&owners->list);
    free(owners);
}

struct sink *sink_open_owners(struct sink *next, struct lookups *lookups, const char *proc)
{
    struct owners_sink *owners = calloc(1, sizeof(*owners));
    if (owners == NULL) {
        next->free(next);
        return NULL;
    }
    *owners = (struct owners_sink){
        .sink = {owners_sink_begin, owners_sink_row, owners_sink_end, owners_sink_free},
        .next = next,
        .lookups = lookups,
        .proc = proc,
    };
    return &owners->sink;
}
