/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "util/escape.h"
#include "util/number.h"
#include "value/put.h"

void value_json_text(struct strbuf *buffer, const struct value *value)
{
    escape_json(buffer, value_text(value));
}

/* `@` marks an abstract name, and `*` an end without a name. A path that begins with `@`, or is
 * `*`, gets a private-use character instead, so that all differ. */
static void put_unix_name(struct strbuf *buffer, struct slice name)
{
    bool is_abstract = name.length > 0 && name.data[0] == '\0';
    bool looks_special = slice_equals(name, "*") || (name.length > 0 && name.data[0] == '@');
    if (is_abstract)
        strbuf_put_char(buffer, '@');
    else if (looks_special)
        escape_json_byte(buffer, (unsigned char)name.data[0]);
    size_t skip = is_abstract || looks_special ? 1 : 0;
    escape_json_text(buffer, slice_skip(name, skip));
}

/* Puts a part of an endpoint. A character of `special` would look like the end of the part, so it
 * becomes the private-use character of its byte. So does the name `*`. */
static void put_part(struct strbuf *buffer, struct slice text, const char *special)
{
    bool is_star = slice_equals(text, "*");
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\0' || (!is_star && strchr(special, text.data[i]) == NULL))
            continue;
        escape_json_text(buffer, (struct slice){text.data + start, i - start});
        escape_json_byte(buffer, (unsigned char)text.data[i]);
        start = i + 1;
    }
    escape_json_text(buffer, slice_skip(text, start));
}

static void put_address_text(struct strbuf *buffer, const struct value_address *address)
{
    if (address->kind == ADDRESS_UNIX)
        put_unix_name(buffer, address->text);
    else if (address->kind == ADDRESS_TEXT)
        put_part(buffer, address->text, "");
    else if (address->kind == ADDRESS_IPV4)
        number_put_ipv4(buffer, address->bytes);
    else
        number_put_ipv6(buffer, address->bytes);
}

static void put_scope(struct strbuf *buffer, struct slice scope, const char *special)
{
    if (scope.length == 0)
        return;
    strbuf_put_char(buffer, '%');
    put_part(buffer, scope, special);
}

void value_json_address(struct strbuf *buffer, const struct value *value)
{
    const struct value_address *address = value_address(value);
    strbuf_put_char(buffer, '"');
    put_address_text(buffer, address);
    put_scope(buffer, address->scope, "");
    strbuf_put_char(buffer, '"');
}

static void put_port(struct strbuf *buffer, const struct value_endpoint *end)
{
    bool is_number = end->port_kind == PORT_NUMBER;
    if (end->label.length > 0 && !is_number)
        put_part(buffer, end->label, ":");
    else if (end->port_kind == PORT_NONE || end->port == 0)
        strbuf_put_char(buffer, '*');
    else
        number_put(buffer, end->port);
}

/* The same text as in a table, but with numbers instead of names. */
void value_json_endpoint(struct strbuf *buffer, const struct value *value)
{
    const struct value_endpoint *end = value_endpoint(value);
    const struct value_address *address = &end->address;
    bool brackets = address->kind == ADDRESS_IPV6;
    bool bound = end->interface.length > 0;
    bool unnamed = address->kind != ADDRESS_IPV4 && !brackets && address->text.length == 0;
    strbuf_put_string(buffer, brackets ? "\"[" : "\"");
    if (unnamed)
        strbuf_put_char(buffer, '*');
    else if (address->kind == ADDRESS_TEXT)
        put_part(buffer, address->text, ":");
    else
        put_address_text(buffer, address);
    put_scope(buffer, bound ? end->interface : address->scope, ":[]");
    strbuf_put_string(buffer, brackets ? "]:" : ":");
    put_port(buffer, end);
    strbuf_put_char(buffer, '"');
}

void value_json_texts(struct strbuf *buffer, const struct value *value)
{
    const struct value_texts *texts = value_texts(value);
    strbuf_put_char(buffer, '[');
    for (size_t i = 0; i < texts->count; i++) {
        if (i > 0)
            strbuf_put_char(buffer, ',');
        if (texts->items[i].data == NULL)
            strbuf_put_string(buffer, "null");
        else
            escape_json(buffer, texts->items[i]);
    }
    strbuf_put_char(buffer, ']');
}

void value_json_numbers(struct strbuf *buffer, const struct value *value)
{
    const struct value_numbers *numbers = value_numbers(value);
    strbuf_put_char(buffer, '[');
    for (size_t i = 0; i < numbers->count; i++) {
        if (i > 0)
            strbuf_put_char(buffer, ',');
        number_put(buffer, numbers->items[i]);
    }
    strbuf_put_char(buffer, ']');
}

static void put_context(struct strbuf *buffer, struct slice context)
{
    strbuf_put_string(buffer, ",\"context\":");
    if (context.length == 0)
        strbuf_put_string(buffer, "null");
    else
        escape_json(buffer, context);
}

void value_json_processes(struct strbuf *buffer, const struct value *value)
{
    const struct value_processes *processes = value_processes(value);
    strbuf_put_char(buffer, '[');
    for (size_t i = 0; i < processes->count; i++) {
        const struct process *process = &processes->items[i];
        strbuf_put_string(buffer, i > 0 ? ",{\"pid\":" : "{\"pid\":");
        number_put(buffer, process->pid);
        if (processes->with_thread) {
            strbuf_put_string(buffer, ",\"tid\":");
            number_put(buffer, process->thread);
        }
        strbuf_put_string(buffer, ",\"name\":");
        if (process->name.data == NULL)
            strbuf_put_string(buffer, "null");
        else
            escape_json(buffer, process->name);
        if (!processes->of_many) {
            strbuf_put_string(buffer, ",\"fd\":");
            number_put(buffer, process->descriptor);
        }
        if (processes->with_context)
            put_context(buffer, process->context);
        strbuf_put_char(buffer, '}');
    }
    strbuf_put_char(buffer, ']');
}

void value_json_records(struct strbuf *buffer, const struct value *value)
{
    strbuf_put_char(buffer, '[');
    strbuf_put(buffer, value_text(value).data, value_text(value).length);
    strbuf_put_char(buffer, ']');
}
