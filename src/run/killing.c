/* SPDX-License-Identifier: MIT */
#include "run/killing.h"

#include <errno.h>

#include "column/columns.h"
#include "source/destroy.h"
#include "util/number.h"

static int destroy(void *context, const struct sock *sock)
{
    return destroyer_destroy(context, sock);
}

/* Shows all notes so far, before the user is asked whether to destroy sockets. tell_notes does not
 * repeat them. */
static void tell_before_question(void *context)
{
    struct rounds *rounds = context;
    const struct note *note;
    for (size_t i = 0; (note = notes_at(&rounds->notes, i)) != NULL; i++) {
        rounds->tell(note->message);
        notes_add(&rounds->before, note->code, OUTCOME_COMPLETE, note->count, "%s", note->message);
    }
}

static void put_cell(struct strbuf *text, const char *name, const struct sock *sock,
                     struct lookups *lookups)
{
    struct value value = {0};
    strbuf_put_char(text, ' ');
    if (column_get(column_find(slice_of(name)), sock, lookups, &value))
        value_put(text, &value, VALUE_CELL);
    else
        strbuf_put_char(text, '-');
}

static void preview(void *context, const struct sock *sock, size_t left)
{
    static const char *const names[] = {"netid", "state", "local", "peer"};
    struct rounds *rounds = context;
    struct strbuf text = {0};
    strbuf_put_string(&text, "kill:");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        put_cell(&text, names[i], sock, &rounds->lookups);
    if (rounds->query->needs & NEED_OWNERS)
        put_cell(&text, "processes", sock, &rounds->lookups);
    strbuf_put_char(&text, '\0');
    rounds->tell(text.failed ? "kill: out of memory" : text.data);
    strbuf_clear(&text);
    strbuf_put_string(&text, "kill: and ");
    number_put(&text, left);
    strbuf_put(&text, " more", sizeof(" more"));
    if (left > 0)
        rounds->tell(text.failed ? "kill: and more" : text.data);
    strbuf_free(&text);
}

static bool want_owners(struct rounds *rounds, const struct sock_list *sockets)
{
    struct owners *owners = &rounds->lookups.owners;
    bool with_peers = rounds->query->needs & NEED_PEERS;
    uint64_t place = 0;
    struct sock sock;
    bool good = true;
    while (good && sock_list_next(sockets, &place, &sock))
        good = (!sock_can_be_held(&sock) || owners_want(owners, sock.inode)) &&
               (!with_peers || lookups_want_peer(&rounds->lookups, &sock));
    return good;
}

/* Finds the owners again: a process can have handed its socket to another while the question was
 * open. One scan for all sockets is made, and they are destroyed right after it. A scan for each
 * would leave out what changes within these milliseconds too, but takes too long for many. */
static void refresh_owners(void *context, const struct sock_list *sockets, struct notes *notes)
{
    struct rounds *rounds = context;
    struct owners *owners = &rounds->lookups.owners;
    struct error error = {0};
    if (!(rounds->query->needs & NEED_OWNERS))
        return;
    owners_restart(owners);
    bool good = want_owners(rounds, sockets)
                    ? owners_scan(owners, query_proc(rounds->query), &error)
                    : error_set_errno(&error, ENOMEM, "owners");
    if (!good)
        notes_add(notes, NOTE_OWNERS_FAILED, OUTCOME_INCOMPLETE, 0, "%s", error_message(&error));
    error_clear(&error);
}

/* The owners of a socket are unknown when its inode has changed since owners were read, because a
 * program has accepted it. */
static int check(void *context, void *destroyer, const struct sock *sock)
{
    struct rounds *rounds = context;
    const struct selection *selection = &rounds->query->selection;
    struct sock now;
    int number = destroyer_look_up(destroyer, sock, rounds->query->needs, &now);
    if (number != 0)
        return number;
    bool matches = selection_wants_sock(selection, &now) &&
                   filter_is_sure(selection->filter, &now, &rounds->lookups);
    return matches ? 0 : ECANCELED;
}

struct killer killing_start(struct rounds *rounds)
{
    enum kill_mode mode = rounds->query->arrangement.kill;
    return (struct killer){
        .mode = mode,
        .can = destroyer_can,
        .destroy = destroy,
        .confirm = rounds->confirm,
        .warn = tell_before_question,
        .preview = preview,
        .refresh = refresh_owners,
        .check = check,
        .warned = rounds,
        .destroyed = &rounds->destroyed,
        .filter = rounds->query->selection.filter,
        .lookups = &rounds->lookups,
        .permitted = mode != KILL_DRY || destroyer_is_permitted(),
    };
}
