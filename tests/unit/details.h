/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_DETAILS_H
#define SOCKVIEW_TESTS_UNIT_DETAILS_H

#include "column/columns.h"
#include "diag_message.h"
#include "support.h"

/* A fact in a block of memory of exactly its size, so that a checker sees every read after it. */
static inline void set_fact(struct sock *sock, enum fact fact, const void *data, size_t length)
{
    sock_set_fact(sock, fact, exact_copy(data, length), length);
}

static inline void free_facts(struct sock *sock)
{
    for (int i = 0; i < FACT_COUNT; i++) {
        char *copy = NULL;
        struct slice fact = sock_fact(sock, (enum fact)i);
        memcpy(&copy, &fact.data, sizeof(copy));
        free(copy);
    }
    sock->facts_known = 0;
}

static inline void check_as(const struct sock *sock, const char *name, const char *expected,
                            bool json)
{
    struct lookups lookups = {.numeric = true};
    struct strbuf text = {0};
    struct value value = {0};
    const struct column *column = column_find(slice_of(name));
    assert_non_null(column);
    if (!column_get(column, sock, &lookups, &value))
        strbuf_put_string(&text, "unknown");
    else if (json)
        value_put(&text, &value, VALUE_JSON);
    else
        value_put(&text, &value, VALUE_CELL);
    if (!slice_equals(strbuf_slice(&text), expected))
        fail_msg("%s is '%.*s' and not '%s'", name, (int)text.length, text.data, expected);
    strbuf_free(&text);
    lookups_free(&lookups);
}

static inline void check(const struct sock *sock, const char *name, const char *expected)
{
    check_as(sock, name, expected, false);
}

static inline struct sock connection(void)
{
    struct sock sock;
    memset(&sock, 0, sizeof(sock));
    sock.have = HAVE_STATE;
    sock.state = STATE_ESTABLISHED;
    return sock;
}

#endif
