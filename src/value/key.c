/* SPDX-License-Identifier: MIT */
#include "util/ipv4_mapped.h"
#include "value/put.h"

/* Keys are compared byte by byte. No key begins with another one, so keys can follow each other and
 * can be inverted. */

/* Puts the number of its bytes, then the bytes without leading zeros, the highest first. */
static void put_number(struct strbuf *key, uint64_t number)
{
    unsigned length = number == 0 ? 0 : 8 - (unsigned)__builtin_clzll(number) / 8;
    strbuf_put_char(key, (char)length);
    while (length-- > 0)
        strbuf_put_char(key, (char)(number >> 8 * length & 0xff));
}

enum { MARK_END = 0, MARK_NUL = 1, MARK_MORE = 1 };

static void put_byte(struct strbuf *key, char byte)
{
    strbuf_put_char(key, byte);
    if (byte == '\0')
        strbuf_put_char(key, MARK_NUL);
}

static void put_end(struct strbuf *key)
{
    strbuf_put_char(key, '\0');
    strbuf_put_char(key, MARK_END);
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* Puts the row of digits at the front of a text, so that a longer one is greater. Returns how many
 * leading zeros it has. */
static size_t put_digits(struct strbuf *key, struct slice *text)
{
    size_t zeros = 0, length = 0;
    while (zeros < text->length && text->data[zeros] == '0')
        zeros++;
    while (zeros + length < text->length && is_digit(text->data[zeros + length]))
        length++;
    strbuf_put_char(key, '0'); /* beside any other character, every digit is like 0 */
    put_number(key, length);
    strbuf_put(key, text->data + zeros, length);
    *text = slice_skip(*text, zeros + length);
    return zeros;
}

/* Has the order of natural_compare: texts that differ only in leading zeros are ordered by their
 * bytes, and one without leading zeros comes last. */
static void put_text(struct strbuf *key, struct slice text)
{
    size_t zeros = 0;
    struct slice rest = text;
    while (rest.length > 0) {
        if (is_digit(rest.data[0])) {
            zeros += put_digits(key, &rest);
            continue;
        }
        put_byte(key, rest.data[0]);
        rest = slice_skip(rest, 1);
    }
    put_end(key);
    strbuf_put_char(key, zeros == 0);
    if (zeros == 0)
        return;
    for (size_t i = 0; i < text.length; i++)
        put_byte(key, text.data[i]);
    put_end(key);
}

/* An IPv4-mapped address is the IPv4 address. */
static void put_address(struct strbuf *key, const struct value_address *address)
{
    bool is_mapped = address->kind == ADDRESS_IPV6 && ipv4_is_mapped(address->bytes);
    enum address_kind kind = is_mapped ? ADDRESS_IPV4 : address->kind;
    strbuf_put_char(key, (char)kind);
    if (kind == ADDRESS_IPV4)
        strbuf_put(key, (const char *)address->bytes + (is_mapped ? IPV4_MAPPED_PREFIX : 0), 4);
    else if (kind == ADDRESS_IPV6)
        strbuf_put(key, (const char *)address->bytes, 16);
    else
        put_text(key, address->text);
}

void value_key_number(struct strbuf *key, const struct value *value)
{
    put_number(key, value_number(value));
}

void value_key_text(struct strbuf *key, const struct value *value)
{
    put_text(key, value_text(value));
}

void value_key_texts(struct strbuf *key, const struct value *value)
{
    const struct value_texts *texts = value_texts(value);
    for (size_t i = 0; i < texts->count; i++) {
        strbuf_put_char(key, MARK_MORE);
        put_text(key, texts->items[i]);
    }
    strbuf_put_char(key, MARK_END);
}

void value_key_numbers(struct strbuf *key, const struct value *value)
{
    const struct value_numbers *numbers = value_numbers(value);
    for (size_t i = 0; i < numbers->count; i++) {
        strbuf_put_char(key, MARK_MORE);
        put_number(key, numbers->items[i]);
    }
    strbuf_put_char(key, MARK_END);
}

void value_key_address(struct strbuf *key, const struct value *value)
{
    put_address(key, value_address(value));
    put_text(key, value_address(value)->scope);
}

void value_key_endpoint(struct strbuf *key, const struct value *value)
{
    const struct value_endpoint *end = value_endpoint(value);
    put_address(key, &end->address);
    put_text(key, end->interface.length > 0 ? end->interface : end->address.scope);
    strbuf_put_char(key, (char)end->port_kind);
    put_number(key, end->port);
    put_text(key, end->label);
}

void value_key_processes(struct strbuf *key, const struct value *value)
{
    const struct value_processes *processes = value_processes(value);
    for (size_t i = 0; i < processes->count; i++) {
        const struct process *process = &processes->items[i];
        strbuf_put_char(key, MARK_MORE);
        put_text(key, process->name);
        put_number(key, process->pid);
        put_number(key, process->thread);
        put_number(key, process->descriptor);
    }
    strbuf_put_char(key, MARK_END);
}
