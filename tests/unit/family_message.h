/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_FAMILY_MESSAGE_H
#define SOCKVIEW_TESTS_UNIT_FAMILY_MESSAGE_H

#include "column/columns.h"
#include "diag_message.h"
#include "family/family.h"

/* A record with the memory that it borrows. */
struct parsed {
    char *bytes;
    enum parse_result result;
    struct sock sock;
};

static inline struct parsed parse_part(const struct family *family, size_t table, const void *data,
                                       size_t length)
{
    struct parsed parsed = {.bytes = exact_copy(data, length)};
    memset(&parsed.sock, 0xa5, sizeof(parsed.sock));
    parsed.result =
        family->parse_diag(family, &family->tables[table], parsed.bytes, length, &parsed.sock);
    return parsed;
}

/* The record of a whole message, which must be good. */
static inline struct parsed parse_whole(const struct family *family, size_t table,
                                        const struct message *message)
{
    struct parsed parsed = parse_part(family, table, message->bytes, message->length);
    assert_int_equal(parsed.result, PARSE_OK);
    return parsed;
}

static inline void check_column(const struct sock *sock, const char *name, const char *expected,
                                bool numeric, const char *file, int line)
{
    struct lookups lookups = {.numeric = numeric};
    const struct column *column = column_find(slice_of(name));
    struct value value;
    struct strbuf text = {0};
    if (column == NULL) {
        print_error("there is no column %s\n", name);
        _fail(file, line);
        return;
    }
    memset(&value, 0, sizeof(value));
    if (column_get(column, sock, &lookups, &value))
        value_put(&text, &value, VALUE_CELL);
    else
        strbuf_put_string(&text, "unknown");
    check_text(&text, expected, file, line);
    lookups_free(&lookups);
}

/* Fails unless the column's cell is `expected`, which is "unknown" where there is none. */
#define assert_column(sock, name, expected)                                                        \
    check_column(sock, name, expected, true, __FILE__, __LINE__)

/* The same with names for numbers. */
#define assert_named_column(sock, name, expected)                                                  \
    check_column(sock, name, expected, false, __FILE__, __LINE__)

/* Pulls every value: a checker of memory sees what is read outside the message. */
static inline void pull_every_column(const struct sock *sock)
{
    struct lookups lookups = {.numeric = true};
    struct strbuf text = {0};
    for (size_t i = 0; i < columns_count(); i++) {
        struct value value;
        memset(&value, 0, sizeof(value));
        if (column_at(i)->needs & NEED_OWNERS)
            continue;
        if (column_get(column_at(i), sock, &lookups, &value))
            value_put(&text, &value, VALUE_JSON);
    }
    assert_false(text.failed);
    strbuf_free(&text);
    lookups_free(&lookups);
}

/* Parses the message cut off after each of its bytes. What is shorter than `least` is no socket. */
static inline void check_every_cut(const struct family *family, size_t table,
                                   const struct message *message, size_t least)
{
    for (size_t length = 0; length <= message->length; length++) {
        struct parsed parsed = parse_part(family, table, message->bytes, length);
        if (length < least)
            assert_int_not_equal(parsed.result, PARSE_OK);
        else
            assert_int_equal(parsed.result, PARSE_OK);
        if (parsed.result == PARSE_OK)
            pull_every_column(&parsed.sock);
        free(parsed.bytes);
    }
}

/* Parses the message with random bytes changed. Returns how many results were still sockets. */
static inline size_t check_changed_bytes(const struct family *family, size_t table,
                                         const struct message *message)
{
    size_t good = 0;
    for (size_t at = 0; at < message->length; at++) {
        static const unsigned char bytes[] = {0, 1, 3, 0x7f, 0x80, 0xff};
        for (size_t i = 0; i < COUNT_OF(bytes); i++) {
            struct message changed = *message;
            changed.bytes[at] = (char)bytes[i];
            struct parsed parsed = parse_part(family, table, changed.bytes, changed.length);
            if (parsed.result == PARSE_OK) {
                pull_every_column(&parsed.sock);
                good++;
            }
            free(parsed.bytes);
        }
    }
    return good;
}

/* Writes the body of a request for these states and needs. Its length must be `length`, and nothing
 * may be written when there is less room. */
static inline void make_request(const struct family *family, size_t table, uint32_t states,
                                unsigned needs, void *body, size_t length)
{
    struct request request = {states, needs};
    char *room = malloc(length);
    assert_non_null(room);
    assert_int_equal(family->request(family, &family->tables[table], &request, room, length),
                     length);
    memcpy(body, room, length);
    free(room);
    for (size_t size = 0; size < length; size++) {
        room = malloc(size);
        assert_int_equal(family->request(family, &family->tables[table], &request, room, size), 0);
        free(room);
    }
}

#endif
