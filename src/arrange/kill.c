/* SPDX-License-Identifier: MIT */
#include "arrange/kill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arrange/arrange.h"
#include "sock_list.h"
#include "util/array.h"
#include "util/number.h"

/* Why a socket was not destroyed. */
enum failure {
    FAILURE_FORBIDDEN,
    FAILURE_UNSUPPORTED,
    FAILURE_UNSURE,
    FAILURE_GONE,
    FAILURE_OTHER,
    FAILURES,
};

/* A socket without a peer, and its place in the list. */
struct alone {
    struct sock sock; /* borrows from the list */
    size_t place;
};

/* Destroys the sockets it is given, when the last has come, and hands those that it destroyed (in a
 * dry run: would destroy) on. The others are counted in a note, which makes the outcome a failure.
 */
struct kill_sink {
    struct sink sink;
    struct sink *next; /* owned */
    const struct killer *killer;
    struct sock_list list;
    bool *destroyed;     /* owned; indexed by place in the list */
    struct alone *alone; /* owned */
    size_t alone_count, alone_capacity;
    size_t failures[FAILURES];
    int number; /* errno of the last FAILURE_OTHER */
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
    bool sure = killer->filter == NULL || filter_is_sure(killer->filter, sock, killer->lookups);
    if (!sure || !killer->can(sock)) {
        kill->failures[sure ? FAILURE_UNSUPPORTED : FAILURE_UNSURE]++;
        return EMIT_GO;
    }
    if (sock_list_add(&kill->list, sock))
        return EMIT_GO;
    error_set_errno(error, ENOMEM, "sockets to be destroyed");
    return EMIT_ERROR;
}

static enum failure failure_of(int number)
{
    switch (number) {
    case EPERM:
    case EACCES:
        return FAILURE_FORBIDDEN;
    case EOPNOTSUPP:
        return FAILURE_UNSUPPORTED;
    case ENOENT:
    case ESTALE:
        return FAILURE_GONE;
    default:
        return FAILURE_OTHER;
    }
}

static bool destroy(struct kill_sink *kill, const struct sock *sock)
{
    if (kill->killer->mode == KILL_DRY)
        return true;
    int number = kill->killer->destroy(kill->killer->context, sock);
    if (number == 0)
        return true;
    enum failure failure = failure_of(number);
    kill->failures[failure]++;
    if (failure == FAILURE_OTHER)
        kill->number = number;
    return false;
}

static bool keep_alone(struct kill_sink *kill, const struct sock *sock, size_t place)
{
    struct alone *alone =
        array_reserve(kill->alone, &kill->alone_capacity, kill->alone_count, sizeof(*alone));
    if (alone == NULL)
        return false;
    kill->alone = alone;
    kill->alone[kill->alone_count++] = (struct alone){*sock, place};
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
    const struct sock_list_item *item = NULL;
    struct sock sock;
    kill->destroyed = calloc(kill->list.count + 1, sizeof(*kill->destroyed));
    if (kill->destroyed == NULL)
        return false;
    for (size_t i = 0; (item = sock_list_next(&kill->list, item, &sock)) != NULL; i++) {
        if (has_peer(&sock) || !keep_alone(kill, &sock, i))
            kill->destroyed[i] = destroy(kill, &sock);
    }
    for (size_t i = kill->alone_count; i-- > 0;)
        kill->destroyed[kill->alone[i].place] = destroy(kill, &kill->alone[i].sock);
    return true;
}

static size_t count_destroyed(const struct kill_sink *kill)
{
    size_t count = 0;
    for (size_t i = 0; i < kill->list.count; i++)
        count += kill->destroyed[i];
    return count;
}

static enum emit_result print_destroyed(struct kill_sink *kill, struct error *error)
{
    enum emit_result result = EMIT_GO;
    const struct sock_list_item *item = NULL;
    struct sock sock;
    for (size_t i = 0; result == EMIT_GO; i++) {
        item = sock_list_next(&kill->list, item, &sock);
        if (item == NULL)
            break;
        if (kill->destroyed[i])
            result = kill->next->row(kill->next, &sock, error);
    }
    return result;
}

static void put_reason(struct strbuf *text, size_t count, const char *reason)
{
    if (count == 0)
        return;
    strbuf_put_string(text, text->length == 0 ? "" : ", ");
    number_put(text, count);
    strbuf_put_char(text, ' ');
    strbuf_put_string(text, reason);
}

static const char *plural(size_t count)
{
    return count == 1 ? "socket" : "sockets";
}

/* Reports all failures in one note, with the number of sockets for each reason. */
static void note_failures(const struct kill_sink *kill, size_t destroyed, struct notes *notes)
{
    const size_t *failures = kill->failures;
    struct strbuf reasons = {0};
    size_t failed = 0;
    for (size_t i = 0; i < FAILURES; i++)
        failed += failures[i];
    if (failed == 0)
        return;
    put_reason(&reasons, failures[FAILURE_FORBIDDEN], "not permitted (CAP_NET_ADMIN is needed)");
    put_reason(&reasons, failures[FAILURE_UNSUPPORTED], "of a kind that the kernel cannot destroy");
    put_reason(&reasons, failures[FAILURE_UNSURE], "not certain to match the filter");
    put_reason(&reasons, failures[FAILURE_GONE],
               "already gone or hidden by others with the same address");
    put_reason(&reasons, failures[FAILURE_OTHER], strerror(kill->number));
    notes_add(notes, NOTE_KILL_FAILED, OUTCOME_NOTHING, failed,
              "kill: %zu of %zu %s %s destroyed: %.*s", failed, failed + destroyed,
              plural(failed + destroyed), kill->killer->mode == KILL_DRY ? "would not be" : "not",
              (int)reasons.length, reasons.data);
    strbuf_free(&reasons);
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
    return killer->confirm(kill->list.count);
}

static bool kill_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct kill_sink *kill = (struct kill_sink *)sink;
    if (!may_destroy(kill)) {
        notes_add(notes, NOTE_KILL_DECLINED, OUTCOME_NOTHING, 0,
                  "kill: nothing was destroyed: the answer was not yes");
        return kill->next->end(kill->next, notes, error);
    }
    if (!destroy_all(kill))
        return error_set_errno(error, ENOMEM, "kill: nothing was destroyed");
    size_t destroyed = count_destroyed(kill);
    enum emit_result result = print_destroyed(kill, error);
    note_failures(kill, destroyed, notes);
    if (kill->killer->mode == KILL_DRY)
        notes_add(notes, NOTE_KILL_DRY_RUN, OUTCOME_COMPLETE, destroyed,
                  "kill: %zu %s would be destroyed%s", destroyed, plural(destroyed),
                  kill->killer->permitted ? "" : " with CAP_NET_ADMIN, which is missing");
    else if (kill->killer->destroyed != NULL)
        *kill->killer->destroyed = destroyed;
    return result != EMIT_ERROR && kill->next->end(kill->next, notes, error);
}

static void kill_free(struct sink *sink)
{
    struct kill_sink *kill = (struct kill_sink *)sink;
    kill->next->free(kill->next);
    sock_list_free(&kill->list);
    free(kill->destroyed);
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
