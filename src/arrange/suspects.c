/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "arrange/arrange.h"
#include "lookup/port_use.h"

/* Lets only sockets through at which a check finds something, so that owners are looked up for few.
 */
struct suspects {
    struct sink sink;
    struct sink *next; /* owned */
    struct lookups *lookups;
    struct health health;
    size_t unknown; /* listeners whose queue cannot be judged */
};

static bool suspects_begin(struct sink *sink, struct error *error)
{
    struct suspects *suspects = (struct suspects *)sink;
    return suspects->next->begin(suspects->next, error);
}

static bool is_suspect(struct suspects *suspects, const struct sock *sock)
{
    struct health_measure measure;
    suspects->unknown += health_lacks_queue(sock);
    if (health_asks(&suspects->health, HEALTH_PORTS))
        port_use_add(&suspects->lookups->states, sock);
    for (size_t i = 0; i < HEALTH_CHECKS; i++) {
        if (health_finds(&suspects->health, (enum health_check)i, sock, suspects->lookups,
                         &measure))
            return true;
    }
    return false;
}

static enum emit_result suspects_row(struct sink *sink, const struct sock *sock,
                                     struct error *error)
{
    struct suspects *suspects = (struct suspects *)sink;
    return is_suspect(suspects, sock) ? suspects->next->row(suspects->next, sock, error) : EMIT_GO;
}

static bool suspects_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct suspects *suspects = (struct suspects *)sink;
    if (suspects->unknown > 0 && health_asks(&suspects->health, HEALTH_LISTEN_QUEUE))
        notes_add(notes, NOTE_DETAILS_MISSING, OUTCOME_INCOMPLETE, suspects->unknown,
                  "health: only netlink reports queue limits: listeners not judged: %zu",
                  suspects->unknown);
    return suspects->next->end(suspects->next, notes, error);
}

static void suspects_free(struct sink *sink)
{
    struct suspects *suspects = (struct suspects *)sink;
    suspects->next->free(suspects->next);
    free(suspects);
}

struct sink *arrange_suspects(struct sink *next, const struct arrange_settings *settings)
{
    if (settings->arrangement.health.asked == 0)
        return next;
    struct suspects *suspects = calloc(1, sizeof(*suspects));
    if (suspects == NULL) {
        next->free(next);
        return NULL;
    }
    *suspects = (struct suspects){
        .sink = {suspects_begin, suspects_row, suspects_end, suspects_free},
        .next = next,
        .lookups = settings->lookups,
        .health = settings->arrangement.health,
    };
    return &suspects->sink;
}
