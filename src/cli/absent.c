/* SPDX-License-Identifier: MIT */
#include "cli/absent.h"

#include "cli/option_apply.h"
#include "column/columns.h"

/* Options that bring columns in and are no details of sockets. */
static const struct {
    unsigned set;
    const char *option;
} others[] = {
    {IN_HOSTS, "-r"}, {IN_NAMESPACES, "--all-netns"}, {IN_PEER_NETNS, "-P with --all-netns"},
    {IN_TIME, "-E"},  {IN_TIME, "-c with --ndjson"},
};

static void put_option(struct strbuf *text, size_t start, const char *option)
{
    strbuf_put_string(text, text->length == start ? "" : ", ");
    strbuf_put_string(text, option);
}

static void put_row(struct strbuf *text, size_t start, const struct option_row *row)
{
    const char letter[] = {'-', row->short_name, '\0'};
    put_option(text, start, row->short_name != 0 ? letter : "--");
    strbuf_put_string(text, row->short_name != 0 ? "" : row->name);
}

/* The options that bring in columns of these sets. */
static void put_options(struct strbuf *text, unsigned sets)
{
    size_t start = text->length;
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->apply == option_add_details && option_details(row->implied) & sets)
            put_row(text, start, row);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (sets & others[i].set)
            put_option(text, start, others[i].option);
    }
}

/* The sets whose options bring the column into JSON. */
static unsigned sets_in_json(const struct column *column)
{
    unsigned sets = column->sets & ~(unsigned)IN_TABLE;
    return sets & IN_OWNER_STATUS ? sets | IN_PROCESSES : sets;
}

void absent_put_when(struct strbuf *text, const struct column *column)
{
    size_t start = text->length;
    unsigned sets = sets_in_json(column);
    if (sets == 0) {
        strbuf_put_string(text, "--columns does not name it");
        return;
    }
    if (sets & IN_SERVICES) {
        strbuf_put_string(text, "-n is given");
    } else if (!(sets & IN_JSON)) {
        strbuf_put_string(text, "not asked for by ");
        put_options(text, sets);
    }
    if (column_is_special(column)) {
        strbuf_put_string(text, text->length > start ? "; " : "");
        strbuf_put_string(text, "no family that has it is chosen");
    }
}
