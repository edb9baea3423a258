/* SPDX-License-Identifier: MIT */
#include "view/overview.h"

#include "arrange/health.h"
#include "column/direction.h"
#include "util/array.h"

/* A program that keeps connections for later use, as a pool does, has a few in CLOSE_WAIT until it
 * uses them again, and a busy one closes a few a little late. The age, which tells a leak from that
 * and which --health looks at, would take the details of every connection. */
enum { CLOSE_WAIT_LEAST = 10 };

/* What a terminal shows at most, but for the row that counts the others. */
enum { FINDINGS_MOST = 3 };

static bool add_finding(struct overview *overview, const struct overview_finding *finding)
{
    struct overview_finding *findings = array_reserve(
        overview->findings, &overview->finding_capacity, overview->finding_count, sizeof(*finding));
    if (findings == NULL)
        return false;
    overview->findings = findings;
    findings[overview->finding_count++] = *finding;
    return true;
}

static bool find_full_queues(struct overview *overview)
{
    const struct health_check_row *check = &health_checks[HEALTH_LISTEN_QUEUE];
    for (size_t i = 0; i < overview->listener_keys.count; i++) {
        const struct overview_listener *listener = overview->listener_order[i];
        struct sock sample;
        view_use_sample(&sample, &listener->sample, NULL);
        const struct overview_finding finding = {
            .sample = &listener->sample,
            .code = check->name,
            .says = check->says,
            .port = sample.local.port,
            .amount = listener->queue,
            .limit = listener->limit,
            .has_limit = true,
            .processes = &listener->processes,
        };
        bool is_full = listener->has_limit && listener->queue > listener->limit;
        if (is_full && !add_finding(overview, &finding))
            return false;
    }
    return true;
}

static bool find_close_wait(struct overview *overview)
{
    for (size_t i = 0; i < overview->connection_keys.count; i++) {
        const struct overview_connection *connection = overview->connection_order[i];
        struct sock sample;
        view_use_sample(&sample, &connection->sample, NULL);
        const struct overview_finding finding = {
            .sample = &connection->sample,
            .code = health_checks[HEALTH_CLOSE_WAIT].name,
            .says = "%a in CLOSE_WAIT",
            .direction = connection->direction,
            .port = connection->port,
            .amount = connection->count,
            .processes = &connection->processes,
        };
        if (sample.state == STATE_CLOSE_WAIT && connection->count >= CLOSE_WAIT_LEAST &&
            !add_finding(overview, &finding))
            return false;
    }
    return true;
}

static bool find_used_ports(struct overview *overview)
{
    for (size_t i = 0; i < overview->full_count; i++) {
        struct overview_full *full = &overview->full[i];
        const struct overview_finding finding = {
            .sample = &full->sample,
            .code = health_checks[HEALTH_PORTS].name,
            .says = health_checks[HEALTH_PORTS].says,
            .direction = DIRECTION_OUT,
            .port = full->port,
            .amount = full->used,
            .limit = full->limit,
            .has_limit = true,
            .has_peer = true,
            .processes = &full->processes,
        };
        people_sort(&full->processes);
        if (!add_finding(overview, &finding))
            return false;
    }
    return true;
}

/* On a terminal. */
static size_t shown_of(const struct overview *overview)
{
    bool all = overview->settings->screen_rows == 0 || overview->finding_count <= FINDINGS_MOST;
    return all ? overview->finding_count : FINDINGS_MOST;
}

bool overview_find(struct overview *overview)
{
    if (!find_full_queues(overview) || !find_used_ports(overview) || !find_close_wait(overview))
        return false;
    overview->more = (struct overview_finding){
        .says = "and %a more: sockview --health",
        .amount = overview->finding_count - shown_of(overview),
    };
    return true;
}

size_t overview_findings_rows(const struct overview *overview)
{
    return shown_of(overview) + (overview->more.amount > 0);
}

void overview_use_finding(const struct overview *overview, size_t place, struct sock *sock)
{
    static const struct view_sample nothing;
    const struct overview_finding *finding =
        place < shown_of(overview) ? &overview->findings[place] : &overview->more;
    view_use_sample(sock, finding->sample != NULL ? finding->sample : &nothing, &finding->cells);
}
