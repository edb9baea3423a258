/* SPDX-License-Identifier: MIT */
#include "view/fit.h"

#include <stdlib.h>
#include <string.h>

#include "util/screen.h"

/* Each takes less than a millisecond. */
enum { TRIES_MOST = 32 };

bool view_put_section(const struct view *view, void *state, size_t section, struct sink *sink,
                      const struct lookups *lookups, struct notes *notes, struct error *error)
{
    enum emit_result result = EMIT_GO;
    struct sock sock;
    if (!sink->begin(sink, error))
        return false;
    for (size_t i = 0; result == EMIT_GO && view->row(state, section, i, &sock); i++)
        result = sink->row(sink, &sock, error);
    lookups_report_memory(lookups, notes); /* reports were made before these values were pulled */
    return result != EMIT_ERROR && sink->end(sink, notes, error);
}

static bool put_trial(const struct view *view, void *state, const struct view_settings *settings,
                      FILE *output)
{
    struct notes notes = {0};
    struct error error = {0};
    bool good = true;
    for (size_t i = 0; good && i < view->section_count; i++) {
        struct sink *sink = settings->open_trial(settings->context, i, output);
        good = sink != NULL &&
               view_put_section(view, state, i, sink, settings->lookups, &notes, &error);
        if (sink != NULL)
            sink->free(sink);
    }
    notes_free(&notes);
    error_clear(&error);
    return good;
}

static size_t count_rows(const char *text, size_t length, size_t columns)
{
    size_t rows = 0;
    while (length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t line = end == NULL ? length : (size_t)(end - text);
        rows += screen_rows(text, line, columns);
        text += line + (end != NULL);
        length -= line + (end != NULL);
    }
    return rows;
}

/* How many rows of the screen it takes; 0 when that is not known. */
static size_t try(const struct view *view, void *state, const struct view_settings *settings)
{
    char *text = NULL;
    size_t length = 0, rows = 0;
    FILE *output = open_memstream(&text, &length);
    if (output == NULL)
        return 0;
    bool good = put_trial(view, state, settings, output);
    if (fclose(output) == 0 && good)
        rows = count_rows(text, length, settings->screen_columns);
    free(text);
    return rows;
}

/* Notes are printed below the answer, each as a line of its own; and a prompt follows. */
static size_t count_below(const struct view_settings *settings, const struct notes *notes)
{
    const size_t before = strlen("sockview: "), columns = settings->screen_columns;
    const struct note *note;
    size_t rows = 1;
    for (size_t i = 0; (note = notes_at(notes, i)) != NULL; i++)
        rows += (before + strlen(note->message) + columns - 1) / columns;
    return rows;
}

void view_fit(const struct view *view, void *state, const struct view_settings *settings,
              const struct notes *notes)
{
    if (settings->screen_rows == 0 || view->shrink == NULL)
        return;
    size_t below = count_below(settings, notes);
    for (size_t i = 0; i < TRIES_MOST; i++) {
        size_t rows = try(view, state, settings) + below;
        if (rows <= settings->screen_rows ||
            !view->shrink(state, (rows - settings->screen_rows + 1) / 2))
            return;
    }
}
