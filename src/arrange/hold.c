/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include <errno.h>
#include <stdlib.h>

#include "family/family.h"
#include "lookup/pairs.h"
#include "need.h"
#include "sock_list.h"

/* Time limit for resolving all names of hosts together. */
enum { HOSTS_MILLISECONDS = 2000 };

/* So many rows are handed on at a time before the end, so that what belongs to the later ones can
 * be brought into the cache meanwhile. */
enum { EARLY_ROWS = 256 };

/* Holds the rows that passed the filter until the end. So only what they need is looked up, for all
 * of them at once, and after the kernel was asked for them. Then the filter judges them again, and
 * those that it lets through go on. Of very many sockets the owners are found ahead: then rows go
 * on as soon as theirs are known. */
struct hold {
    struct sink sink;
    struct sink *next; /* owned */
    struct lookups *lookups;
    const struct filter *filter;
    unsigned needs;
    const char *proc;
    const struct no_rows *no_rows;
    struct after_owners after_owners;
    unsigned later; /* enum need: tests that the step after this one decides */
    struct sock_list list;
    uint64_t place; /* of the first row in the list that was not handed on */
    size_t handed;  /* rows that were */
    bool may_begin; /* only owners are looked up, so rows can be handed on before the end */
    bool is_full;   /* the next sink wants no more */
    bool any_left;  /* a row was handed on */
};

static bool hold_begin(struct sink *sink, struct error *error)
{
    struct hold *hold = (struct hold *)sink;
    if (hold->needs & NEED_OWNERS && !owners_prepare(&hold->lookups->owners, hold->proc, error))
        return false;
    return hold->next->begin(hold->next, error);
}

static bool want_host(struct hosts *hosts, const struct sock *sock, const struct endpoint *end)
{
    struct host_address address = host_address(sock->family, end->address, end->scope);
    return hosts_want(hosts, &address);
}

static bool want_hosts(struct hosts *hosts, const struct sock *sock)
{
    if (!family_is_inet(sock->from))
        return true;
    return (!(sock->have & HAVE_LOCAL) || want_host(hosts, sock, &sock->local)) &&
           (!(sock->have & HAVE_PEER) || want_host(hosts, sock, &sock->peer));
}

static bool want_owners(struct hold *hold, const struct sock *sock)
{
    bool wanted = owners_want(&hold->lookups->owners, sock->inode);
    owners_read_ahead(&hold->lookups->owners, hold->proc, hold->lookups->owners.order_count);
    return wanted;
}

/* The other end of a connection is not known yet; a UNIX socket names it. */
static bool want_peer(struct hold *hold, const struct sock *sock)
{
    bool is_named = sock->have & HAVE_PEER_INODE && sock->peer_inode != 0;
    pairs_show(&hold->lookups->states, sock);
    return !is_named || !(hold->needs & NEED_OWNERS) ||
           owners_want(&hold->lookups->owners, sock->peer_inode);
}

static void look_up_owners(struct hold *hold, struct notes *notes)
{
    struct error trouble = {0};
    if (!owners_scan(&hold->lookups->owners, hold->proc, &trouble))
        notes_add(notes, NOTE_OWNERS_FAILED, OUTCOME_INCOMPLETE, 0, "%s", error_message(&trouble));
    else
        owners_report(&hold->lookups->owners, notes);
    error_clear(&trouble);
}

static bool want_owner(void *context, uint32_t inode)
{
    return owners_want(context, inode);
}

/* The owners of the other ends are wanted too. */
static bool want_peers(struct hold *hold)
{
    return pairs_each(&hold->lookups->states, want_owner, &hold->lookups->owners);
}

/* Owners are looked up first, because processes can end in the meantime; host names stay. */
static void look_up(struct hold *hold, struct notes *notes)
{
    if (hold->needs & NEED_PEERS && hold->needs & NEED_OWNERS && !want_peers(hold))
        hold->lookups->owners.failed = true;
    if (hold->needs & NEED_OWNERS)
        look_up_owners(hold, notes);
    if (hold->after_owners.look != NULL)
        hold->after_owners.look(hold->after_owners.context, notes);
    if (hold->needs & NEED_HOSTS) {
        hosts_resolve(&hold->lookups->hosts, HOSTS_MILLISECONDS);
        hosts_report(&hold->lookups->hosts, notes);
    }
}

/* Decides the tests of the filter that depended on the lookups. */
static enum emit_result hand_on(struct hold *hold, const struct sock *sock, struct error *error)
{
    if (filter_judge(hold->filter, sock, hold->lookups, hold->later) == FILTER_NO)
        return EMIT_GO;
    hold->any_left = true;
    return hold->next->row(hold->next, sock, error);
}

/* Whether the row needs to wait no more. */
static bool is_known_early(struct hold *hold, const struct sock *sock)
{
    return !sock_can_be_held(sock) || owners_take_early(&hold->lookups->owners, sock->inode);
}

/* Hands on the rows that wait, up to the first one that has to. */
static enum emit_result hand_on_list(struct hold *hold, bool early, struct error *error)
{
    enum emit_result result = EMIT_GO;
    uint64_t after = hold->place;
    struct sock sock;
    while (result == EMIT_GO && sock_list_next(&hold->list, &after, &sock) &&
           (!early || is_known_early(hold, &sock))) {
        result = hand_on(hold, &sock, error);
        hold->place = after;
        hold->handed++;
        sock_list_free_before(&hold->list, hold->place);
    }
    hold->is_full |= result == EMIT_STOP;
    return result;
}

/* Owners that were found ahead are known before the end. Printing then goes on while the kernel
 * still collects sockets. */
static enum emit_result hand_on_early(struct hold *hold, struct error *error)
{
    bool due = hold->may_begin && hold->list.count - hold->handed >= EARLY_ROWS;
    if (!due || !owners_know_early(&hold->lookups->owners, hold->proc))
        return EMIT_GO;
    return hand_on_list(hold, true, error);
}

static enum emit_result hold_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct hold *hold = (struct hold *)sink;
    bool kept = sock_list_add(&hold->list, sock);
    if (kept && hold->needs & NEED_OWNERS && sock_can_be_held(sock))
        kept = want_owners(hold, sock);
    if (kept && hold->needs & NEED_PEERS)
        kept = want_peer(hold, sock);
    if (kept && hold->needs & NEED_HOSTS)
        kept = want_hosts(&hold->lookups->hosts, sock);
    if (kept)
        return hand_on_early(hold, error);
    error_set_errno(error, ENOMEM, "rows that wait for a lookup");
    return EMIT_ERROR;
}

static bool hold_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct hold *hold = (struct hold *)sink;
    enum emit_result result = EMIT_GO;
    look_up(hold, notes);
    if (!hold->is_full)
        result = hand_on_list(hold, false, error);
    if (!hold->any_left && hold->no_rows != NULL && hold->no_rows->tell != NULL)
        hold->no_rows->tell(hold->no_rows->context, notes);
    return result != EMIT_ERROR && hold->next->end(hold->next, notes, error);
}

static void hold_free(struct sink *sink)
{
    struct hold *hold = (struct hold *)sink;
    hold->next->free(hold->next);
    sock_list_free(&hold->list);
    free(hold);
}

struct sink *arrange_hold(struct sink *next, const struct arrange_settings *settings)
{
    if (!(settings->needs & NEED_HOLD))
        return next;
    struct hold *hold = calloc(1, sizeof(*hold));
    if (hold == NULL) {
        next->free(next);
        return NULL;
    }
    *hold = (struct hold){
        .sink = {hold_begin, hold_row, hold_end, hold_free},
        .next = next,
        .lookups = settings->lookups,
        .filter = settings->filter,
        .needs = settings->needs,
        .may_begin = (settings->needs & NEED_HOLD) == NEED_OWNERS &&
                     settings->arrangement.kill == KILL_NOTHING,
        .proc = settings->proc,
        .no_rows = settings->no_rows,
        .after_owners = settings->after_owners,
        .later = settings->changes != NULL ? NEED_LOOK_BEFORE : 0,
    };
    return &hold->sink;
}
