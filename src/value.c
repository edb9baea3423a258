/* SPDX-License-Identifier: MIT */
#include "value.h"

#include "util/escape.h"
#include "util/number.h"

bool value_aligns_right(enum value_type type)
{
    return type == VALUE_UNSIGNED;
}

static void put_address(struct strbuf *buffer, const struct value_address *address)
{
    if (address->is_ipv6)
        number_put_ipv6(buffer, address->bytes);
    else
        number_put_ipv4(buffer, address->bytes);
}

/* RFC 4007, 11.2: a scope follows its address behind a percent sign. */
static void put_scope(struct strbuf *buffer, struct slice scope, bool ascii)
{
    if (scope.length == 0)
        return;
    strbuf_put_char(buffer, '%');
    escape_field(buffer, scope, ":[]", ascii);
}

static void put_endpoint(struct strbuf *buffer, const struct value *value, bool ascii)
{
    const struct value_address *address = &value->endpoint.address;
    struct slice scope =
        value->endpoint.interface.length > 0 ? value->endpoint.interface : address->scope;
    if (address->is_ipv6)
        strbuf_put_char(buffer, '[');
    put_address(buffer, address);
    put_scope(buffer, scope, ascii);
    if (address->is_ipv6)
        strbuf_put_char(buffer, ']');
    strbuf_put_char(buffer, ':');
    if (value->endpoint.port == 0)
        strbuf_put_char(buffer, '*');
    else if (value->endpoint.service.length > 0)
        escape_field(buffer, value->endpoint.service, ":", ascii);
    else
        number_put(buffer, value->endpoint.port);
}

/* The characters that separate names and numbers here are escaped in a name, so that no process
 * can call itself `x(1),sshd` and so name another owner. `-` stands for a name that could not be
 * read. */
static void put_process_name(struct strbuf *buffer, struct slice name, bool ascii)
{
    if (name.data == NULL)
        strbuf_put_char(buffer, '-');
    else
        escape_field(buffer, name, slice_equals(name, "-") ? "-" : "(),", ascii);
}

static void put_processes(struct strbuf *buffer, const struct value *value, bool ascii)
{
    for (size_t i = 0; i < value->processes.count; i++) {
        const struct process *process = &value->processes.items[i];
        if (i > 0)
            strbuf_put_char(buffer, ',');
        put_process_name(buffer, process->name, ascii);
        strbuf_put_char(buffer, '(');
        number_put(buffer, process->pid);
        if (value->processes.with_descriptor) {
            strbuf_put_char(buffer, ',');
            number_put(buffer, process->descriptor);
        }
        strbuf_put_char(buffer, ')');
    }
    if (value->processes.count == 0)
        strbuf_put_char(buffer, '-');
}

/* `-` alone means unknown and `""` means empty, so a text that looks like one is told apart. */
static void put_text(struct strbuf *buffer, struct slice text, bool ascii)
{
    bool ambiguous = slice_equals(text, "-") || slice_equals(text, "\"\"");
    if (text.length == 0)
        strbuf_put_string(buffer, "\"\"");
    else
        escape_field(buffer, text, ambiguous ? "-\"" : "", ascii);
}

void value_put_cell(struct strbuf *buffer, enum value_type type, const struct value *value,
                    bool ascii)
{
    switch (type) {
    case VALUE_UNSIGNED:
    case VALUE_FLAG:
        number_put(buffer, value->number);
        break;
    case VALUE_HEX:
        number_put_hex(buffer, value->number);
        break;
    case VALUE_TEXT:
        put_text(buffer, value->text, ascii);
        break;
    case VALUE_ADDRESS:
        put_address(buffer, &value->address);
        put_scope(buffer, value->address.scope, ascii);
        break;
    case VALUE_ENDPOINT:
        put_endpoint(buffer, value, ascii);
        break;
    case VALUE_PROCESSES:
        put_processes(buffer, value, ascii);
        break;
    }
}

static void put_json_address(struct strbuf *buffer, const struct value_address *address)
{
    if (address->scope.length == 0) {
        strbuf_put_char(buffer, '"');
        put_address(buffer, address);
        strbuf_put_char(buffer, '"');
        return;
    }
    struct strbuf text = {0};
    put_address(&text, address);
    strbuf_put_char(&text, '%');
    strbuf_put(&text, address->scope.data, address->scope.length);
    escape_json(buffer, strbuf_slice(&text));
    buffer->failed |= text.failed;
    strbuf_free(&text);
}

static void put_json_endpoint(struct strbuf *buffer, const struct value *value)
{
    struct value numeric = *value;
    numeric.endpoint.service = (struct slice){0};
    struct strbuf text = {0};
    put_endpoint(&text, &numeric, false);
    escape_json(buffer, strbuf_slice(&text));
    buffer->failed |= text.failed;
    strbuf_free(&text);
}

static void put_json_processes(struct strbuf *buffer, const struct value *value)
{
    strbuf_put_char(buffer, '[');
    for (size_t i = 0; i < value->processes.count; i++) {
        const struct process *process = &value->processes.items[i];
        strbuf_put_string(buffer, i > 0 ? ",{\"pid\":" : "{\"pid\":");
        number_put(buffer, process->pid);
        strbuf_put_string(buffer, ",\"name\":");
        if (process->name.data == NULL)
            strbuf_put_string(buffer, "null");
        else
            escape_json(buffer, process->name);
        strbuf_put_string(buffer, ",\"fd\":");
        number_put(buffer, process->descriptor);
        strbuf_put_char(buffer, '}');
    }
    strbuf_put_char(buffer, ']');
}

void value_put_json(struct strbuf *buffer, enum value_type type, const struct value *value)
{
    switch (type) {
    case VALUE_UNSIGNED:
        number_put(buffer, value->number);
        break;
    case VALUE_FLAG:
        strbuf_put_string(buffer, value->number != 0 ? "true" : "false");
        break;
    case VALUE_HEX:
        strbuf_put_char(buffer, '"');
        number_put_hex(buffer, value->number);
        strbuf_put_char(buffer, '"');
        break;
    case VALUE_TEXT:
        escape_json(buffer, value->text);
        break;
    case VALUE_ADDRESS:
        put_json_address(buffer, &value->address);
        break;
    case VALUE_ENDPOINT:
        put_json_endpoint(buffer, value);
        break;
    case VALUE_PROCESSES:
        put_json_processes(buffer, value);
        break;
    }
}
