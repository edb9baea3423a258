/* SPDX-License-Identifier: MIT */
#include "arrange/kill.h"

#include <errno.h>
#include <stdlib.h>

#include "arrange/arrange.h"
#include "arrange/kill_notes.h"
#include "arrange/peers.h"
#include "sock_list.h"
#include "util/array.h"

/* How many sockets are shown before the question. */
enum { PREVIEW_MOST = 20 };

/* What happened to a socket. */
enum fate {
    FATE_LEFT,
    FATE_DESTROYED,
    FATE_GONE, /* before it was destroyed */
};

/* A socket without a peer. */
struct alone {
    uint64_t place; /* in the list */
    size_t number;  /* how many come before it */
};

/* Collects sockets until the last one has come, and destroys them. Hands on those that it
 * destroyed, or in a dry run would destroy. The others are counted in a note, which makes the
 * outcome a failure. */
struct kill_sink {
    struct sink sink;
    struct sink *next; /* owned */
    const struct killer *killer;
    struct sock_list list;
    uint8_t *fates;      /* enum fate; owned; in the order of the list */
    struct alone *alone; /* owned */
    size_t alone_count, alone_capacity;
    size_t matched;
    struct failures failures;
};

static bool kill_begin(struct sink *sink, struct error *error)
{
    struct kill_sink *kill = (struct kill_sink *)sink;
    return kill->next->begin(kill->next, error);
}

/* Leaves out sockets that cannot be destroyed, and those that may not match the filter. They are
 * neither listed nor counted in the question. */
static enum emit_result kill_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct kill_sink *kill = (struct kill_sink *)sink;
    const struct killer *killer = kill->killer;
    kill->matched++;
    bool sure = killer->filter == NULL || filter_is_sure(killer->filter, sock, killer->lookups);
    if (!sure || !killer->can(sock)) {
        kill->failures.counts[sure ? FAILURE_UNSUPPORTED : FAILURE_UNSURE]++;
        return EMIT_GO;
    }
    if (sock_list_add(&kill->list, sock))
        return EMIT_GO;
    error_set_errno(error, ENOMEM, "sockets to be destroyed");
    return EMIT_ERROR;
}

static enum fate destroy(struct kill_sink *kill, const struct sock *sock)
{
    if (kill->killer->mode == KILL_DRY)
        return FATE_DESTROYED;
    const struct killer *killer = kill->killer;
    int number = killer->check == NULL ? 0 : killer->check(killer->warned, killer->context, sock);
    if (number == 0)
        number = killer->destroy(killer->context, sock);
    if (number == 0)
        return FATE_DESTROYED;
    enum failure failure = failure_of(number);
    kill->failures.counts[failure]++;
    if (failure == FAILURE_OTHER)
        kill->failures.number = number;
    return failure == FAILURE_GONE ? FATE_GONE : FATE_LEFT;
}

static bool keep_alone(struct kill_sink *kill, uint64_t place, size_t number)
{
    struct alone *alone =
        array_reserve(kill->alone, &kill->alone_capacity, kill->alone_count, sizeof(*alone));
    if (alone == NULL)
        return false;
    kill->alone = alone;
    kill->alone[kill->alone_count++] = (struct alone){place, number};
    return true;
}

static bool has_peer(const struct sock *sock)
{
    return sock->have & HAVE_PEER && sock->peer.port != 0;
}

/* Sockets without a peer come last, in reverse order. They may share their address with others
 * (SO_REUSEPORT). A destroyed UDP socket stays bound and would hide the sockets that the kernel
 * lists after it. */
static bool destroy_all(struct kill_sink *kill)
{
    uint64_t place = 0, next = 0;
    struct sock sock;
    kill->fates = calloc(kill->list.count + 1, sizeof(*kill->fates));
    if (kill->fates == NULL)
        return false;
    for (size_t i = 0; sock_list_next(&kill->list, &next, &sock); i++, place = next) {
        if (has_peer(&sock) || !keep_alone(kill, place, i))
            kill->fates[i] = (uint8_t)destroy(kill, &sock);
    }
    for (size_t i = kill->alone_count; i-- > 0;) {
        if (sock_list_get(&kill->list, kill->alone[i].place, &sock))
            kill->fates[kill->alone[i].number] = (uint8_t)destroy(kill, &sock);
    }
    return true;
}

/* A socket that went because its other end was destroyed is destroyed too. When memory runs out it
 * counts as gone. */
static void count_reset_peers(struct kill_sink *kill)
{
    uint64_t place = 0;
    struct peers peers = {0};
    struct sock sock;
    if (kill->failures.counts[FAILURE_GONE] == 0)
        return;
    for (size_t i = 0; sock_list_next(&kill->list, &place, &sock); i++) {
        if (kill->fates[i] == FATE_DESTROYED && !peers_add(&peers, &sock))
            break;
    }
    peers_sort(&peers);
    place = 0;
    for (size_t i = 0; sock_list_next(&kill->list, &place, &sock); i++) {
        if (kill->fates[i] != FATE_GONE || !peers_has(&peers, &sock))
            continue;
        kill->fates[i] = FATE_DESTROYED;
        kill->failures.counts[FAILURE_GONE]--;
    }
    peers_free(&peers);
}

static size_t count_destroyed(const struct kill_sink *kill)
{
    size_t count = 0;
    for (size_t i = 0; i < kill->list.count; i++)
        count += kill->fates[i] == FATE_DESTROYED;
    return count;
}

static enum emit_result print_destroyed(struct kill_sink *kill, struct error *error)
{
    enum emit_result result = EMIT_GO;
    uint64_t place = 0;
    struct sock sock;
    for (size_t i = 0; result == EMIT_GO; i++) {
        if (!sock_list_next(&kill->list, &place, &sock))
            break;
        if (kill->fates[i] == FATE_DESTROYED)
            result = kill->next->row(kill->next, &sock, error);
    }
    return result;
}

/* Shows the first sockets that the question is about. */
static void preview(const struct kill_sink *kill)
{
    const struct killer *killer = kill->killer;
    uint64_t place = 0;
    struct sock sock;
    size_t count = kill->list.count;
    size_t shown = count > PREVIEW_MOST ? PREVIEW_MOST : count;
    for (size_t i = 1; killer->preview != NULL && i <= shown; i++) {
        if (!sock_list_next(&kill->list, &place, &sock))
            break;
        killer->preview(killer->warned, &sock, i == shown ? count - shown : 0);
    }
}

/* Asks the user if necessary. Pending warnings are shown first, because they may change the
 * answer. */
static bool may_destroy(const struct kill_sink *kill)
{
    const struct killer *killer = kill->killer;
    if (kill->list.count == 0 || killer->mode != KILL_ASK)
        return true;
    if (killer->warn != NULL)
        killer->warn(killer->warned);
    preview(kill);
    return killer->confirm(kill->list.count);
}

static void refresh(const struct kill_sink *kill, struct notes *notes)
{
    const struct killer *killer = kill->killer;
    if (kill->list.count > 0 && killer->mode != KILL_DRY && killer->refresh != NULL)
        killer->refresh(killer->warned, &kill->list, notes);
}

static bool kill_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct kill_sink *kill = (struct kill_sink *)sink;
    if (!may_destroy(kill)) {
        notes_add(notes, NOTE_KILL_DECLINED, OUTCOME_NOTHING, 0,
                  "kill: nothing was destroyed: the answer was not yes");
        return kill->next->end(kill->next, notes, error);
    }
    refresh(kill, notes);
    if (!destroy_all(kill))
        return error_set_errno(error, ENOMEM, "kill: nothing was destroyed");
    count_reset_peers(kill);
    size_t destroyed = count_destroyed(kill);
    enum emit_result result = print_destroyed(kill, error);
    kill_note_failures(&kill->failures, destroyed, kill->killer->mode, notes);
    kill_note_end(kill->killer, kill->matched, destroyed, notes);
    if (kill->killer->mode != KILL_DRY && kill->killer->destroyed != NULL)
        *kill->killer->destroyed = destroyed;
    return result != EMIT_ERROR && kill->next->end(kill->next, notes, error);
}

static void kill_free(struct sink *sink)
{
    struct kill_sink *kill = (struct kill_sink *)sink;
    kill->next->free(kill->next);
    sock_list_free(&kill->list);
    free(kill->fates);
    free(kill->alone);
    free(kill);
}

struct sink *arrange_kill(struct sink *next, const struct arrange_settings *settings)
{
    if (settings->arrangement.kill == KILL_NOTHING)
        return next;
    struct kill_sink *kill = calloc(1, sizeof(*kill));
    if (kill == NULL) {
        next->free(next);
        return NULL;
    }
    *kill = (struct kill_sink){
        .sink = {kill_begin, kill_row, kill_end, kill_free},
        .next = next,
        .killer = settings->killer,
    };
    return &kill->sink;
}
