/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "arrange/arrange.h"

/* Hands every row on, and at the end adds what went wrong in lookups to the notes: the format has
 * pulled its values by then, and can still show the notes. */
struct report {
    struct sink sink;
    struct sink *next; /* owned */
    const struct lookups *lookups;
};

static bool report_begin(struct sink *sink, struct error *error)
{
    struct report *report = (struct report *)sink;
    return report->next->begin(report->next, error);
}

static enum emit_result report_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct report *report = (struct report *)sink;
    return report->next->row(report->next, sock, error);
}

static bool report_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct report *report = (struct report *)sink;
    lookups_report(report->lookups, notes);
    return report->next->end(report->next, notes, error);
}

static void report_free(struct sink *sink)
{
    struct report *report = (struct report *)sink;
    report->next->free(report->next);
    free(report);
}

struct sink *arrange_report(struct sink *next, const struct arrange_settings *settings)
{
    struct report *report = calloc(1, sizeof(*report));
    if (report == NULL) {
        next->free(next);
        return NULL;
    }
    *report = (struct report){
        {report_begin, report_row, report_end, report_free}, next, settings->lookups};
    return &report->sink;
}
