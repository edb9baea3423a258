/* SPDX-License-Identifier: MIT */
#include "util/escape.h"
#include "util/number.h"
#include "value/process_group.h"
#include "value/put.h"

/* `*` stands for none. In a cell, `-` means unknown and `""` means empty, so a text equal to one of
 * them is escaped. A plain field is empty when the value is unknown, and only an empty text is
 * `\e`.
 */
static bool is_reserved(struct slice text, enum value_style style)
{
    if (text.length > 2)
        return false;
    return slice_equals(text, "*") ||
           (style != VALUE_PLAIN && (slice_equals(text, "-") || slice_equals(text, "\"\"")));
}

/* A name that is equal to a reserved word is escaped whole. */
static const char *special_of(struct slice text, const char *special, enum value_style style)
{
    return is_reserved(text, style) ? "*-\"" : special;
}

/* Puts a part of a text, in which nothing is reserved. */
static void put_part(struct strbuf *buffer, struct slice text, const char *special,
                     enum value_style style)
{
    if (style == VALUE_PLAIN)
        escape_plain(buffer, text, special);
    else
        escape_field(buffer, text, special, style == VALUE_CELL_ASCII);
}

/* Puts a text that is not a member of a list. A plain field may contain blanks; only in lists do
 * they separate. */
static void put_whole(struct strbuf *buffer, struct slice text, const char *special,
                      enum value_style style)
{
    put_part(buffer, text, special_of(text, special, style), style);
}

/* A socket without a name is `*`, and `@` marks an abstract name. A path that is `*` or begins with
 * `@` is escaped, so that it looks different. */
static void put_unix_name(struct strbuf *buffer, struct slice name, enum value_style style)
{
    if (name.length == 0) {
        strbuf_put_char(buffer, '*');
    } else if (name.data[0] == '\0') {
        strbuf_put_char(buffer, '@');
        put_part(buffer, slice_skip(name, 1), "", style);
    } else if (name.data[0] == '@') {
        put_part(buffer, (struct slice){name.data, 1}, "@", style);
        put_part(buffer, slice_skip(name, 1), "", style);
    } else {
        put_whole(buffer, name, "", style);
    }
}

static void put_address(struct strbuf *buffer, const struct value_address *address,
                        enum value_style style)
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
            put_whole(buffer, address->text, ":", style);
        break;
    case ADDRESS_UNIX:
        put_unix_name(buffer, address->text, style);
        break;
    }
}

/* A scope follows its address after a percent sign (RFC 4007, 11.2). */
static void put_scope(struct strbuf *buffer, struct slice scope, enum value_style style)
{
    if (scope.length == 0)
        return;
    strbuf_put_char(buffer, '%');
    put_whole(buffer, scope, ":[]", style);
}

void value_text_address(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    put_address(buffer, value_address(value), style);
    put_scope(buffer, value_address(value)->scope, style);
}

static void put_port(struct strbuf *buffer, const struct value_endpoint *end,
                     enum value_style style)
{
    if (end->label.length > 0)
        put_whole(buffer, end->label, ":", style);
    else if (end->port_kind == PORT_NONE || end->port == 0)
        strbuf_put_char(buffer, '*');
    else if (end->service.length > 0)
        put_whole(buffer, end->service, ":", style);
    else
        number_put(buffer, end->port);
}

void value_text_endpoint(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    const struct value_endpoint *end = value_endpoint(value);
    const struct value_address *address = &end->address;
    struct slice scope = end->interface.length > 0 ? end->interface : address->scope;
    bool named = end->host.length > 0;
    bool brackets = address->kind == ADDRESS_IPV6 && !named;
    if (brackets)
        strbuf_put_char(buffer, '[');
    if (named)
        put_whole(buffer, end->host, ":%[]", style);
    else
        put_address(buffer, address, style);
    put_scope(buffer, scope, style);
    if (brackets)
        strbuf_put_char(buffer, ']');
    strbuf_put_char(buffer, ':');
    put_port(buffer, end, style);
}

/* Puts a member of a list. Blanks are escaped in every style, because they separate the members of
 * a plain field. */
static void put_member(struct strbuf *buffer, struct slice text, const char *special,
                       enum value_style style)
{
    escape_field(buffer, text, special_of(text, special, VALUE_CELL), style == VALUE_CELL_ASCII);
}

static void put_joint(struct strbuf *buffer, enum value_style style)
{
    strbuf_put_char(buffer, style == VALUE_PLAIN ? ' ' : ',');
}

static void put_no_members(struct strbuf *buffer, enum value_style style)
{
    strbuf_put_string(buffer, style == VALUE_PLAIN ? "\\e" : "-");
}

/* The characters of a name that are escaped. Brackets and commas separate names and numbers, so
 * that no process can call itself `x(1),sshd` and so name another owner. A square bracket at the
 * start is that of a reason why no process holds the socket. */
static const char *special_in_name(struct slice name)
{
    return name.length > 0 && name.data[0] == '[' ? "(),[" : "(),";
}

/* `-` stands for a name that could not be read. */
static void put_process_name(struct strbuf *buffer, struct slice name, enum value_style style)
{
    if (name.data == NULL)
        strbuf_put_char(buffer, '-');
    else
        put_member(buffer, name, special_in_name(name), style);
}

/* Whether two entries print the same text. Without descriptors, a process that holds the socket
 * several times is printed once. */
static bool looks_alike(const struct value_processes *processes, const struct process *before,
                        const struct process *process)
{
    if (processes->with_descriptor || before->pid != process->pid)
        return false;
    return !processes->with_thread || before->thread == process->thread;
}

static void put_process_number(struct strbuf *buffer, char before, uint32_t number)
{
    strbuf_put_char(buffer, before);
    number_put(buffer, number);
}

static void put_merged(struct strbuf *buffer, const struct value_processes *processes,
                       enum value_style style)
{
    struct process_group group = {0};
    while (process_group_next(processes, &group)) {
        if (group.first != processes->items)
            put_joint(buffer, style);
        put_process_name(buffer, group.first->name, style);
        put_process_number(buffer, '(', group.first->pid);
        strbuf_put_char(buffer, ')');
        if (group.others > 0)
            put_process_number(buffer, '+', (uint32_t)group.others);
    }
}

static void put_each(struct strbuf *buffer, const struct value_processes *processes,
                     enum value_style style)
{
    for (size_t i = 0; i < processes->count; i++) {
        const struct process *process = &processes->items[i];
        if (i > 0 && looks_alike(processes, process - 1, process))
            continue;
        if (i > 0)
            put_joint(buffer, style);
        put_process_name(buffer, process->name, style);
        put_process_number(buffer, '(', process->pid);
        if (processes->with_thread)
            put_process_number(buffer, ',', process->thread);
        if (processes->with_descriptor)
            put_process_number(buffer, ',', process->descriptor);
        strbuf_put_char(buffer, ')');
    }
}

void value_text_processes(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    const struct value_processes *processes = value_processes(value);
    if (processes->count == 0)
        put_no_members(buffer, style);
    else if (processes->merged)
        put_merged(buffer, processes, style);
    else
        put_each(buffer, processes, style);
}

void value_text_text(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    struct slice text = value_text(value);
    if (text.length == 0)
        strbuf_put_string(buffer, style == VALUE_PLAIN ? "\\e" : "\"\"");
    else
        put_whole(buffer, text, "", style);
}

/* Puts one text of a list. An empty text is visible, so that a list of one empty text differs from
 * an empty list. `-` stands for a text that could not be read. */
static void put_list_text(struct strbuf *buffer, struct slice text, enum value_style style)
{
    if (text.data == NULL)
        strbuf_put_char(buffer, '-');
    else if (text.length == 0)
        strbuf_put_string(buffer, "\"\"");
    else
        put_member(buffer, text, style == VALUE_PLAIN ? "" : ",", style);
}

void value_text_texts(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    const struct value_texts *texts = value_texts(value);
    for (size_t i = 0; i < texts->count; i++) {
        if (i > 0)
            put_joint(buffer, style);
        put_list_text(buffer, texts->items[i], style);
    }
    if (texts->count == 0)
        put_no_members(buffer, style);
}

void value_text_numbers(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    const struct value_numbers *numbers = value_numbers(value);
    for (size_t i = 0; i < numbers->count; i++) {
        if (i > 0)
            put_joint(buffer, style);
        number_put(buffer, numbers->items[i]);
    }
    if (numbers->count == 0)
        put_no_members(buffer, style);
}

/* JSON has no tab and no newline in it. */
void value_text_records(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    struct strbuf text = {0};
    if (style == VALUE_PLAIN) {
        value_json_records(buffer, value);
        return;
    }
    value_json_records(&text, value);
    put_part(buffer, strbuf_slice(&text), "", style);
    buffer->failed |= text.failed;
    strbuf_free(&text);
}
