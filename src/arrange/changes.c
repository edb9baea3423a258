/* SPDX-License-Identifier: MIT */
#include "arrange/changes.h"

#include <errno.h>
#include <stdlib.h>

#include "arrange/arrange.h"
#include "column/groups.h"
#include "need.h"
#include "util/array.h"

/* The values of a socket that are compared. */
struct known_socket {
    uint64_t cookie;
    uint32_t netns; /* older kernels count cookies in each network namespace */
    uint32_t recv_q, send_q;
    uint8_t state;
    bool seen; /* the answer after has it too */
};

struct changes_sink {
    struct sink sink;
    struct sink *next;       /* owned */
    struct changes *changes; /* the answer before */
    struct changes now;      /* this answer */
    struct lookups *lookups; /* keep the owners for the next answer; or NULL */
};

static bool has_identity(const struct sock *sock)
{
    return sock->have & HAVE_COOKIE;
}

static int compare_known(const void *left, const void *right)
{
    const struct known_socket *one = left, *other = right;
    if (one->cookie != other->cookie)
        return one->cookie < other->cookie ? -1 : 1;
    return (one->netns > other->netns) - (one->netns < other->netns);
}

static struct known_socket *find_known(const struct changes *changes, const struct sock *sock)
{
    const struct known_socket key = {.cookie = sock->cookie, .netns = sock->netns};
    return changes->count == 0
               ? NULL
               : bsearch(&key, changes->known, changes->count, sizeof(key), compare_known);
}

static enum change judge(const struct known_socket *before, const struct sock *sock)
{
    if (before == NULL)
        return CHANGE_NEW;
    bool same = before->state == sock->state && before->recv_q == sock->recv_q &&
                before->send_q == sock->send_q;
    return same ? CHANGE_NONE : CHANGE_CHANGED;
}

static bool add_known(struct changes *changes, const struct sock *sock)
{
    struct known_socket *known =
        array_reserve(changes->known, &changes->capacity, changes->count, sizeof(*known));
    if (known == NULL)
        return false;
    changes->known = known;
    known[changes->count++] = (struct known_socket){
        .cookie = sock->cookie,
        .netns = sock->netns,
        .recv_q = sock->recv_q,
        .send_q = sock->send_q,
        .state = sock->state,
    };
    return sock_list_add(&changes->list, sock);
}

/* Nobody holds a socket that is gone, so its row shows who held it. */
static bool keep_owners(struct changes_sink *self, const struct sock *sock)
{
    if (self->lookups == NULL)
        return true;
    size_t count;
    const struct process *owners = columns_find_owners(sock, self->lookups, &count);
    return last_owners_add(&self->lookups->last_owners, sock->cookie, owners, count);
}

static bool changes_begin(struct sink *sink, struct error *error)
{
    struct changes_sink *self = (struct changes_sink *)sink;
    if (self->lookups != NULL)
        last_owners_begin(&self->lookups->last_owners);
    return self->next->begin(self->next, error);
}

static enum emit_result hand_on(struct changes_sink *self, const struct sock *sock,
                                enum change change, struct error *error)
{
    struct sock copy = *sock;
    copy.change = (uint8_t)(change & 3);
    copy.have |= HAVE_CHANGE;
    return self->next->row(self->next, &copy, error);
}

static enum emit_result changes_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct changes_sink *self = (struct changes_sink *)sink;
    if (!has_identity(sock))
        return self->next->row(self->next, sock, error);
    if (!add_known(&self->now, sock) || !keep_owners(self, sock)) {
        error_set_errno(error, ENOMEM, "rows to compare the next answer with");
        return EMIT_ERROR;
    }
    if (!self->changes->filled)
        return self->next->row(self->next, sock, error);
    struct known_socket *before = find_known(self->changes, sock);
    if (before != NULL)
        before->seen = true;
    return hand_on(self, sock, judge(before, sock), error);
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

static enum emit_result show_gone(struct changes_sink *self, struct error *error)
{
    enum emit_result result = EMIT_GO;
    uint64_t place = 0;
    struct sock sock;
    while (result == EMIT_GO && sock_list_next(&self->changes->list, &place, &sock)) {
        const struct known_socket *known = find_known(self->changes, &sock);
        if (known != NULL && !known->seen)
            result = hand_on(self, &sock, CHANGE_GONE, error);
    }
    return result;
}

static bool changes_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct changes_sink *self = (struct changes_sink *)sink;
    if (!may_lack_sockets(notes) && show_gone(self, error) == EMIT_ERROR)
        return false;
    changes_free(self->changes);
    if (self->now.count > 0)
        qsort(self->now.known, self->now.count, sizeof(*self->now.known), compare_known);
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
 * socket without a cookie is handed on as it is, and so is every row of the first answer.
 * settings->changes then holds the rows of this answer. The sort comes after this step, so that
 * gone rows have their place in it. */
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
    self->lookups = settings->needs & NEED_OWNERS ? settings->lookups : NULL;
    return &self->sink;
}

void changes_free(struct changes *changes)
{
    sock_list_free(&changes->list);
    free(changes->known);
    *changes = (struct changes){0};
}
