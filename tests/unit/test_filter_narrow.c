/* SPDX-License-Identifier: MIT */
#include "family/families.h"
#include "filter/tree.h"
#include "filter_parse.h"

enum { VALUES = 40 };

static void random_end(uint64_t *seed, struct endpoint *end)
{
    end->port = (uint32_t)random_below(seed, VALUES);
    memcpy(end->address, (const uint8_t[]){10, 0, 0, (uint8_t)random_below(seed, VALUES)}, 4);
}

static void random_socket(uint64_t *seed, struct sock *sock)
{
    static const uint64_t fields[] = {HAVE_STATE, HAVE_LOCAL, HAVE_PEER,  HAVE_MARK,
                                      HAVE_UID,   HAVE_INODE, HAVE_RECV_Q};
    *sock = (struct sock){.from = &family_tcp, .kind = family_tcp.kinds, .family = AF_INET};
    sock->state = (uint8_t)(1 + random_below(seed, 12));
    random_end(seed, &sock->local);
    random_end(seed, &sock->peer);
    sock->mark = (uint32_t)random_below(seed, VALUES);
    sock->uid = (uint32_t)random_below(seed, VALUES);
    sock->inode = (uint32_t)random_below(seed, VALUES);
    sock->recv_q = (uint32_t)random_below(seed, VALUES);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        sock->have |= random_below(seed, 12) == 0 ? 0 : fields[i];
}

static void put_test(uint64_t *seed, struct strbuf *text, size_t kind)
{
    static const char *const kinds[] = {
        "sport = :#",    "dport = :#",  "inode = #",       "src 10.0.0.#", "dst 10.0.0.#:#",
        "fwmark = #",    "uid = #",     "src :#",          "user = u#",    "process = p#",
        "not inode = #", "sport != :#", "recv_q >= #",     "pid = #",      "state = established",
        "sport = #-39",  "recv_q = #",  "dst 10.0.0.#/31",
    };
    put_filled(text, kinds[kind % COUNT_OF(kinds)], "", random_below(seed, VALUES));
}

/* A bracket: some fields are in most of them. */
static void put_bracket(uint64_t *seed, struct strbuf *text, size_t kind)
{
    size_t count = 2 + random_below(seed, 2);
    strbuf_put_string(text, random_below(seed, 400) == 0 ? "not ( " : "( ");
    for (size_t i = 0; i < count; i++) {
        strbuf_put_string(text, i == 0 ? "" : random_below(seed, 30) == 0 ? " or " : " and ");
        put_test(seed, text, random_below(seed, 4) == 0 ? random_below(seed, 18) : kind + i);
    }
    strbuf_put_string(text, " )");
}

static void put_brackets(uint64_t *seed, struct strbuf *text, unsigned depth)
{
    size_t count = 2 + random_below(seed, 150), kind = random_below(seed, 18);
    for (size_t i = 0; i < count; i++) {
        strbuf_put_string(text, i == 0 ? "" : random_below(seed, 200) == 0 ? " and " : " or ");
        size_t choice = random_below(seed, 300);
        if (choice == 0 && depth > 0) {
            strbuf_put_string(text, "( dport = :3 and ( ");
            put_brackets(seed, text, depth - 1);
            strbuf_put_string(text, " ) )");
        } else if (choice < 3)
            put_test(seed, text, random_below(seed, 18));
        else
            put_bracket(seed, text, kind);
    }
}

/* Judges a list, and counts the tests that this takes. */
static bool count_judged(const struct filter_node *node, const struct sock *sock,
                         struct lookups *lookups, size_t *count)
{
    bool all = true;
    for (; node != NULL; node = node->next) {
        bool is_and = node->connective == FILTER_AND, one;
        if (all != is_and)
            continue;
        if (node->test == NULL)
            one = count_judged(node->first, sock, lookups, count);
        else {
            one = filter_test_holds(node->test, sock, lookups);
            ++*count;
        }
        all = one != node->negated;
    }
    return all;
}

static size_t count_tests(const struct filter_node *node)
{
    size_t count = 0;
    for (; node != NULL; node = node->next)
        count += node->test != NULL ? 1 : count_tests(node->first);
    return count;
}

static void compare(const struct filter *filter, const struct sock *sock, struct lookups *lookups,
                    const char *text)
{
    static const unsigned later[] = {NEED_LATER, NEED_OWNERS, 0};
    struct filter written = *filter;
    written.judged = written.joined = filter->root;
    for (size_t i = 0; i < COUNT_OF(later); i++) {
        if (filter_judge(filter, sock, lookups, later[i]) !=
            filter_judge(&written, sock, lookups, later[i]))
            fail_msg("'%s' does not say the same", text);
    }
    if (filter_is_sure(filter, sock, lookups) != filter_is_sure(&written, sock, lookups))
        fail_msg("'%s' is not as sure", text);
    for (unsigned from_file = 0; from_file < 2; from_file++) {
        if ((filter_misses(filter, sock, lookups, from_file) == NULL) !=
            (filter_misses(&written, sock, lookups, from_file) == NULL))
            fail_msg("'%s' does not miss the same", text);
    }
}

TEST(a_tree_of_brackets_says_what_was_written)
{
    uint64_t seed = 11;
    size_t matches = 0, trees = 0;
    struct lookups lookups = {0};
    for (size_t i = 0; i < 400; i++) {
        struct strbuf text = {0};
        put_brackets(&seed, &text, 1);
        strbuf_put_char(&text, '\0');
        struct filter *filter = parse_right(text.data);
        for (size_t j = 0; j < 40; j++) {
            struct sock sock;
            random_socket(&seed, &sock);
            compare(filter, &sock, &lookups, text.data);
            matches += filter_judge(filter, &sock, &lookups, 0) == FILTER_YES;
        }
        trees += count_tests(filter->judged.first) > count_tests(filter->joined.first);
        filter_free(filter);
        strbuf_free(&text);
    }
    assert_true(matches > 4000 && matches < 12000 && trees > 200);
    lookups_free(&lookups);
}

static char *many(const char *pattern, size_t count)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < count; i++) {
        strbuf_put_string(&text, i == 0 ? "" : " or ");
        put_filled(&text, pattern, "", i);
    }
    strbuf_put_char(&text, '\0');
    assert_false(text.failed);
    return text.data;
}

/* Whichever field tells them apart, alone or after one that has few values. */
TEST(few_of_many_brackets_are_judged)
{
    static const char *const patterns[] = {
        "( sport = :# and state established )",
        "( state established and inode = # )",
        "( src 127.0.0.1 and sport = :# and dport = :443 )",
        "( process = p# and dport = :443 )",
        "( src 10.0.0.1:# and dst 10.0.0.1:443 )",
    };
    struct lookups lookups = {0};
    struct sock sock = {.from = &family_tcp, .kind = family_tcp.kinds, .family = AF_INET};
    sock.have = HAVE_LOCAL | HAVE_PEER | HAVE_INODE | HAVE_STATE;
    sock.state = STATE_ESTABLISHED;
    memcpy(sock.local.address, (const uint8_t[]){127, 0, 0, 1}, 4);
    sock.local.port = 5;
    sock.inode = 5;
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        char *text = many(patterns[i], 1000);
        struct filter *filter = parse_right(text);
        size_t judged = 0;
        count_judged(filter->judged.first, &sock, &lookups, &judged);
        if (judged > 100)
            fail_msg("%zu tests are judged for '%s'", judged, patterns[i]);
        filter_free(filter);
        free(text);
    }
    lookups_free(&lookups);
}

/* Also where brackets test the field that tells them apart more than once. */
TEST(a_tree_is_not_much_longer_than_what_was_written)
{
    struct strbuf pattern = {0};
    strbuf_put_string(&pattern, "( ");
    for (size_t i = 0; i < 30; i++)
        strbuf_put_string(&pattern, "sport = :1 and ");
    strbuf_put(&pattern, "dport = :# and sport = :# )", sizeof("dport = :# and sport = :# )"));
    char *text = many(pattern.data, 300);
    struct filter *filter = parse_right(text);
    size_t judged = count_tests(filter->judged.first), joined = count_tests(filter->joined.first);
    assert_true(judged > joined && judged < joined + joined / 10);
    filter_free(filter);
    free(text);
    strbuf_free(&pattern);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_of_brackets_says_what_was_written),
        cmocka_unit_test(few_of_many_brackets_are_judged),
        cmocka_unit_test(a_tree_is_not_much_longer_than_what_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
