/* SPDX-License-Identifier: MIT */
#include "family/families.h"
#include "filter/kinds.h"
#include "filter/pushdown.h"
#include "filter/tree.h"
#include "filter_parse.h"
#include "kernel_program.h"

static size_t count_tests(const struct filter_node *node)
{
    size_t count = 0;
    for (; node != NULL; node = node->next)
        count += node->test != NULL ? 1 : count_tests(node->first);
    return count;
}

static void check_count(const char *text, size_t count)
{
    struct filter *filter = parse_right(text);
    size_t found = count_tests(filter->judged.first);
    if (found != count)
        fail_msg("'%.200s' has %zu tests, not %zu", text, found, count);
    filter_free(filter);
}

/* Tests with the numbers from 0 on, and a word between. */
static char *many(const char *pattern, const char *word, size_t count)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < count; i++) {
        strbuf_put_string(&text, i == 0 ? "" : word);
        put_filled(&text, pattern, "", i);
    }
    strbuf_put_char(&text, '\0');
    assert_false(text.failed);
    return text.data;
}

TEST(many_tests_of_one_field_are_one)
{
    static const char *const patterns[] = {
        "sport = :#",
        "dport >= :#",
        "local_port = #",
        "src 10.0.0.#",
        "src = 10.0.0.#/31",
        "dst 10.0.0.1:#",
        "dst [2001:db8::#]",
        "local_address = 10.1.0.#",
        "src 10.#/16:22",
        "src :#",
        "src 10.#/16:53",
        "inode = #",
        "pid = #",
        "fd = #",
        "uid = #",
        "user = #",
        "user = u#",
        "dev = #",
        "fwmark = #",
        "fwmark = #/0xff",
        "process = p#",
        "process ~ *p#",
        "user ~ u#*",
        "dev ~ e#*",
        "cgroup = /a/#",
        "recv_q = #",
        "recv_q < #",
        "congestion = c#",
        "cookie = #",
        "inode = #-#",
        "skmem_r = #",
        "( sport = :# )",
        "not sport != :#",
        "( sport = :# or sport = :9 )",
        "not ( sport != :# and sport != :9 )",
    };
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        char *text = many(patterns[i], " or ", strstr(patterns[i], "10.") != NULL ? 256 : 1000);
        check_count(text, 1);
        free(text);
    }
}

TEST(what_is_said_of_one_field_in_one_way_is_one_test)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"sport = :1 or sport = :2", 1},
        {"sport != :1 and sport != :2", 1},
        {"not sport = :1 and sport != :2", 1},
        {"not ( sport = :1 or sport = :2 ) and sport != :3", 1},
        {":22 or :23 or :24", 2},
        {"not :22 and not :23", 2},
        {"sport = :1 or dport = :1 or sport = :2 or dport = :2", 2},
        {"( sport = :1 or sport = :2 ) and dport = :3 or dport = :4", 3},
        {"sport = :1 or sport = :2 and dport = :3", 2},
        {"state LISTEN or state CLOSE_WAIT", 1},
        {"netid = tcp or netid = udp", 1},
        {"src 10.0.0.1 or src [::1] or src inet:10.0.0.3:80", 1},
        {"src 10.0.0.0/24:22 or src 10.0.1.0/24:22", 1},
        {"sport = :ssh or sport = :http or sport > :1024", 1},
        {"dev = lo or dev = eth0", 1},
        {"src 10.0.0.0/24:22 or src 10.0.1.0/24:23", 1},
        {"src /run/a or src unix:@b", 1},
        {"local = /run/a* or local = /run/b*", 1},
        {"process ~ a* or process ~ b*", 1},
        {"not ( process ~ a* or process ~ b* )", 1},
        {"cgroup !~ /a* and cgroup !~ /b*", 1},
        {"netid ~ t* or netid ~ u*", 1},
        /* and what is not */
        {"sport = :1 and sport = :2", 2},
        {"sport != :1 or sport != :2", 2},
        {"sport = :1 or sport != :2", 2},
        {"sport = :1 or local_port = 2", 2},
        {"sport = inet:1 or sport = inet6:2", 2},
        {"src 10.0.0.0/24:22-24 or src 10.0.1.0/24:23", 2},
        {"src /run/a or src /run/b*", 2},
        {"src /run/a or local = /run/b", 2},
        {"fwmark = 1/1 or fwmark = 1", 2},
        {"user = 1 or user = u", 2},
        {"process ~ a* or process = b", 2},
        {"process ~ a* or process ~ a_longer_process_name*", 2},
        {"src ~ a* or src ~ b*", 2},
        {"recv_q > 1 or send_q > 1", 2},
        {"recv_q > send_q or recv_q > 1", 2},
        {"sport = :1 or dport = :1 and sport = :2", 3},
        {"sport = :1 or ( sport = :2 and dport = :1 ) or sport = :3", 3},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_count(cases[i].text, cases[i].count);
}

static void random_socket(uint64_t *seed, struct sock *sock)
{
    static const struct family *const from[] = {&family_tcp, &family_udp, &family_raw,
                                                &family_netlink};
    static const uint64_t fields[] = {HAVE_STATE, HAVE_LOCAL, HAVE_PEER,  HAVE_INTERFACE,
                                      HAVE_MARK,  HAVE_UID,   HAVE_INODE, HAVE_RECV_Q};
    const struct family *family = from[random_below(seed, COUNT_OF(from))];
    *sock = (struct sock){.from = family, .kind = family->kinds};
    bool is_netlink = family == &family_netlink;
    sock->family = is_netlink ? AF_NETLINK : random_below(seed, 2) == 0 ? AF_INET : AF_INET6;
    sock->state = (uint8_t)(1 + random_below(seed, 12));
    random_address(seed, 5, sock->family, sock->local.address);
    random_address(seed, 5, sock->family, sock->peer.address);
    sock->local.port = (uint32_t)random_below(seed, is_netlink ? 70000 : 5);
    sock->peer.port = (uint32_t)(65530 + random_below(seed, 6));
    sock->interface = (uint32_t)random_below(seed, 4);
    sock->mark = (uint32_t)random_below(seed, 6);
    sock->uid = (uint32_t)random_below(seed, 4);
    sock->inode = (uint32_t)random_below(seed, 6);
    sock->recv_q = (uint32_t)random_below(seed, 6);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        sock->have |= random_below(seed, 8) == 0 ? 0 : fields[i];
}

static void put_test(uint64_t *seed, struct strbuf *text, size_t kind)
{
    static const char *const kinds[] = {
        "sport @ :#",
        "dport @ :6553#",
        "local_port @ #",
        "inode @ #",
        "uid @ #",
        "recv_q @ #",
        "fwmark @ #",
        "src @ 10.0.0.#",
        "src @ 10.0.#.0/24",
        "src @ 10.0.0.1:#",
        "dst @ [::#]",
        "src @ [::#]/127",
        "src @ inet:10.0.1.#",
        "src @ :#",
        "src @ inet6:*:#",
        "src @ 10.0.0.0/31:#",
        "dev @ #",
        "user @ #",
        "fwmark @ #/7",
        "pid @ #",
        "src @ ::ffff:10.0.0.#/128",
        "src @ 10.0.0.0/2#:#",
        "src @ [::]/12#:#",
        "src @ inet:10.0.0.0/30:#",
        "src @ 10.0.0.0/31:0-#",
        "dev @ no#",
        "local_address @ 10.0.0.#",
        "sport @ inet6:#",
        "sport @ #-3",
        "netid ~ *",
        "netid !~ ?*#*",
        "netid ~ [a-t]*",
        "netid !~ *d*",
    };
    static const char *const signs[] = {"=", "!=", "=", "!=", "<", ">=", "<=", ">"};
    const char *pattern = kinds[kind % COUNT_OF(kinds)];
    bool ordered = strchr(pattern, '/') == NULL && strstr(pattern, "src") == NULL &&
                   strstr(pattern, "dst") == NULL && strstr(pattern, "dev") == NULL &&
                   strstr(pattern, "user") == NULL && strstr(pattern, "address") == NULL &&
                   strstr(pattern, "-3") == NULL && strstr(pattern, "netid") == NULL;
    size_t number = random_below(seed, strstr(pattern, "-3") != NULL ? 4 : 6);
    const char *sign = signs[random_below(seed, ordered ? COUNT_OF(signs) : 2)];
    strbuf_put_string(text, random_below(seed, 6) == 0 ? "not " : "");
    put_filled(text, pattern, sign, number);
}

static void put_list(uint64_t *seed, struct strbuf *text, unsigned depth)
{
    size_t count = 1 + random_below(seed, 9), kind = random_below(seed, 100);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_put_string(text, (kind + random_below(seed, 8)) % 8 < 4 ? " or " : " and ");
        if (depth == 0 || random_below(seed, 3) > 0) {
            put_test(seed, text, kind + (random_below(seed, 4) == 0));
            continue;
        }
        strbuf_put_string(text, random_below(seed, 3) == 0 ? "not ( " : "( ");
        put_list(seed, text, depth - 1);
        strbuf_put_string(text, " )");
    }
}

/* The same filter, judged as it was written. */
static struct filter as_written(const struct filter *filter)
{
    struct filter written = *filter;
    written.judged = written.joined = filter->root;
    return written;
}

static void compare(const struct filter *filter, const struct sock *sock, struct lookups *lookups,
                    const char *text)
{
    const struct filter written = as_written(filter);
    bool from_file = sock->inode % 2 == 0;
    if (filter_judge(filter, sock, lookups, NEED_LATER) !=
            filter_judge(&written, sock, lookups, NEED_LATER) ||
        filter_judge(filter, sock, lookups, 0) != filter_judge(&written, sock, lookups, 0))
        fail_msg("'%s' does not say the same", text);
    if (filter_is_sure(filter, sock, lookups) != filter_is_sure(&written, sock, lookups))
        fail_msg("'%s' is not as sure", text);
    if ((filter_misses(filter, sock, lookups, from_file) == NULL) !=
        (filter_misses(&written, sock, lookups, from_file) == NULL))
        fail_msg("'%s' does not miss the same", text);
}

static void put_random(uint64_t *seed, struct strbuf *text, const char *const *parts, size_t count)
{
    for (size_t length = random_below(seed, 6); length > 0; length--)
        strbuf_put_string(text, parts[random_below(seed, count)]);
}

/* Patterns of texts: some are sorted out before they are compared. */
TEST(many_patterns_match_what_one_of_them_does)
{
    static const char *const parts[] = {"a",  "b",    "ab",    "\xc3\xa4", "\xc3", "*",
                                        "?",  "[ab]", "[!a",   "]",        "\\",   "\\*",
                                        "**", "-",    "[a-b]", "@",        "bb"};
    uint64_t seed = 8;
    size_t matches = 0;
    for (size_t i = 0; i < 3000; i++) {
        struct strbuf text = {0};
        for (size_t j = 0; j < 4; j++) {
            strbuf_put_string(&text, j == 0 ? "command ~ '" : "' or command ~ '");
            put_random(&seed, &text, parts, COUNT_OF(parts));
        }
        strbuf_put_string(&text, "'");
        strbuf_put_char(&text, '\0');
        struct filter *filter = parse_right(text.data);
        const struct filter_test *joined = filter->joined.first->test;
        assert_non_null(joined->set);
        for (size_t j = 0; j < 20; j++) {
            struct strbuf value = {0};
            bool expected = false;
            put_random(&seed, &value, parts, COUNT_OF(parts));
            if (random_below(&seed, 8) == 0)
                strbuf_put_char(&value, '\0');
            for (const struct filter_node *one = filter->root.first; one != NULL; one = one->next)
                expected |= filter_text_matches(one->test, strbuf_slice(&value));
            if (filter_text_matches(joined, strbuf_slice(&value)) != expected)
                fail_msg("'%s' does not say the same of '%.*s'", text.data, (int)value.length,
                         value.data);
            matches += expected;
            strbuf_free(&value);
        }
        filter_free(filter);
        strbuf_free(&text);
    }
    assert_true(matches > 5000 && matches < 55000);
}

TEST(it_says_of_every_socket_what_was_written)
{
    uint64_t seed = 5;
    size_t joined = 0;
    struct lookups lookups = {0};
    for (size_t i = 0; i < 3000; i++) {
        struct strbuf text = {0};
        put_list(&seed, &text, 2);
        strbuf_put_char(&text, '\0');
        struct filter *filter = parse_right(text.data);
        const struct filter written = as_written(filter);
        joined += count_tests(filter->judged.first) < count_tests(filter->root.first);
        assert_int_equal(filter_states(filter), filter_states(&written));
        for (size_t j = 0; j < 40; j++) {
            struct sock sock;
            random_socket(&seed, &sock);
            compare(filter, &sock, &lookups, text.data);
        }
        filter_free(filter);
        strbuf_free(&text);
    }
    assert_in_range(joined, 1500, 3000);
    lookups_free(&lookups);
}

TEST(names_of_unix_sockets_are_found_as_they_were_written)
{
    static const char *const texts[] = {
        "src /run/a or src /RUN/b or src unix:@c or src @d@ or src /run/e*",
        "local = /run/a or local = /RUN/b or local = unix:@c or local = @d@",
        "not src /run/a and src != /run/b and src != /run/f[1]",
    };
    static const struct slice names[] = {
        {"/run/a", 6}, {"/run/A", 6}, {"/run/b", 6},  {"/RUN/b", 6},  {"\0c", 2},      {"\0C", 2},
        {"\0d\0", 3},  {"@d@", 3},    {"/run/e1", 7}, {"/run/f1", 7}, {"/run/a\0", 7}, {"", 0},
    };
    struct lookups lookups = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct filter *filter = parse_right(texts[i]);
        assert_true(count_tests(filter->judged.first) < count_tests(filter->root.first));
        for (size_t j = 0; j < COUNT_OF(names); j++) {
            struct sock sock = {.from = &family_unix, .kind = family_unix.kinds};
            sock.family = AF_UNIX;
            sock.name = names[j];
            sock.have = HAVE_LOCAL | HAVE_PEER | HAVE_STATE | HAVE_INODE;
            compare(filter, &sock, &lookups, texts[i]);
        }
        filter_free(filter);
    }
    lookups_free(&lookups);
}

/* The program for the kernel of many tests. The caller frees it. */
static struct strbuf push(const char *text)
{
    struct strbuf program = {0};
    struct lookups lookups = {0};
    struct filter *filter = parse_right(text);
    filter_push_down(filter, &family_tcp, &lookups, &program);
    assert_true(program.length == 0 || passes_audit(program.data, program.length));
    filter_free(filter);
    lookups_free(&lookups);
    return program;
}

static size_t push_many(const char *pattern, const char *word, size_t count)
{
    char *text = many(pattern, word, count);
    struct strbuf program = push(text);
    size_t length = program.length;
    free(text);
    strbuf_free(&program);
    return length;
}

TEST(the_kernel_gets_few_operations_for_many_tests)
{
    enum { OPERATIONS_MOST = 16 * 20 };
    static const char *const patterns[] = {"sport = :#7",     "dport != :#7",   "src 10.0.0.#",
                                           "src 10.0.#.0/24", "dst 10.0.0.1:#", "src :#7"};
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        bool negated = strstr(patterns[i], "!=") != NULL;
        size_t length = push_many(patterns[i], negated ? " and " : " or ", 250);
        assert_in_range(length, 1, OPERATIONS_MOST);
    }
    /* Ports in a row are one range, and here of one operation. */
    assert_int_equal(push_many("sport = :#", " or ", 1000), 8);
    assert_int_equal(push_many("not sport = :#", " and ", 1000), 12);
}

/* Which of the local ports pass, as a number of ports; -1 when one that should does not. */
static long count_passed(const char *text)
{
    struct strbuf program = push(text);
    struct lookups lookups = {0};
    struct filter *filter = parse_right(text);
    long passed = 0;
    for (uint32_t port = 0; port <= UINT16_MAX; port++) {
        struct sock sock = {.from = &family_tcp, .kind = family_tcp.kinds, .family = AF_INET};
        struct entry entry = {.family = AF_INET, .source_port = (uint16_t)port};
        sock.have = HAVE_STATE | HAVE_LOCAL | HAVE_PEER;
        sock.local.port = port;
        bool matches = filter_judge(filter, &sock, &lookups, 0) == FILTER_YES;
        bool passes = kernel_passes(&program, &entry);
        assert_true(passes || !matches);
        passed += passes;
    }
    filter_free(filter);
    strbuf_free(&program);
    return passed;
}

TEST(the_kernel_passes_the_ports_across_the_narrowest_spaces)
{
    char *ports = many("sport = :#", " or ", 10);
    assert_int_equal(count_passed(ports), 10);
    free(ports);
    ports = many("sport = :#0", " or ", 16);
    assert_int_equal(count_passed(ports), 16);
    free(ports);
    ports = many("sport = :#0", " or ", 17); /* two of them become a range of 11 */
    assert_int_equal(count_passed(ports), 15 + 11);
    free(ports);
    ports = many("sport = :#0", " or ", 1000);
    assert_int_equal(count_passed(ports), 9991 - 15 * 9);
    free(ports);
    ports = many("sport != :#0", " and ", 1000); /* it keeps back what it surely may */
    assert_int_equal(count_passed(ports), UINT16_MAX + 1 - 16);
    free(ports);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_tests_of_one_field_are_one),
        cmocka_unit_test(what_is_said_of_one_field_in_one_way_is_one_test),
        cmocka_unit_test(many_patterns_match_what_one_of_them_does),
        cmocka_unit_test(it_says_of_every_socket_what_was_written),
        cmocka_unit_test(names_of_unix_sockets_are_found_as_they_were_written),
        cmocka_unit_test(the_kernel_gets_few_operations_for_many_tests),
        cmocka_unit_test(the_kernel_passes_the_ports_across_the_narrowest_spaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
