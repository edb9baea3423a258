/* SPDX-License-Identifier: MIT */
#include "sink/json.h"

#include <stdlib.h>

#include "sink/formats.h"
#include "sink/labelled.h"
#include "sink/write.h"
#include "util/escape.h"
#include "util/number.h"

struct json {
    struct sink sink;
    const struct sink_settings *settings;
    struct strbuf text;      /* text of one row */
    struct labelled members; /* of its object */
    uint64_t count;          /* sockets that were written */
};

/* NULL is unknown. */
static void put_text(struct strbuf *text, const char *value)
{
    if (value != NULL)
        escape_json(text, slice_of(value));
    else
        strbuf_put_string(text, "null");
}

void json_put_head(struct strbuf *text, const struct sink_settings *settings)
{
    strbuf_put_string(text, "{\"schema_version\":");
    number_put(text, JSON_SCHEMA_VERSION);
    strbuf_put_string(text, ",\"version\":");
    escape_json(text, slice_of(settings->version));
    strbuf_put_string(text, ",\"host\":");
    put_text(text, settings->host);
    strbuf_put_string(text, ",\"time\":");
    put_text(text, settings->lookups->time);
}

static void put_warning(struct strbuf *text, const struct note *note)
{
    strbuf_put_string(text, "{\"code\":");
    escape_json(text, slice_of(note_codes[note->code].name));
    strbuf_put_string(text, ",\"message\":");
    escape_json(text, slice_of(note->message));
    strbuf_put_string(text, ",\"count\":");
    if (note->count > 0)
        number_put(text, note->count);
    else
        strbuf_put_string(text, "null");
    strbuf_put_char(text, '}');
}

void json_put_tail(struct strbuf *text, const struct notes *notes)
{
    strbuf_put_string(text, ",\"complete\":");
    strbuf_put_string(text, notes->outcome == OUTCOME_COMPLETE ? "true" : "false");
    strbuf_put_string(text, ",\"warnings\":[");
    const struct note *note;
    for (size_t i = 0; (note = notes_at(notes, i)) != NULL; i++) {
        if (i > 0)
            strbuf_put_char(text, ',');
        put_warning(text, note);
    }
    strbuf_put_string(text, "]}\n");
}

static void put_rows_name(struct strbuf *text, const struct sink_settings *settings)
{
    strbuf_put_string(text, ",\"");
    strbuf_put_string(text, settings->rows);
    strbuf_put_string(text, "\":");
}

static bool json_begin(struct sink *sink, struct error *error)
{
    struct json *json = (struct json *)sink;
    struct strbuf *text = &json->text;
    if (!json->settings->continues)
        json_put_head(text, json->settings);
    put_rows_name(text, json->settings);
    strbuf_put_char(text, '[');
    return sink_write(json->settings->output, text, error) != EMIT_ERROR;
}

static void put_socket(struct json *json, const struct sock *sock)
{
    labelled_put(&json->members, &json->text, sock);
    strbuf_put_char(&json->text, '}');
}

static enum emit_result json_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct json *json = (struct json *)sink;
    strbuf_clear(&json->text);
    strbuf_put_string(&json->text, json->count++ > 0 ? ",\n" : "\n");
    put_socket(json, sock);
    return sink_write(json->settings->output, &json->text, error);
}

/* Only when it was asked for, by --limit. */
static void put_matched(struct strbuf *text, const struct matched *matched)
{
    if (!matched->asked)
        return;
    strbuf_put_string(text, ",\"matched\":");
    if (matched->known)
        number_put(text, matched->count);
    else
        strbuf_put_string(text, "null");
}

static bool json_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct json *json = (struct json *)sink;
    struct strbuf *text = &json->text;
    strbuf_clear(text);
    strbuf_put_string(text, json->count > 0 ? "\n]" : "]");
    if (!json->settings->goes_on) {
        put_matched(text, &notes->matched);
        json_put_tail(text, notes);
    }
    return sink_write(json->settings->output, text, error) != EMIT_ERROR;
}

static bool ndjson_begin(struct sink *sink, struct error *error)
{
    (void)sink, (void)error;
    return true;
}

static enum emit_result ndjson_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct json *json = (struct json *)sink;
    strbuf_clear(&json->text);
    json->count++;
    put_socket(json, sock);
    strbuf_put_char(&json->text, '\n');
    return sink_write(json->settings->output, &json->text, error);
}

static bool ndjson_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct json *json = (struct json *)sink;
    struct strbuf *text = &json->text;
    if (!json->settings->trailer)
        return true;
    strbuf_clear(text);
    strbuf_put_string(text, "{\"end\":true,\"time\":");
    put_text(text, json->settings->lookups->time);
    put_rows_name(text, json->settings);
    number_put(text, json->count);
    put_matched(text, &notes->matched);
    json_put_tail(text, notes);
    return sink_write(json->settings->output, text, error) != EMIT_ERROR;
}

static void json_free(struct sink *sink)
{
    struct json *json = (struct json *)sink;
    strbuf_free(&json->text);
    labelled_free(&json->members);
    free(json);
}

static struct sink *open_json(const struct sink_settings *settings, struct sink operations)
{
    static const struct label_form members = {
        .first = "{\"",
        .before = ",\"",
        .named = true,
        .after = "\":",
        .unknown = "null",
        .style = VALUE_JSON,
    };
    struct json *json = calloc(1, sizeof(*json));
    if (json == NULL)
        return NULL;
    json->sink = operations;
    json->settings = settings;
    if (labelled_open(&json->members, settings, &members))
        return &json->sink;
    json_free(&json->sink);
    return NULL;
}

static struct sink *open_document(const struct sink_settings *settings)
{
    return open_json(settings, (struct sink){json_begin, json_row, json_end, json_free});
}

static struct sink *open_rows(const struct sink_settings *settings)
{
    return open_json(settings, (struct sink){ndjson_begin, ndjson_row, ndjson_end, json_free});
}

const struct format format_json = {
    .name = "json",
    .help = "one JSON object with everything",
    .columns = IN_JSON,
    .has_end = true,
    .has_schema = true,
    .totals = TOTALS_JSON,
    .open = open_document,
};

const struct format format_ndjson = {
    .name = "ndjson",
    .help = "one JSON object a line for each socket",
    .columns = IN_JSON,
    .rows_only = true,
    .trailer = true,
    .has_schema = true,
    .open = open_rows,
};
