/* SPDX-License-Identifier: MIT */
#include "run/live_words.h"

#include "lookup/users.h"
#include "lookups.h"
#include "run/live.h"
#include "util/number.h"

/* A user at a prompt notices a delay of a tenth of a second. Programs of listeners may take the
 * first half of the time, so that some is left for other sockets. */
#define READING_MOST  (60 * CLOCK_SECOND / 1000)
#define PROGRAMS_MOST (30 * CLOCK_SECOND / 1000)
enum { WORDS_MOST = 20000 };

/* Where words are added, and the lookups that they need. */
struct output {
    struct live *live;
    live_take *take;
    void *context;
    struct lookups lookups;
};

static void put_part(struct strbuf *help, struct slice part)
{
    if (part.length > 0 && help->length > 0)
        strbuf_put_string(help, ", ");
    strbuf_put(help, part.data, part.length);
}

static void give(struct output *output, struct slice text, const struct strbuf *help)
{
    if (!help->failed)
        output->take(output->context, text, strbuf_slice(help));
}

static uint32_t number_of(const struct tally_item *item)
{
    uint64_t number = 0;
    number_parse(item->text, UINT32_MAX, &number);
    return (uint32_t)number;
}

/* `by_name`: the service is the word, and the number is its help. Otherwise the reverse. */
static void give_port(struct output *output, const struct tally_item *item, bool by_name)
{
    const char *protocol = item->about != NULL ? item->about : "tcp";
    struct slice service =
        services_find(&output->lookups.services, protocol, (uint16_t)number_of(item));
    struct strbuf help = {0};
    put_part(&help, by_name ? item->text : service);
    put_part(&help, item->note);
    if (!by_name || service.length > 0)
        give(output, by_name ? service : item->text, &help);
    strbuf_free(&help);
}

static void give_user(struct output *output, const struct tally_item *item, bool by_name)
{
    struct slice name = users_find(&output->lookups.states, number_of(item));
    struct strbuf help = {0};
    strbuf_put_string(&help, by_name ? "uid " : "");
    put_part(&help, by_name ? (struct slice){0} : name);
    if (by_name)
        strbuf_put(&help, item->text.data, item->text.length);
    if (!by_name || name.length > 0)
        give(output, by_name ? name : item->text, &help);
    strbuf_free(&help);
}

static void give_cgroup(struct output *output, const struct tally_item *item)
{
    uint64_t id;
    memcpy(&id, item->text.data, sizeof(id));
    struct slice path = cgroups_find(&output->lookups.cgroups, id);
    if (path.length > 0)
        give(output, path, &(struct strbuf){0});
}

static void give_noted(struct output *output, const struct tally_item *item, const char *before)
{
    struct strbuf help = {0};
    strbuf_put_string(&help, before);
    strbuf_put(&help, item->note.data, item->note.length);
    give(output, item->text, &help);
    strbuf_free(&help);
}

static void give_item(struct output *output, const struct tally_item *item)
{
    switch (output->live->kind) {
    case LIVE_LOCAL_PORTS:
    case LIVE_PEER_PORTS:
        give_port(output, item, false);
        break;
    case LIVE_LOCAL_SERVICES:
    case LIVE_PEER_SERVICES:
        give_port(output, item, true);
        break;
    case LIVE_USERS:
        give_user(output, item, true);
        break;
    case LIVE_USER_IDS:
        give_user(output, item, false);
        break;
    case LIVE_CGROUPS:
        give_cgroup(output, item);
        break;
    case LIVE_PROCESSES:
        give_noted(output, item, "pid ");
        break;
    default:
        give_noted(output, item, "");
    }
}

static void give_seen(struct live *live, live_take *take, void *context)
{
    struct output output = {.live = live, .take = take, .context = context};
    tally_sort(&live->seen);
    for (size_t i = 0; i < live->seen.count; i++)
        give_item(&output, &live->seen.items[i]);
    lookups_free(&output.lookups);
}

/* Counts listeners, then their programs, then other sockets. When time runs out, the last are left
 * out. */
static void count_seen(struct live *live)
{
    const uint32_t listeners = state_bit(STATE_LISTEN) | state_bit(STATE_UNCONN);
    uint64_t end = live->deadline;
    bool of_processes = live_counts_processes(live);
    live_read_sockets(live, listeners);
    if (!of_processes)
        live->deadline -= READING_MOST - PROGRAMS_MOST;
    if (of_processes || live->unnamed > 0)
        live_read_processes(live);
    live->deadline = end;
    live->stopped = false;
    if (!of_processes)
        live_read_sockets(live, state_all() & ~listeners);
}

void live_words_read(enum live_kind kind, live_take *take, void *context)
{
    struct live live = {
        .kind = kind, .deadline = clock_steady() + READING_MOST, .seen.most = WORDS_MOST};
    switch (kind) {
    case LIVE_NONE:
        break;
    case LIVE_SERVICES:
        live_list_services(take, context);
        break;
    case LIVE_ALL_PROCESS_IDS:
        live_list_processes(take, context, &live);
        break;
    case LIVE_DEVICES:
        live_list_devices(take, context);
        break;
    case LIVE_NAMESPACES:
        live_list_namespaces(take, context);
        break;
    default:
        count_seen(&live);
        give_seen(&live, take, context);
    }
    tally_free(&live.seen);
    id_map_free(&live.listeners);
    arena_free(&live.texts);
}
