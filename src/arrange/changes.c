/* SPDX-License-Identifier: MIT */
#include "arrange/changes.h"

#include <errno.h>
#include <stdlib.h>

#include "arrange/arrange.h"
#include "column/groups.h"
#include "need.h"

struct changes_sink {
    struct sink sink;
    struct sink *next;       /* owned */
    struct changes *changes; /* the answer before */
    struct changes now;      /* this answer */
    struct lookups *lookups;
    const struct filter *filter; /* NULL unless it tests what a comparison tells */
    bool keeps_owners;           /* for the next answer */
    bool full;                   /* `next` wants no more rows */
};

static bool has_identity(const struct sock *sock)
{
    return sock->have & HAVE_COOKIE;
}

static enum change judge(const struct known_socket *before, const struct sock *sock)
{
    if (before == NULL)
        return CHANGE_NEW;
    bool same = before->state == sock->state && before->recv_q == sock->recv_q &&
                before->send_q == sock->send_q;
    return same ? CHANGE_NONE : CHANGE_CHANGED;
}

static struct sock with_change(const struct sock *sock, enum change change)
{
    struct sock copy = *sock;
    copy.change = (uint8_t)(change & 3);
    copy.have |= HAVE_CHANGE;
    return copy;
}

static bool matches(const struct changes_sink *self, const struct sock *sock)
{
    return self->filter == NULL || filter_judge(self->filter, sock, self->lookups, 0) == FILTER_YES;
}

/* Nobody holds a socket that is gone, so its row shows who held it. */
static bool keep_owners(struct changes_sink *self, const struct sock *sock)
{
    if (!self->keeps_owners)
        return true;
    size_t count;
    const struct process *owners = columns_find_owners(sock, self->lookups, &count);
    return last_owners_add(&self->lookups->last_owners, sock->cookie, owners, count);
}

/* Whether the row matches when its socket is gone is decided now, with values that nobody will know
 * then. */
static bool remember(struct changes_sink *self, const struct sock *sock)
{
    struct sock gone = with_change(sock, CHANGE_GONE);
    if (!keep_owners(self, sock))
        return false;
    bool copied = matches(self, &gone);
    return known_add(&self->now.known, sock, copied) &&
           (!copied || sock_list_add(&self->now.list, &gone));
}

static bool changes_begin(struct sink *sink, struct error *error)
{
    struct changes_sink *self = (struct changes_sink *)sink;
    if (self->keeps_owners)
        last_owners_begin(&self->lookups->last_owners);
    return self->next->begin(self->next, error);
}

/* A limit that follows a filter which decides here does not end the dump: what is left out is known
 * to the next answer too. */
static enum emit_result hand_on(struct changes_sink *self, const struct sock *sock,
                                struct error *error)
{
    if (self->full)
        return EMIT_GO;
    enum emit_result result = self->next->row(self->next, sock, error);
    self->full = result == EMIT_STOP && self->filter != NULL;
    return self->full ? EMIT_GO : result;
}

static enum emit_result hand_on_match(struct changes_sink *self, const struct sock *sock,
                                      struct error *error)
{
    return matches(self, sock) ? hand_on(self, sock, error) : EMIT_GO;
}

static enum emit_result fail(struct error *error)
{
    error_set_errno(error, ENOMEM, "rows to compare the next answer with");
    return EMIT_ERROR;
}

static enum emit_result changes_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct changes_sink *self = (struct changes_sink *)sink;
    if (!has_identity(sock))
        return hand_on_match(self, sock, error);
    const struct known_socket *before = NULL;
    if (!remember(self, sock) ||
        (self->changes->filled && !known_find(&self->changes->known, sock, &before)))
        return fail(error);
    if (!self->changes->filled)
        return hand_on_match(self, sock, error);
    struct sock row = with_change(sock, judge(before, sock));
    return hand_on_match(self, &row, error);
}

/* Whether a socket can exist although it is not in the answer. */
static bool may_lack_sockets(const struct notes *notes)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(notes, i)) != NULL; i++) {
        if (note->code == NOTE_TABLE_UNREADABLE || note->code == NOTE_TABLE_CHANGED ||
            note->code == NOTE_NAMESPACE_UNREADABLE || note->code == NOTE_MORE_MATCH)
            return true;
    }
    return false;
}

/* The copies are read only when one of them is needed. */
static enum emit_result show_gone(struct changes_sink *self, struct error *error)
{
    struct known_sockets *known = &self->changes->known;
    enum emit_result result = EMIT_GO;
    uint64_t place = 0;
    struct sock sock;
    bool failed = false;
    if (known->seen == known->count)
        return EMIT_GO;
    for (size_t i = 0; result == EMIT_GO && i < known->count; i++) {
        if (known->items[i].copied && sock_list_next(&self->changes->list, &place, &sock) &&
            known_is_gone(known, i, &failed))
            result = hand_on(self, &sock, error);
    }
    return failed ? fail(error) : result;
}

static bool changes_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct changes_sink *self = (struct changes_sink *)sink;
    if (!may_lack_sockets(notes) && show_gone(self, error) == EMIT_ERROR)
        return false;
    changes_free(self->changes);
    self->now.filled = true;
    *self->changes = self->now;
    self->now = (struct changes){0};
    return self->next->end(self->next, notes, error);
}

static void changes_sink_free(struct sink *sink)
{
    struct changes_sink *self = (struct changes_sink *)sink;
    self->next->free(self->next);
    changes_free(&self->now);
    free(self);
}

/* Notes in each row what became of its socket since the answer before (enum change): its cookie is
 * new, or its state or a queue is another. After the last row come the rows of the answer before
 * whose sockets are gone, with the owners that they had, unless this answer may lack sockets. A
 * socket without a cookie is handed on as it is, and so is every row of the first answer. A filter
 * that tests changes or rates then decides. settings->changes holds the rows of this answer as they
 * were before that, so that a row is new only if its socket is. The sort comes after this step, so
 * that gone rows have their place in it. */
struct sink *arrange_changes(struct sink *next, const struct arrange_settings *settings)
{
    if (settings->changes == NULL)
        return next;
    struct changes_sink *self = calloc(1, sizeof(*self));
    if (self == NULL) {
        next->free(next);
        return NULL;
    }
    self->sink = (struct sink){changes_begin, changes_row, changes_end, changes_sink_free};
    self->next = next;
    self->changes = settings->changes;
    self->lookups = settings->lookups;
    self->filter = filter_needs(settings->filter) & NEED_LOOK_BEFORE ? settings->filter : NULL;
    self->keeps_owners = settings->needs & NEED_OWNERS && settings->lookups != NULL;
    return &self->sink;
}

void changes_free(struct changes *changes)
{
    sock_list_free(&changes->list);
    known_free(&changes->known);
    *changes = (struct changes){0};
}
