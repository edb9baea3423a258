/* SPDX-License-Identifier: MIT */
#include "run/view_output.h"

#include <string.h>
#include <unistd.h>

#include "column/columns.h"
#include "sink/table.h"
#include "util/screen.h"

/* Whether a column is shown: by the format, and only where there can be several namespaces. */
static bool wants_column(const struct query *query, const struct view_column *column, bool speaks)
{
    unsigned namespaces = query->details & IN_NAMESPACES;
    if (speaks)
        return column->sets & IN_SENTENCE && (namespaces || !(column->sets & IN_NAMESPACES));
    return column->sets != (IN_SENTENCE | IN_NAMESPACES) &&
           column->sets & (query->format->columns | namespaces);
}

static bool is_line(const struct query *query, size_t place, const struct sink_settings *own)
{
    return query->view->sections[place].is_line && query->format->words && !own->sentences;
}

static void choose_columns(struct view_output *output, size_t place, const struct query *query)
{
    const struct view_section *section = &query->view->sections[place];
    struct sink_settings *settings = &output->settings[place];
    bool are_words = is_line(query, place, settings);
    settings->columns = output->columns[place];
    settings->column_count = 0;
    if (query->repeats && query->format->rows_only)
        output->columns[place][settings->column_count++].column = column_find(slice_of("time"));
    for (size_t i = 0; i < section->column_count; i++) {
        const struct view_column *from = &section->columns[i];
        const struct column *column =
            from->own != NULL ? from->own : column_find(slice_of(from->name));
        if (column != NULL && wants_column(query, from, settings->sentences))
            output->columns[place][settings->column_count++] =
                (struct chosen_column){column, true, are_words};
    }
}

static struct sink *open_sink(const struct query *query, size_t place,
                              const struct sink_settings *own)
{
    return is_line(query, place, own) ? table_open(own) : query->format->open(own);
}

static struct sink *open_section(struct view_output *output, size_t place,
                                 const struct query *query, const struct sink_settings *settings)
{
    const struct view_section *section = &query->view->sections[place];
    struct sink_settings *own = &output->settings[place];
    *own = *settings;
    own->sentences = section->speaks && query->format->words && settings->screen_width > 0;
    own->joins_rows = section->joins;
    own->rows = section->name;
    own->continues = place > 0;
    own->goes_on = place + 1 < query->view->section_count;
    own->header = settings->header && !is_line(query, place, own) && !section->has_no_header;
    choose_columns(output, place, query);
    return open_sink(query, place, own);
}

/* Without the line for the time, for which the view has no room. */
static struct sink *open_trial(void *context, size_t place, FILE *stream)
{
    struct view_output *output = context;
    output->trial = output->settings[place];
    output->trial.output = stream;
    output->trial.timed = false;
    return open_sink(output->query, place, &output->trial);
}

/* The rows of the terminal, without that for the time of the answer. 0: there is none. */
static size_t screen_rows_for(const struct sink_settings *settings)
{
    return settings->screen_width == 0 ? 0 : screen_size(STDOUT_FILENO).rows - settings->timed;
}

struct sink *view_output_open(struct view_output *output, const struct query *query,
                              const struct sink_settings *settings)
{
    const struct view *view = query->view;
    struct sink *sinks[VIEW_SECTIONS_MOST] = {NULL};
    bool good = true;
    output->query = query;
    output->view = (struct view_settings){
        .lookups = settings->lookups,
        .limit = query->arrangement.limit,
        .screen_rows = screen_rows_for(settings),
        .screen_columns = settings->screen_width,
        .open_trial = open_trial,
        .context = output,
        .filtered = query->selection.filter != NULL,
    };
    for (size_t i = 0; i < view->section_count; i++) {
        if (view->sections[i].in_document && query->format->rows_only)
            continue;
        sinks[i] = open_section(output, i, query, settings);
        good = good && sinks[i] != NULL;
    }
    if (good)
        return view_open(view, &output->view, sinks);
    for (size_t i = 0; i < view->section_count; i++) {
        if (sinks[i] != NULL)
            sinks[i]->free(sinks[i]);
    }
    return NULL;
}
