/* SPDX-License-Identifier: MIT */

/* Every column over facts of any content and length. Input: the place of a table, a kind, which
 * facts are known, each with its length and bytes, the plain fields, and the name. */
#include "checks.h"

enum { KNOWN_SIZE = 8 };

static void fill_facts(struct input *input, struct sock *sock)
{
    uint64_t known;
    input_fill(input, &known, KNOWN_SIZE);
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (!(known & fact_bit((enum fact)i)))
            continue;
        size_t length = input_byte(input);
        struct slice fact = input_copy(input, length);
        sock_set_fact(sock, (enum fact)i, fact.data, fact.length);
    }
}

static void free_facts(struct sock *sock)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (sock_has_fact(sock, (enum fact)i))
            copy_free(sock->facts[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct input input = {data, length};
    struct sock sock, fields;
    const struct family *family;
    const struct socket_table *table = table_at(input_byte(&input), &family);
    const struct kind *kind = &family->kinds[input_byte(&input) % family->kind_count];
    family_start(family, table, kind, &sock);
    input_fill(&input, &fields.cookie,
               offsetof(struct sock, facts) - offsetof(struct sock, cookie));
    memcpy(&sock.cookie, &fields.cookie,
           offsetof(struct sock, facts) - offsetof(struct sock, cookie));
    sock.facts_known = 0;
    sock.have &= ~HAVE_INODE | (sock.inode != 0 ? HAVE_INODE : 0);
    fill_facts(&input, &sock);
    sock.name = input_copy(&input, SIZE_MAX);
    check_columns(&sock, lasting_lookups());
    free_facts(&sock);
    copy_free(sock.name);
    return 0;
}
