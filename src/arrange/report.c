/* SPDX-License-Identifier: MIT */
#include "arrange/report.h"

#include <stdlib.h>

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

struct sink *sink_open_report(struct sink *next, const struct lookups *lookups)
{
    struct report *report = calloc(1, sizeof(*report));
    if (report == NULL) {
        next->free(next);
        return NULL;
    }
    *report = (struct report){{report_begin, report_row, report_end, report_free}, next, lookups};
    return &report->sink;
}
