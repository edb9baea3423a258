/* SPDX-License-Identifier: MIT */
#include "run/format.h"

#include "sink/json.h"
#include "sink/screen.h"
#include "sink/table.h"
#include "summary/print.h"

/* The same columns, laid out for a terminal or in lines for a reader such as awk. */
static struct sink *open_table(const struct sink_settings *settings)
{
    return settings->screen_width > 0 ? screen_open(settings) : table_open(settings);
}

const struct format formats[] = {
    {"table", "columns for people and awk", IN_TABLE, true, false, false, open_table,
     summary_put_table},
    {"json", "one JSON object with everything", IN_JSON, false, true, false, json_open,
     summary_put_json},
    {"ndjson", "one JSON object a line for each socket", IN_JSON, false, false, true, ndjson_open,
     NULL},
};
const size_t formats_count = sizeof(formats) / sizeof(formats[0]);

const struct format *format_find(struct slice name)
{
    for (size_t i = 0; i < formats_count; i++) {
        if (slice_equals(name, formats[i].name))
            return &formats[i];
    }
    return NULL;
}
