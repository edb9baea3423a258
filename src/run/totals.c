/* SPDX-License-Identifier: MIT */
#include "run/totals.h"

#include "sink/write.h"
#include "summary/print.h"
#include "summary/read.h"
#include "summary/ss.h"

/* What is read inside the chosen network namespace. */
struct totals {
    const struct query *query;
    struct summary summary;
    struct notes *notes;
    struct error *error;
    bool good;
};

/* What is counted: above sockets, as ss has it, everything. */
static const struct selection *counted(const struct query *query)
{
    static const struct selection everything;
    return query->totals_first ? &everything : &query->selection;
}

static bool read_here(void *context, const struct netns_stop *stop)
{
    struct totals *totals = context;
    (void)stop;
    totals->good = summary_read(&totals->summary, counted(totals->query), totals->query->source,
                                query_proc(totals->query), totals->notes, totals->error);
    return totals->good;
}

static bool read_there(struct totals *totals)
{
    struct netns_tour tour;
    if (!netns_tour_start(&tour, totals->query->netns, totals->error))
        return false;
    bool good = netns_tour_run(&tour, read_here, totals, totals->notes, totals->error);
    netns_tour_end(&tour);
    return good && totals->good;
}

/* Whoever asks for a family or an IP gets all of it. */
static bool is_brief(const struct query *query)
{
    return !query->verbose && selection_is_empty(&query->selection) &&
           query->selection.addresses == 0;
}

static void put(struct strbuf *text, const struct summary_output *output, const struct query *query)
{
    enum totals_form form = query->format->totals;
    if (form == TOTALS_SS)
        summary_put_ss(text, output);
    else if (form == TOTALS_JSON)
        summary_put_json(text, output);
    else if (is_brief(query))
        summary_put_brief(text, output);
    else
        summary_put_table(text, output);
}

bool totals_show(const struct query *query, const struct sink_settings *settings,
                 struct notes *notes, struct error *error)
{
    struct totals totals = {.query = query, .notes = notes, .error = error};
    struct strbuf text = {0};
    bool good = read_there(&totals);
    if (good) {
        const struct summary_output output = {&totals.summary, counted(query), settings, notes};
        put(&text, &output, query);
        good = sink_write(settings->output, &text, error) != EMIT_ERROR;
    }
    strbuf_free(&text);
    summary_free(&totals.summary);
    return good;
}
