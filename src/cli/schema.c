/* SPDX-License-Identifier: MIT */
#include "cli/schema.h"

#include "arrange/finding_columns.h"
#include "cli/schema_parts.h"
#include "cli/schema_views.h"
#include "column/columns.h"
#include "sink/json.h"
#include "summary/summary.h"
#include "util/notes.h"
#include "util/number.h"

#define COUNT      "{\"type\":\"integer\",\"minimum\":0}"
#define RECORDED   "\"the sockets are those of a recording (--source=file)\""
#define STRING     "{\"type\":\"string\"}"
#define REF(name)  "{\"$ref\":\"#/$defs/" name "\"}"
#define LIST(name) "{\"type\":\"array\",\"items\":" REF(name) "}"

#define MEANING                                                                                    \
    "null is a value that is unknown, or that the socket is known not to have. A member that was " \
    "not asked for is absent. x-unit, x-null-when and x-absent-when say for each member what its " \
    "numbers count, when it is null and when it is absent; --columns adds and leaves out any."

static void put_head(struct strbuf *text, const char *format)
{
    strbuf_put_string(text, "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n"
                            "\"$id\":\"urn:sockview:schema:");
    number_put(text, JSON_SCHEMA_VERSION);
    strbuf_put_char(text, ':');
    strbuf_put_string(text, format);
    strbuf_put_string(text, "\",\n\"description\":");
    schema_put_text(text, slice_of(MEANING));
    strbuf_put_string(text, ",\n");
}

/* A line of the schema is a line here. */
/* clang-format off */
static const char document[] =
    "\"title\":\"An answer of sockview --json\",\n\"type\":\"object\",\n\"properties\":{\n"
    "\"version\":" STRING ",\n"
    "\"host\":{\"type\":[\"string\",\"null\"],\"x-null-when\":" RECORDED "},\n"
    "\"time\":" REF("time") ",\n"
    "\"sockets\":" LIST("socket") ",\n"
    "\"groups\":" LIST("group") ",\n"
    "\"findings\":" LIST("finding") ",\n";

static const char document_rest[] =
    "\"summary\":" REF("summary") ",\n"
    "\"matched\":" REF("matched") ",\n"
    "\"complete\":{\"type\":\"boolean\"},\n"
    "\"warnings\":" LIST("warning") ",\n"
    "\"schema_version\":{\"const\":";

static const char document_end[] =
    "}},\n\"required\":[\"schema_version\",\"version\",\"host\",\"time\",\"complete\","
    "\"warnings\"],\n"
    "\"oneOf\":[{\"required\":[\"sockets\"]},{\"required\":[\"groups\"]},"
    "{\"required\":[\"findings\"]},{\"required\":[\"summary\"]}";
/* clang-format on */

static void put_document(struct strbuf *text)
{
    strbuf_put_string(text, document);
    schema_put_view_members(text);
    strbuf_put_string(text, document_rest);
    number_put(text, JSON_SCHEMA_VERSION);
    strbuf_put_string(text, document_end);
    schema_put_view_choices(text);
    strbuf_put_string(text, "],\n\"additionalProperties\":false,\n");
}

static void put_line(struct strbuf *text)
{
    strbuf_put_string(
        text, "\"title\":\"A line of sockview --ndjson\",\n"
              "\"anyOf\":[" REF("socket") "," REF("group") "," REF("finding") "," REF("end"));
    schema_put_view_lines(text);
    strbuf_put_string(text, "],\n");
}

static void put_columns(struct strbuf *text,
                        void (*put)(struct strbuf *text, const struct column *column))
{
    for (size_t i = 0; i < columns_count(); i++) {
        strbuf_put_string(text, i == 0 ? "" : ",\n");
        schema_put_name(text, column_at(i)->name);
        put(text, column_at(i));
    }
}

static void put_socket(struct strbuf *text)
{
    strbuf_put_string(text, "\"socket\":{\"type\":\"object\",\"minProperties\":1,\n"
                            "\"properties\":{\n");
    put_columns(text, schema_put_column);
    strbuf_put_string(text, "},\n\"additionalProperties\":false},\n");
}

/* Sockets that are alike in the fields of --count-by, with their number and the sums of --total. */
static void put_group(struct strbuf *text)
{
    strbuf_put_string(text, "\"group\":{\"type\":\"object\",\"required\":[\"count\"],\n"
                            "\"properties\":{\n\"count\":" COUNT ",\n"
                            "\"process\":{\"type\":[\"string\",\"null\"]},\n"
                            "\"pid\":{\"type\":[\"integer\",\"null\"],\"minimum\":0},\n");
    put_columns(text, schema_put_counted);
    strbuf_put_string(text, "},\n\"patternProperties\":{\"^sum_[a-z0-9_]+$\":{"
                            "\"type\":[\"integer\",\"null\"],\"minimum\":0}},\n"
                            "\"additionalProperties\":false},\n");
}

/* Something that --health found. */
static void put_finding(struct strbuf *text)
{
    const char *name;
    size_t count = 0;
    strbuf_put_string(text, "\"finding\":{\"type\":\"object\",\n\"properties\":{\n");
    for (size_t i = 0; i < FINDING_COLUMNS; i++) {
        if (!(finding_columns[i].sets & IN_JSON) || i == FINDING_SOCKETS)
            continue;
        strbuf_put_string(text, count++ == 0 ? "" : ",\n");
        schema_put_name(text, finding_columns[i].name);
        schema_put_cell(text, &finding_columns[i]);
    }
    strbuf_put_string(text, ",\n");
    schema_put_name(text, "time"); /* of -c */
    schema_put_counted(text, column_find(slice_of("time")));
    strbuf_put_string(text, ",\n\"sockets\":{\"description\":");
    schema_put_text(text, slice_of(finding_columns[FINDING_SOCKETS].help));
    strbuf_put_string(text,
                      ",\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\n");
    for (size_t i = 0; (name = finding_socket_column(i)) != NULL; i++) {
        strbuf_put_string(text, i == 0 ? "" : ",\n");
        schema_put_name(text, name);
        schema_put_counted(text, column_find(slice_of(name)));
    }
    strbuf_put_string(text, "},\"additionalProperties\":false}}},\n"
                            "\"required\":[\"severity\",\"code\",\"amount\",\"sockets\"],"
                            "\"additionalProperties\":false},\n");
}

static void put_process(struct strbuf *text)
{
    strbuf_put_string(
        text, "\"process\":{\"type\":\"object\",\"properties\":{\n"
              "\"pid\":" COUNT ",\n"
              "\"tid\":{\"description\":\"id of the thread\",\"type\":\"integer\",\"minimum\":0,"
              "\"x-absent-when\":\"-T is not given\"},\n"
              "\"name\":{\"type\":[\"string\",\"null\"],"
              "\"x-null-when\":\"it could not be read\"},\n"
              "\"fd\":{\"description\":\"descriptor\",\"type\":\"integer\",\"minimum\":0,"
              "\"x-absent-when\":\"it is about several sockets, or none\"},\n");
    strbuf_put_string(
        text, "\"context\":{\"description\":\"security context\",\"type\":[\"string\",\"null\"],"
              "\"x-null-when\":\"the process has none, or it could not be read\","
              "\"x-absent-when\":\"neither -Z nor -z is given\"}},\n"
              "\"required\":[\"pid\",\"name\"],\"additionalProperties\":false},\n");
}

static void put_warning(struct strbuf *text)
{
    strbuf_put_string(text, "\"warning\":{\"type\":\"object\",\"properties\":{\n\"code\":{\n"
                            "\"oneOf\":[\n");
    for (size_t i = 0; i < NOTE_CODES; i++) {
        strbuf_put_string(text, i == 0 ? "{\"const\":" : ",\n{\"const\":");
        schema_put_text(text, slice_of(note_codes[i].name));
        strbuf_put_string(text, ",\"description\":");
        schema_put_text(text, slice_of(note_codes[i].help));
        strbuf_put_char(text, '}');
    }
    strbuf_put_string(text, "]},\n\"message\":" STRING ",\n"
                            "\"count\":{\"type\":[\"integer\",\"null\"],\"minimum\":1,"
                            "\"x-null-when\":\"the warning counts nothing\"}},\n"
                            "\"required\":[\"code\",\"message\",\"count\"],"
                            "\"additionalProperties\":false},\n");
}

static void put_total(struct strbuf *text, enum value_type type, const char *name, const char *help)
{
    schema_put_name(text, name);
    strbuf_put_string(text, "{\"description\":");
    schema_put_text(text, slice_of(help));
    strbuf_put_string(text, ",\"type\":[\"");
    strbuf_put_string(text, value_types[type].json_type);
    strbuf_put_string(text, "\",\"null\"]");
    strbuf_put_string(text, value_types[type].json_keywords);
    strbuf_put_char(text, '}');
}

/* The rows of a group are adjacent in the table. */
static void put_summary(struct strbuf *text)
{
    const char *group = "";
    strbuf_put_string(text, "\"summary\":{\"type\":\"object\",\"properties\":{\n");
    for (size_t i = 0; i < summary_rows_count; i++) {
        const struct summary_row *row = &summary_rows[i];
        bool first = strcmp(group, row->group) != 0;
        strbuf_put_string(text, !first   ? ",\n"
                                : i == 0 ? ""
                                         : "},\"additionalProperties\":false},\n");
        if (first) {
            schema_put_name(text, row->group);
            strbuf_put_string(text, "{\"type\":\"object\",\"properties\":{\n");
        }
        group = row->group;
        put_total(text, row->type, row->name, row->help);
        if (row->limit_name == NULL)
            continue;
        strbuf_put_string(text, ",\n");
        put_total(text, row->type, row->limit_name, "the limit on it");
    }
    strbuf_put_string(text,
                      "},\"additionalProperties\":false}},\"additionalProperties\":false},\n");
}

/* The last line of an answer with --trailer. */
/* clang-format off */
static const char end[] =
    "\"end\":{\"type\":\"object\",\"properties\":{\n"
    "\"end\":{\"const\":true},\n"
    "\"time\":" REF("time") ",\n"
    "\"sockets\":" COUNT ",\n"
    "\"groups\":" COUNT ",\n"
    "\"findings\":" COUNT ",\n"
    "\"destinations\":" COUNT ",\n"
    "\"matched\":" REF("matched") ",\n"
    "\"complete\":{\"type\":\"boolean\"},\n"
    "\"warnings\":" LIST("warning") "},\n"
    "\"required\":[\"end\",\"time\",\"complete\",\"warnings\"],\n"
    "\"oneOf\":[{\"required\":[\"sockets\"]},{\"required\":[\"groups\"]},"
    "{\"required\":[\"findings\"]},{\"required\":[\"destinations\"]}],\n"
    "\"additionalProperties\":false},\n";

static const char matched[] =
    "\"matched\":{\"description\":\"how many sockets or groups there would be without --limit\","
    "\"type\":[\"integer\",\"null\"],\"minimum\":0,"
    "\"x-null-when\":\"the limit ended the dump\","
    "\"x-absent-when\":\"--limit is not given\"},\n";
/* clang-format on */

static void put_time(struct strbuf *text)
{
    strbuf_put_string(text, "\"time\":{\"description\":\"UTC, RFC 3339, with milliseconds\","
                            "\"type\":[\"string\",\"null\"],\"x-null-when\":" RECORDED ","
                            "\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}T"
                            "[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$\",\"examples\":"
                            "[\"2026-01-02T03:04:05.678Z\"]}\n");
}

void schema_put(struct strbuf *text, const struct format *format)
{
    put_head(text, format->name);
    if (format->has_end)
        put_document(text);
    else
        put_line(text);
    strbuf_put_string(text, "\"$defs\":{\n");
    put_socket(text);
    put_group(text);
    put_finding(text);
    schema_put_view_rows(text);
    put_process(text);
    put_warning(text);
    if (format->has_end)
        put_summary(text);
    else
        strbuf_put_string(text, end);
    strbuf_put_string(text, matched);
    put_time(text);
    strbuf_put_string(text, "}}\n");
}

void schema_put_columns(struct strbuf *text)
{
    strbuf_put_char(text, '[');
    for (size_t i = 0; i < columns_count(); i++) {
        strbuf_put_string(text, i == 0 ? "\n" : ",\n");
        schema_put_facts(text, column_at(i));
    }
    strbuf_put_string(text, "\n]\n");
}
