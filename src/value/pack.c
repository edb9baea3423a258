/* SPDX-License-Identifier: MIT */
#include "value/pack.h"

#include <string.h>

enum { UNKNOWN, KNOWN };

static void pack_number(struct strbuf *bytes, uint64_t number)
{
    strbuf_put(bytes, (const char *)&number, sizeof(number));
}

static void pack_text(struct strbuf *bytes, struct slice text)
{
    uint32_t length = (uint32_t)text.length;
    strbuf_put(bytes, (const char *)&length, sizeof(length));
    strbuf_put(bytes, text.data, text.length);
}

static size_t size_of_address(enum address_kind kind)
{
    return kind == ADDRESS_IPV4 ? 4 : kind == ADDRESS_IPV6 ? 16 : 0;
}

static void pack_address(struct strbuf *bytes, const struct value_address *address)
{
    size_t size = size_of_address(address->kind);
    strbuf_put_char(bytes, (char)address->kind);
    strbuf_put(bytes, (const char *)address->bytes, size);
    if (size == 0)
        pack_text(bytes, address->text);
    pack_text(bytes, address->scope);
}

static void pack_endpoint(struct strbuf *bytes, const struct value_endpoint *end)
{
    pack_address(bytes, &end->address);
    strbuf_put_char(bytes, (char)end->port_kind);
    pack_number(bytes, end->port);
    pack_text(bytes, end->host);
    pack_text(bytes, end->service);
    pack_text(bytes, end->label);
    pack_text(bytes, end->interface);
}

void value_pack(struct strbuf *bytes, const struct value *value)
{
    strbuf_put_char(bytes, value == NULL ? UNKNOWN : KNOWN);
    if (value == NULL)
        return;
    strbuf_put_char(bytes, (char)value->colour);
    if (value->type == VALUE_TEXT || value->type == VALUE_RECORDS)
        pack_text(bytes, value_text(value));
    else if (value->type == VALUE_ADDRESS)
        pack_address(bytes, value_address(value));
    else if (value->type == VALUE_ENDPOINT)
        pack_endpoint(bytes, value_endpoint(value));
    else
        pack_number(bytes, value_number(value));
}

/* The next bytes. They are zeros when fewer are left, which only happens at the end. */
static void take(struct slice *bytes, void *place, size_t size)
{
    memset(place, 0, size);
    if (bytes->length < size)
        return;
    memcpy(place, bytes->data, size);
    *bytes = slice_skip(*bytes, size);
}

static uint64_t take_number(struct slice *bytes)
{
    uint64_t number;
    take(bytes, &number, sizeof(number));
    return number;
}

static struct slice take_text(struct slice *bytes)
{
    uint32_t length;
    take(bytes, &length, sizeof(length));
    struct slice text = {bytes->data, length <= bytes->length ? length : 0};
    *bytes = slice_skip(*bytes, text.length);
    return text;
}

static char take_char(struct slice *bytes)
{
    char character;
    take(bytes, &character, sizeof(character));
    return character;
}

static struct value_address take_address(struct slice *bytes)
{
    struct value_address address = {.kind = (enum address_kind)take_char(bytes)};
    size_t size = size_of_address(address.kind);
    address.bytes = (const uint8_t *)bytes->data;
    *bytes = slice_skip(*bytes, size < bytes->length ? size : bytes->length);
    if (size == 0)
        address.text = take_text(bytes);
    address.scope = take_text(bytes);
    return address;
}

static struct value_endpoint take_endpoint(struct slice *bytes)
{
    struct value_endpoint end = {.address = take_address(bytes)};
    end.port_kind = (enum port_kind)take_char(bytes);
    end.port = (uint32_t)take_number(bytes);
    end.host = take_text(bytes);
    end.service = take_text(bytes);
    end.label = take_text(bytes);
    end.interface = take_text(bytes);
    return end;
}

bool value_unpack(struct slice *bytes, enum value_type type, struct value *value)
{
    *value = (struct value){.type = type};
    if (take_char(bytes) == UNKNOWN)
        return false;
    value->colour = (enum colour)take_char(bytes);
    if (type == VALUE_TEXT || type == VALUE_RECORDS)
        value->text = take_text(bytes);
    else if (type == VALUE_ADDRESS)
        value->address = take_address(bytes);
    else if (type == VALUE_ENDPOINT)
        value->endpoint = take_endpoint(bytes);
    else
        value->number = take_number(bytes);
    return true;
}
