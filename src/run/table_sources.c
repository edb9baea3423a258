/* SPDX-License-Identifier: MIT */
#include "run/table_sources.h"

#include "run/table_notes.h"
#include "source/procnet.h"
#include "source/recording.h"

void table_sources_open(struct tables *tables, uint32_t netns)
{
    /* The sources, in the order in which they are tried. */
    static const struct source *const sources[TABLES_SOURCES] = {&source_recording, &source_netlink,
                                                                 &source_procnet};
    tables->netns = netns;
    tables->looks[0] = tables->looks[1] = (struct hash_look){.use.known = false};
    tables->source_count = 0;
    tables->diag = NULL;
    for (size_t i = 0; i < TABLES_SOURCES; i++) {
        const struct source *source = sources[i];
        if (tables->query->source != SOURCE_AUTO && tables->query->source != source->choice)
            continue;
        struct opened_source *opened = &tables->sources[tables->source_count++];
        *opened = (struct opened_source){.source = source};
        opened->handle = source->open(&opened->error);
        if (source == &source_netlink)
            tables->diag = opened->handle;
    }
}

struct diag *table_sources_release_diag(struct tables *tables)
{
    struct diag *diag = tables->diag;
    for (size_t i = 0; i < tables->source_count; i++) {
        if (tables->sources[i].source == &source_netlink)
            tables->sources[i].handle = NULL;
    }
    tables->diag = NULL;
    return diag;
}

void table_sources_close(struct tables *tables)
{
    for (size_t i = 0; i < tables->source_count; i++) {
        tables->sources[i].source->close(tables->sources[i].handle);
        error_clear(&tables->sources[i].error);
    }
    tables->source_count = 0;
    tables->diag = NULL;
}

static void ask(struct tables *tables, const struct opened_source *opened, const struct dump *dump,
                struct dump_report *report)
{
    if (opened->handle == NULL) {
        *report = (struct dump_report){.result = DUMP_FAILED};
        error_set(&report->error, opened->error.number, "%s", error_message(&opened->error));
        return;
    }
    tables->from_file = opened->source->reports_less;
    opened->source->dump(opened->handle, dump, report);
    tables->from_file = false;
}

/* Asks the next source. When it fails too, the error has both reasons. */
static void ask_after(struct tables *tables, const struct opened_source *opened,
                      const struct dump *dump, struct dump_report *report)
{
    struct error first = report->error;
    ask(tables, opened, dump, report);
    if (report->result == DUMP_FAILED) {
        struct error second = report->error;
        report->error = (struct error){0};
        error_set(&report->error, second.number, "%s; %s", error_message(&first),
                  error_message(&second));
        error_clear(&second);
    }
    error_clear(&first);
}

/* Whether another source can answer without showing a socket twice. */
static bool needs_another(const struct dump_report *report)
{
    return report->emitted == 0 && (report->result == DUMP_FAILED || report->result == DUMP_ABSENT);
}

/* The place of the first source, from `place` on, that can provide the table of the dump. No table
 * is in both a recording and the kernel. */
static size_t next_source(const struct tables *tables, const struct dump *dump, size_t place)
{
    while (place < tables->source_count && !tables->sources[place].source->has(dump))
        place++;
    return place;
}

void table_sources_read(struct tables *tables, size_t family, const struct dump *dump)
{
    struct dump_report report;
    size_t i = next_source(tables, dump, 0);
    if (i == tables->source_count)
        i--; /* it says why */
    ask(tables, &tables->sources[i], dump, &report);
    tables->failed = report.result == DUMP_FAILED;
    while (needs_another(&report) &&
           (i = next_source(tables, dump, i + 1)) < tables->source_count) {
        table_notes_add_trouble(tables, &report);
        ask_after(tables, &tables->sources[i], dump, &report);
    }
    table_notes_add(tables, family, dump, &report);
    error_clear(&report.error);
}
