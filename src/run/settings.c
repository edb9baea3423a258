/* SPDX-License-Identifier: MIT */
#include "run/settings.h"

#include <stdlib.h>
#include <unistd.h>

#include "run/unlisted_note.h"
#include "util/output.h"
#include "util/screen.h"

/* NO_COLOR counts when it is set and not empty (https://no-color.org). */
static bool wants_colour(enum colour_choice choice)
{
    if (choice != COLOUR_AUTO)
        return choice == COLOUR_ALWAYS;
    const char *no_colour = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (no_colour == NULL || no_colour[0] == '\0') &&
           screen_is_capable();
}

/* The width of the terminal that a table is laid out for. 0 when the output is no terminal, or when
 * each socket has to be one line. */
static size_t find_screen_width(const struct query *query)
{
    bool none = query->one_line || query->as_other || !isatty(STDOUT_FILENO);
    return none ? 0 : screen_size(STDOUT_FILENO).columns;
}

struct lookups settings_lookups(const struct query *query, struct progress *progress)
{
    return (struct lookups){
        .numeric = query->numeric,
        .progress = progress,
        .processes_merged = query->format->words && find_screen_width(query) > 0 &&
                            !(query->details & (IN_EXTENDED | IN_THREADS)),
        .processes_with_descriptor = (query->details & IN_EXTENDED) != 0,
        .owners = {.choice = query->owners,
                   .progress = progress,
                   .with_threads = (query->details & IN_THREADS) != 0,
                   .with_contexts = (query->needs & NEED_CONTEXTS) != 0,
                   .with_socket_contexts = (query->needs & NEED_SOCKET_CONTEXTS) != 0,
                   .needs = query->needs & NEED_OWNER_DETAILS,
                   .keep_unlisted = unlisted_is_wanted(query),
                   .decide = filter_reader(query->selection.filter, 0, NEED_HOLDERS) != NULL},
    };
}

/* What rows are, as JSON calls them. */
static const char *find_rows(const struct arrangement *arrangement)
{
    return arrangement->health.asked != 0 ? "findings"
           : arrangement->grouping.asked  ? "groups"
                                          : "sockets";
}

struct sink_settings settings_for(const struct query *query, struct lookups *lookups, FILE *output)
{
    size_t width = find_screen_width(query);
    bool sentences = width > 0 && query->sentence != NULL;
    return (struct sink_settings){
        .columns = sentences ? query->sentence : query->columns,
        .column_count = sentences ? query->sentence_count : query->column_count,
        .sentences = sentences,
        .rows = find_rows(&query->arrangement),
        .nothing = query->arrangement.health.asked != 0 ? "no findings" : NULL,
        .lookups = lookups,
        .output = output,
        .header = !query->no_header,
        .stream = query->events,
        .trailer = query->trailer,
        .timed = query->repeats,
        .colour = wants_colour(query->colour),
        .ascii = query->ascii || output_needs_ascii(STDOUT_FILENO),
        .screen_width = width,
        .details = query->details,
        .one_line = query->one_line,
        .layout = query->layout,
    };
}
