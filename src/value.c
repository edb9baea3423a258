/* SPDX-License-Identifier: MIT */
#include "value.h"

#include <string.h>

#include "util/escape.h"
#include "util/number.h"

bool value_aligns_right(enum value_type type)
{
    return type == VALUE_UNSIGNED;
}

/* A socket without a name is `*`. `@` marks an abstract name, so a path that begins with one is
 * told apart, and so is the path `*`. */
static void put_unix_name(struct strbuf *buffer, struct slice name, bool ascii)
{
    if (name.length == 0) {
        strbuf_put_char(buffer, '*');
    } else if (name.data[0] == '\0') {
        strbuf_put_char(buffer, '@');
        escape_field(buffer, (struct slice){name.data + 1, name.length - 1}, "", ascii);
    } else if (name.data[0] == '@' || slice_equals(name, "*")) {
        escape_field(buffer, (struct slice){name.data, 1}, "@*", ascii);
        escape_field(buffer, (struct slice){name.data + 1, name.length - 1}, "", ascii);
    } else {
        escape_field(buffer, name, "", ascii);
    }
}

static void put_address(struct strbuf *buffer, const struct value_address *address, bool ascii)
{
    switch (address->kind) {
    case ADDRESS_IPV4:
        number_put_ipv4(buffer, address->bytes);
        break;
    case ADDRESS_IPV6:
        number_put_ipv6(buffer, address->bytes);
        break;
    case ADDRESS_TEXT:
        if (address->text.length == 0)
            strbuf_put_char(buffer, '*');
        else
            escape_field(buffer, address->text, ":", ascii);
        break;
    case ADDRESS_UNIX:
        put_unix_name(buffer, address->text, ascii);
        break;
    }
}

/* RFC 4007, 11.2: a scope follows its address behind a percent sign. */
static void put_scope(struct strbuf *buffer, struct slice scope, bool ascii)
{
    if (scope.length == 0)
        return;
    strbuf_put_char(buffer, '%');
    escape_field(buffer, scope, ":[]", ascii);
}

static void put_port(struct strbuf *buffer, const struct value *value, bool ascii)
{
    if (value->endpoint.label.length > 0)
        escape_field(buffer, value->endpoint.label, ":", ascii);
    else if (value->endpoint.port_kind == PORT_NONE || value->endpoint.port == 0)
        strbuf_put_char(buffer, '*');
    else if (value->endpoint.service.length > 0)
        escape_field(buffer, value->endpoint.service, ":", ascii);
    else
        number_put(buffer, value->endpoint.port);
}

static void put_endpoint(struct strbuf *buffer, const struct value *value, bool ascii)
{
    const struct value_address *address = &value->endpoint.address;
    struct slice scope =
        value->endpoint.interface.length > 0 ? value->endpoint.interface : address->scope;
    bool named = value->endpoint.host.length > 0;
    bool brackets = address->kind == ADDRESS_IPV6 && !named;
    if (brackets)
        strbuf_put_char(buffer, '[');
    if (named)
        escape_field(buffer, value->endpoint.host, ":%[]", ascii);
    else
        put_address(buffer, address, ascii);
    put_scope(buffer, scope, ascii);
    if (brackets)
        strbuf_put_char(buffer, ']');
    strbuf_put_char(buffer, ':');
    put_port(buffer, value, ascii);
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

/* A process that holds the socket by many descriptors is named once where these are not shown. */
static bool looks_alike(const struct value *value, const struct process *before,
                        const struct process *process)
{
    if (value->processes.with_descriptor || before->pid != process->pid)
        return false;
    return !value->processes.with_thread || before->thread == process->thread;
}

static void put_processes(struct strbuf *buffer, const struct value *value, bool ascii)
{
    for (size_t i = 0; i < value->processes.count; i++) {
        const struct process *process = &value->processes.items[i];
        if (i > 0 && looks_alike(value, process - 1, process))
            continue;
        if (i > 0)
            strbuf_put_char(buffer, ',');
        put_process_name(buffer, process->name, ascii);
        strbuf_put_char(buffer, '(');
        number_put(buffer, process->pid);
        if (value->processes.with_thread) {
            strbuf_put_char(buffer, ',');
            number_put(buffer, process->thread);
        }
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
static void put_text(struct strbuf *buffer, struct slice text, const char *special, bool ascii)
{
    bool ambiguous = slice_equals(text, "-") || slice_equals(text, "\"\"");
    if (text.length == 0)
        strbuf_put_string(buffer, "\"\"");
    else
        escape_field(buffer, text, ambiguous ? "-\"" : special, ascii);
}

/* A comma in a text is escaped, as commas stand between them. */
static void put_texts(struct strbuf *buffer, const struct value *value, bool ascii)
{
    for (size_t i = 0; i < value->texts.count; i++) {
        if (i > 0)
            strbuf_put_char(buffer, ',');
        put_text(buffer, value->texts.items[i], ",", ascii);
    }
    if (value->texts.count == 0)
        strbuf_put_char(buffer, '-');
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
        put_text(buffer, value->text, "", ascii);
        break;
    case VALUE_TEXTS:
        put_texts(buffer, value, ascii);
        break;
    case VALUE_ADDRESS:
        put_address(buffer, &value->address, ascii);
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

/* `@` marks an abstract name; a path that begins with one has it as a private-use character, so
 * that the two differ. */
static void put_json_unix_name(struct strbuf *buffer, struct slice name)
{
    bool is_abstract = name.length > 0 && name.data[0] == '\0';
    bool looks_abstract = name.length > 0 && name.data[0] == '@';
    if (is_abstract)
        strbuf_put_char(buffer, '@');
    else if (looks_abstract)
        escape_json_byte(buffer, '@');
    size_t skip = is_abstract || looks_abstract ? 1 : 0;
    escape_json_text(buffer, (struct slice){name.data + skip, name.length - skip});
}

/* A part of an endpoint. A character of `special`, which would look like the end of the part, is
 * written as the private-use character of its byte. */
static void put_json_part(struct strbuf *buffer, struct slice text, const char *special)
{
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\0' || strchr(special, text.data[i]) == NULL)
            continue;
        escape_json_text(buffer, (struct slice){text.data + start, i - start});
        escape_json_byte(buffer, (unsigned char)text.data[i]);
        start = i + 1;
    }
    escape_json_text(buffer, (struct slice){text.data + start, text.length - start});
}

static void put_json_address_text(struct strbuf *buffer, const struct value_address *address)
{
    if (address->kind == ADDRESS_UNIX)
        put_json_unix_name(buffer, address->text);
    else if (address->kind == ADDRESS_TEXT)
        escape_json_text(buffer, address->text);
    else
        put_address(buffer, address, false);
}

static void put_json_scope(struct strbuf *buffer, struct slice scope, const char *special)
{
    if (scope.length == 0)
        return;
    strbuf_put_char(buffer, '%');
    put_json_part(buffer, scope, special);
}

static void put_json_address(struct strbuf *buffer, const struct value_address *address)
{
    strbuf_put_char(buffer, '"');
    put_json_address_text(buffer, address);
    put_json_scope(buffer, address->scope, "");
    strbuf_put_char(buffer, '"');
}

static void put_json_port(struct strbuf *buffer, const struct value *value)
{
    bool is_number = value->endpoint.port_kind == PORT_NUMBER;
    if (value->endpoint.label.length > 0 && !is_number)
        put_json_part(buffer, value->endpoint.label, ":");
    else if (value->endpoint.port_kind == PORT_NONE || value->endpoint.port == 0)
        strbuf_put_char(buffer, '*');
    else
        number_put(buffer, value->endpoint.port);
}

/* As in a table, but with numbers for names. */
static void put_json_endpoint(struct strbuf *buffer, const struct value *value)
{
    const struct value_address *address = &value->endpoint.address;
    bool brackets = address->kind == ADDRESS_IPV6;
    bool bound = value->endpoint.interface.length > 0;
    bool unnamed = address->kind != ADDRESS_IPV4 && !brackets && address->text.length == 0;
    strbuf_put_string(buffer, brackets ? "\"[" : "\"");
    if (unnamed)
        strbuf_put_char(buffer, '*');
    else if (address->kind == ADDRESS_TEXT)
        put_json_part(buffer, address->text, ":");
    else
        put_json_address_text(buffer, address);
    put_json_scope(buffer, bound ? value->endpoint.interface : address->scope, ":[]");
    strbuf_put_string(buffer, brackets ? "]:" : ":");
    put_json_port(buffer, value);
    strbuf_put_char(buffer, '"');
}

static void put_json_texts(struct strbuf *buffer, const struct value *value)
{
    strbuf_put_char(buffer, '[');
    for (size_t i = 0; i < value->texts.count; i++) {
        if (i > 0)
            strbuf_put_char(buffer, ',');
        escape_json(buffer, value->texts.items[i]);
    }
    strbuf_put_char(buffer, ']');
}

static void put_json_context(struct strbuf *buffer, struct slice context)
{
    strbuf_put_string(buffer, ",\"context\":");
    if (context.length == 0)
        strbuf_put_string(buffer, "null");
    else
        escape_json(buffer, context);
}

static void put_json_processes(struct strbuf *buffer, const struct value *value)
{
    strbuf_put_char(buffer, '[');
    for (size_t i = 0; i < value->processes.count; i++) {
        const struct process *process = &value->processes.items[i];
        strbuf_put_string(buffer, i > 0 ? ",{\"pid\":" : "{\"pid\":");
        number_put(buffer, process->pid);
        if (value->processes.with_thread) {
            strbuf_put_string(buffer, ",\"tid\":");
            number_put(buffer, process->thread);
        }
        strbuf_put_string(buffer, ",\"name\":");
        if (process->name.data == NULL)
            strbuf_put_string(buffer, "null");
        else
            escape_json(buffer, process->name);
        strbuf_put_string(buffer, ",\"fd\":");
        number_put(buffer, process->descriptor);
        if (value->processes.with_context)
            put_json_context(buffer, process->context);
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
    case VALUE_TEXTS:
        put_json_texts(buffer, value);
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
