/* SPDX-License-Identifier: MIT */
#include "arrange/findings.h"

#include <stdlib.h>

#include "arrange/finding_columns.h"
#include "column/columns.h"
#include "column/groups.h"
#include "lookup/port_use.h"
#include "util/array.h"
#include "value/pack.h"

static void put_bytes(struct strbuf *key, const void *bytes, size_t size)
{
    strbuf_put(key, (const char *)bytes, size);
}

/* What is the same for all sockets of a finding: the process, the destination, or the socket
 * itself. */
static void put_key(struct findings *findings, enum health_check check, const struct sock *sock,
                    uint32_t pid)
{
    struct strbuf *key = &findings->key;
    strbuf_clear(key);
    strbuf_put_char(key, (char)check);
    put_bytes(key, &sock->netns, sizeof(sock->netns));
    if (health_checks[check].by_destination) {
        port_use_put_key(key, sock);
    } else if (health_checks[check].by_process) {
        put_bytes(key, &pid, sizeof(pid));
    } else {
        put_bytes(key, &sock->cookie, sizeof(sock->cookie));
        put_bytes(key, &sock->inode, sizeof(sock->inode));
    }
}

static void pack_column(struct findings *findings, const char *name, const struct sock *sock,
                        struct strbuf *packed)
{
    struct value value;
    bool known = column_get(column_find(slice_of(name)), sock, findings->lookups, &value);
    value_pack(packed, known ? &value : NULL);
}

/* Connections to one destination have each another local port. A socket without a connection has no
 * peer. */
static void pack_ends(struct findings *findings, enum health_check check, const struct sock *sock,
                      struct strbuf *packed)
{
    struct sock end = *sock;
    if (health_checks[check].by_destination)
        end.local.port = 0;
    pack_column(findings, "netid", sock, packed);
    pack_column(findings, "local", &end, packed);
    if (sock->have & HAVE_PEER && sock->peer.port == 0)
        end.have &= ~(uint64_t)HAVE_PEER;
    pack_column(findings, "peer", &end, packed);
}

static void pack_text(struct strbuf *packed, struct slice text)
{
    const struct value value = {.type = VALUE_TEXT, .text = text};
    value_pack(packed, text.data == NULL ? NULL : &value);
}

static void pack_word(struct strbuf *packed, const char *word)
{
    pack_text(packed, word == NULL ? (struct slice){0} : slice_of(word));
}

static void pack_number(struct strbuf *packed, bool known, uint64_t number)
{
    const struct value value = {.type = VALUE_UNSIGNED, .number = number};
    value_pack(packed, known ? &value : NULL);
}

/* A place for one more finding, cleared; NULL when memory ran out. */
static struct finding *add_place(struct findings *findings)
{
    struct finding *items =
        array_reserve(findings->items, &findings->capacity, findings->count, sizeof(*items));
    findings->failed |= items == NULL;
    if (items == NULL)
        return NULL;
    findings->items = items;
    struct finding *finding = &items[findings->count++];
    *finding = (struct finding){0};
    return finding;
}

/* The finding that the socket belongs to; a new one has no socket yet. NULL when memory ran out. */
static struct finding *find_place(struct findings *findings, enum health_check check,
                                  const struct sock *sock, uint32_t pid)
{
    size_t before = findings->index.count;
    findings->index.most = UINT32_MAX;
    put_key(findings, check, sock, pid);
    const struct tally_item *item =
        findings->key.failed ? NULL : tally_add(&findings->index, strbuf_slice(&findings->key), 1);
    findings->failed |= item == NULL;
    if (item == NULL)
        return NULL;
    if (findings->index.count == before)
        return &findings->items[item - findings->index.items];
    struct finding *finding = add_place(findings);
    if (finding == NULL)
        return NULL;
    *finding = (struct finding){.check = check,
                                .what = health_checks[check].what,
                                .unit = health_checks[check].unit,
                                .look_at = health_checks[check].look_at,
                                .says = health_checks[check].says,
                                .netns = sock->netns,
                                .of_listener = sock->state == STATE_LISTEN};
    if (finding->what == NULL)
        finding->what = finding->of_listener ? "listener" : "socket";
    if (finding->of_listener)
        finding->look_at = health_checks[HEALTH_LISTEN_QUEUE].look_at;
    pack_ends(findings, check, sock, &finding->ends);
    return finding;
}

static void add_measure(struct finding *finding, const struct health_measure *measure)
{
    uint64_t before = health_checks[finding->check].by_process ? finding->measure.amount : 0;
    uint64_t least = finding->measure.least_ms, most = finding->measure.most_ms;
    finding->measure = *measure;
    finding->measure.amount += before;
    if (least > finding->measure.least_ms)
        finding->measure.least_ms = least;
    if (most > finding->measure.most_ms)
        finding->measure.most_ms = most;
}

static void add_to(struct findings *findings, enum health_check check, const struct sock *sock,
                   const struct health_measure *measure)
{
    size_t count;
    const struct process *owners = columns_find_owners(sock, findings->lookups, &count);
    struct finding *finding = find_place(findings, check, sock, count > 0 ? owners->pid : 0);
    if (finding == NULL)
        return;
    add_measure(finding, measure);
    findings->failed |= !people_add(&finding->processes, owners, count);
    finding->processes.unknown |= count == 0 && !columns_have_no_owner(sock);
    if (finding->sockets++ >= FINDING_SOCKETS_MOST)
        return;
    if (finding->samples.length > 0)
        strbuf_put_char(&finding->samples, ',');
    finding_put_socket(&finding->samples, sock, findings->lookups);
}

void findings_add_socket(struct findings *findings, const struct sock *sock)
{
    struct health_measure measure;
    for (size_t i = 0; i < HEALTH_CHECKS; i++) {
        enum health_check check = (enum health_check)i;
        if (health_finds(findings->health, check, sock, findings->lookups, &measure))
            add_to(findings, check, sock, &measure);
    }
}

void findings_add(struct findings *findings, const struct finding *finding)
{
    struct finding *place = add_place(findings);
    if (place == NULL)
        return;
    *place = *finding;
    place->processes.unknown = true;
}

void findings_add_process(struct findings *findings, const struct finding *finding,
                          struct slice name, uint32_t pid)
{
    struct process process = {.pid = pid};
    if (name.data != NULL)
        process.name =
            (struct slice){arena_copy(&findings->names, name.data, name.length), name.length};
    findings->failed |= name.data != NULL && process.name.data == NULL;
    findings_add(findings, finding);
    if (!findings->failed)
        findings->failed |=
            !people_add(&findings->items[findings->count - 1].processes, &process, 1);
}

/* The worst first: what is critical, then in the order of the checks. */
static uint64_t rank_of(const struct finding *finding)
{
    return (finding->measure.critical ? 0 : HEALTH_CHECKS) + (uint64_t)finding->check;
}

static void pack_measure(const struct finding *finding, struct strbuf *packed)
{
    const struct health_measure *measure = &finding->measure;
    pack_number(packed, true, measure->amount);
    pack_number(packed, measure->has_limit, measure->limit);
    pack_word(packed, finding->unit);
    pack_number(packed, measure->has_age, measure->least_ms / 1000);
    pack_number(packed, measure->has_age && measure->most_ms != HEALTH_UNBOUNDED,
                measure->most_ms / 1000 + (measure->most_ms % 1000 > 0));
}

/* Ends only where they are those of the whole finding. */
static void pack_subject(const struct findings *findings, const struct finding *finding,
                         struct strbuf *packed)
{
    bool single = finding->sockets == 1 || !health_checks[finding->check].by_process;
    struct slice netns = {0};
    if (finding->netns != 0)
        netns = namespaces_find(&findings->lookups->namespaces, finding->netns);
    if (single && finding->ends.length > 0)
        strbuf_put(packed, finding->ends.data, finding->ends.length);
    for (size_t i = 0; i < 3 && (!single || finding->ends.length == 0); i++)
        value_pack(packed, NULL);
    value_pack(packed, NULL); /* its processes */
    pack_text(packed, netns);
}

/* What a terminal shows in place of some columns. */
static void pack_words(struct findings *findings, const struct finding *finding,
                       struct strbuf *packed)
{
    struct strbuf *text = &findings->key;
    strbuf_clear(text);
    finding_put_words(text, finding);
    pack_text(packed, strbuf_slice(text));
    strbuf_clear(text);
    strbuf_put_string(text, health_checks[finding->check].name);
    strbuf_put_string(text, ": ");
    strbuf_put_string(text, health_checks[finding->check].advice);
    pack_text(packed, strbuf_slice(text));
    packed->failed |= text->failed;
}

void findings_pack(struct findings *findings, size_t place, struct strbuf *packed)
{
    const struct finding *finding = &findings->items[place];
    const struct people *processes = &finding->processes;
    const struct value samples = {.type = VALUE_RECORDS, .text = strbuf_slice(&finding->samples)};
    pack_word(packed, finding_severity(!finding->measure.critical));
    pack_word(packed, health_checks[finding->check].name);
    pack_word(packed, finding->what);
    pack_measure(finding, packed);
    pack_subject(findings, finding, packed);
    pack_word(packed, finding->look_at);
    pack_word(packed, health_checks[finding->check].advice);
    pack_number(packed, true, finding->sockets);
    value_pack(packed, &samples);
    pack_number(packed, true, rank_of(finding));
    people_sort(&findings->items[place].processes);
    pack_number(packed, processes->count > 0, processes->count > 0 ? processes->items[0].pid : 0);
    pack_words(findings, finding, packed);
}

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        strbuf_free(&findings->items[i].ends);
        people_free(&findings->items[i].processes);
        strbuf_free(&findings->items[i].samples);
    }
    free(findings->items);
    tally_free(&findings->index);
    strbuf_free(&findings->key);
    arena_free(&findings->names);
    *findings = (struct findings){.health = findings->health, .lookups = findings->lookups};
}
