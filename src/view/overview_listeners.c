/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "column/columns.h"
#include "column/groups.h"
#include "family/family.h"
#include "lookup/listeners.h"
#include "util/array.h"
#include "view/overview.h"

const char *const overview_exposures[] = {"all", "public", "private", "link", "loopback"};
const char *const overview_versions[] = {"v4", "v6"};

/* The beginning of what listeners of one row have in common; the name of their program follows. */
struct key {
    uint64_t kind;
    uint32_t netns, port;
};

static struct slice text_of(const char *column, const struct sock *sock, struct lookups *lookups)
{
    struct value value;
    bool known = column_get(column_find(slice_of(column)), sock, lookups, &value);
    return known ? value_text(&value) : (struct slice){0};
}

static void note_exposure(struct overview_listener *listener, const struct sock *sock,
                          struct lookups *lookups)
{
    struct slice exposure = text_of("exposure", sock, lookups);
    struct slice version = text_of("exposure_ip", sock, lookups);
    for (unsigned i = 0; i < OVERVIEW_EXPOSURES; i++) {
        if (slice_equals(exposure, overview_exposures[i]))
            listener->exposures |= 1u << i;
    }
    for (unsigned i = 0; i < OVERVIEW_VERSIONS; i++) {
        if (slice_equals(version, overview_versions[i]) || slice_equals(version, "dual"))
            listener->versions |= 1u << i;
    }
}

/* How many connections wait beyond the limit, or fewer than it. */
static int64_t excess(uint32_t queue, bool has_limit, uint32_t limit)
{
    return (int64_t)queue - (has_limit ? (int64_t)limit : 0);
}

/* The fullest queue stands for all: each socket has its own. */
static void note_queue(struct overview_listener *listener, const struct sock *sock)
{
    bool has_limit = sock->have & HAVE_SEND_Q;
    if (sock->state != STATE_LISTEN || !(sock->have & HAVE_RECV_Q) ||
        (listener->has_queue && excess(sock->recv_q, has_limit, sock->send_q) <=
                                    excess(listener->queue, listener->has_limit, listener->limit)))
        return;
    listener->has_queue = true;
    listener->has_limit = has_limit;
    listener->queue = sock->recv_q;
    listener->limit = has_limit ? sock->send_q : 0;
}

static bool start(struct overview *overview, size_t place, const struct sock *sock)
{
    struct overview_listener *listeners =
        array_reserve(overview->listeners, &overview->listener_capacity, place, sizeof(*listeners));
    if (listeners == NULL)
        return false;
    overview->listeners = listeners;
    listeners[place] = (struct overview_listener){0};
    struct sock copy;
    view_keep_sample(&listeners[place].sample, sock);
    view_use_sample(&copy, &listeners[place].sample, NULL);
    copy.have &= HAVE_LOCAL | HAVE_NETNS;
    view_keep_sample(&listeners[place].sample, &copy);
    return true;
}

/* Notes through which listener connections may have come in. */
static bool add_use(struct overview *overview, const struct sock *sock, size_t row)
{
    struct lookup_states *states = &overview->settings->lookups->states;
    const struct listener *listener = listeners_find(states, sock);
    if (listener == NULL)
        return true;
    struct overview_use *uses =
        array_reserve(overview->uses, &overview->use_capacity, overview->use_count, sizeof(*uses));
    if (uses == NULL)
        return false;
    overview->uses = uses;
    uses[overview->use_count++] =
        (struct overview_use){(uint32_t)(listener - listeners_at(states, 0)), (uint32_t)row};
    return true;
}

static struct tally_item *find_row(struct overview *overview, const struct sock *sock,
                                   const struct process *owners, size_t count)
{
    struct key key = {(uintptr_t)sock->kind, sock->netns, sock->local.port};
    struct strbuf text = {0};
    strbuf_put(&text, (const char *)&key, sizeof(key));
    if (count > 0 && owners[0].name.data != NULL)
        strbuf_put(&text, owners[0].name.data, owners[0].name.length);
    struct tally_item *item =
        text.failed ? NULL : tally_add(&overview->listener_keys, strbuf_slice(&text), 1);
    strbuf_free(&text);
    return item;
}

bool overview_add_listener(struct overview *overview, const struct sock *sock)
{
    struct lookups *lookups = overview->settings->lookups;
    size_t count, before = overview->listener_keys.count;
    const struct process *owners = columns_find_owners(sock, lookups, &count);
    const struct tally_item *item = find_row(overview, sock, owners, count);
    if (item == NULL)
        return false;
    size_t row = (size_t)(item - overview->listener_keys.items);
    if (row == before && !start(overview, row, sock))
        return false;
    struct overview_listener *listener = &overview->listeners[row];
    listener->sockets++;
    note_exposure(listener, sock, lookups);
    note_queue(listener, sock);
    listener->processes.unknown |= count == 0 && !columns_have_no_owner(sock);
    return people_add(&listener->processes, owners, count) && add_use(overview, sock, row);
}

static int compare_uses(const void *left, const void *right)
{
    const struct overview_use *one = left, *other = right;
    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    return (one->place > other->place) - (one->place < other->place);
}

/* Several sockets of a row can have the same address. */
static void add_connections(struct overview *overview)
{
    const struct overview_use *uses = overview->uses;
    if (overview->use_count > 0)
        qsort(overview->uses, overview->use_count, sizeof(*uses), compare_uses);
    for (size_t i = 0; i < overview->use_count; i++) {
        if (i > 0 && compare_uses(&uses[i - 1], &uses[i]) == 0)
            continue;
        if (uses[i].place < overview->accepted_count)
            overview->listeners[uses[i].row].connections += overview->accepted[uses[i].place];
    }
}

/* Streams before datagrams, then by port. */
static int compare_rows(const void *left, const void *right)
{
    const struct overview_listener *one = *(const struct overview_listener *const *)left;
    const struct overview_listener *other = *(const struct overview_listener *const *)right;
    struct sock mine, its;
    view_use_sample(&mine, &one->sample, NULL);
    view_use_sample(&its, &other->sample, NULL);
    if (mine.kind != its.kind)
        return mine.type != its.type ? mine.type - its.type
                                     : strcmp(mine.kind->netid, its.kind->netid);
    if (mine.local.port != its.local.port)
        return mine.local.port < its.local.port ? -1 : 1;
    if (mine.netns != its.netns)
        return mine.netns < its.netns ? -1 : 1;
    return one < other ? -1 : 1;
}

bool overview_finish_listeners(struct overview *overview)
{
    size_t count = overview->listener_keys.count;
    overview->listener_order = calloc(count + 1, sizeof(struct overview_listener *));
    if (overview->listener_order == NULL)
        return false;
    add_connections(overview);
    for (size_t i = 0; i < count; i++) {
        people_sort(&overview->listeners[i].processes);
        overview->listener_order[i] = &overview->listeners[i];
    }
    qsort(overview->listener_order, count, sizeof(struct overview_listener *), compare_rows);
    return true;
}
