/* SPDX-License-Identifier: MIT */
#include "source/idle_hash.h"

#include "family/families.h"
#include "util/error.h"

static bool wants(uint32_t states, enum state state)
{
    return (states & state_bit(state)) != 0;
}

/* A socket that is bound, and neither listens nor is connected, is in neither table; the kernel
 * lists it (CLOSE) only with a walk through that of connections. Then no socket at all may exist
 * besides that of `diag`, which asks. The kernel's own sockets are not counted, but they are bound
 * only for the moment before they listen or connect. */
static bool counts_allow_it(const struct sockets_in_use *use, uint32_t states)
{
    return use->known && use->time_wait == 0 && (use->all <= 1 || !wants(states, STATE_CLOSE));
}

/* Every socket in the two tables is counted, what TIME_WAIT leaves of one apart, except requests
 * (SYN_RECV). Listeners do not show these: one that has closed leaves its requests behind. But
 * there is none before a first segment has arrived. */
bool hash_look_is_idle(const struct hash_look *look, uint32_t states)
{
    return counts_allow_it(&look->use, states) &&
           !(look->received && wants(states, STATE_SYN_RECV)) && !look->failed &&
           look->use.tcp == look->listeners;
}

bool hash_looks_agree(const struct hash_look *one, const struct hash_look *other)
{
    return one->listeners == other->listeners && one->cookies == other->cookies;
}

bool hash_looks_have_no_udp(const struct hash_look looks[2], bool ipv6)
{
    bool none = true;
    for (int i = 0; i < 2; i++)
        none = none && looks[i].use.known && (ipv6 ? looks[i].use.udp6 : looks[i].use.udp) == 0;
    return none;
}

static enum emit_result count_listener(void *context, const struct sock *sock)
{
    struct hash_look *look = context;
    look->listeners++;
    look->cookies += sock->cookie;
    look->failed |= !(sock->have & HAVE_COOKIE);
    return EMIT_GO;
}

static void count_listeners(struct diag *diag, struct hash_look *look)
{
    struct dump_report report;
    struct dump dump = {
        .family = &family_tcp,
        .table = family_tcp.whole,
        .request.states = state_bit(STATE_LISTEN),
        .emitter = {count_listener, look},
    };
    diag_dump(diag, &dump, &report);
    look->failed |= report.result != DUMP_DONE || report.malformed > 0 || report.interrupted;
    error_clear(&report.error);
}

void hash_look(const char *proc, struct diag *diag, uint32_t states, struct hash_look *look)
{
    *look = (struct hash_look){.received = true};
    in_use_read(proc, &look->use);
    if (!counts_allow_it(&look->use, states))
        return;
    look->received = wants(states, STATE_SYN_RECV) && in_use_received(proc);
    if (look->use.tcp > 0 && !look->received)
        count_listeners(diag, look);
}

void hash_look_again(const char *proc, struct diag *diag, const struct hash_look *before,
                     struct hash_look *look)
{
    *look = (struct hash_look){.received = before->received};
    in_use_read(proc, &look->use);
    if (before->listeners > 0)
        count_listeners(diag, look);
}
