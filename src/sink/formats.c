/* SPDX-License-Identifier: MIT */
#include "sink/formats.h"

#include "sink/screen.h"
#include "sink/sentences.h"
#include "sink/table.h"

#define FORMAT_ADDRESS(name) &format_##name,
const struct format *const formats[] = {FORMATS(FORMAT_ADDRESS)};
const size_t formats_count = sizeof(formats) / sizeof(formats[0]);

const struct format *format_find(struct slice name)
{
    for (size_t i = 0; i < formats_count; i++) {
        if (slice_equals(name, formats[i]->name))
            return formats[i];
    }
    return NULL;
}

/* The table has two layouts: one for a terminal, and one with a line for each socket, for programs
 * such as awk. */
static struct sink *open_table(const struct sink_settings *settings)
{
    if (settings->screen_width == 0)
        return table_open(settings);
    return settings->sentences ? sentences_open(settings) : screen_open(settings);
}

const struct format format_table = {
    .name = "table",
    .help = "columns for people and awk",
    .columns = IN_TABLE,
    .words = true,
    .in_place = true,
    .totals = TOTALS_TABLE,
    .open = open_table,
};
