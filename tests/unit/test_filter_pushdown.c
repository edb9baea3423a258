/* SPDX-License-Identifier: MIT */
#include "family/families.h"
#include "filter/pushdown.h"
#include "filter_parse.h"
#include "kernel_program.h"

/* The same socket as the kernel and as we know it. */
static void random_socket(uint64_t *seed, struct sock *sock, struct entry *entry)
{
    static const uint8_t states[] = {STATE_LISTEN, STATE_ESTABLISHED, STATE_TIME_WAIT,
                                     STATE_SYN_RECV};
    static const uint16_t ports[] = {0, 21, 22, 23, 80, 40000, 65535};
    *entry = (struct entry){.family = random_below(seed, 2) == 0 ? AF_INET : AF_INET6};
    *sock = (struct sock){.from = &family_tcp, .kind = family_tcp.kinds};
    sock->family = (uint8_t)entry->family;
    sock->state = states[random_below(seed, COUNT_OF(states))];
    random_address(seed, 3, entry->family, entry->source);
    random_address(seed, 3, entry->family, entry->destination);
    entry->source_port = ports[random_below(seed, COUNT_OF(ports))];
    entry->destination_port = ports[random_below(seed, COUNT_OF(ports))];
    entry->interface = (uint32_t)random_below(seed, 3);
    entry->mark = (uint32_t)random_below(seed, 4);
    entry->bound_by_program = random_below(seed, 2) == 0;
    memcpy(sock->local.address, entry->source, 16);
    memcpy(sock->peer.address, entry->destination, 16);
    sock->local.port = entry->source_port;
    sock->peer.port = entry->destination_port;
    sock->interface = entry->interface;
    sock->mark = entry->mark;
    sock->have = HAVE_STATE | HAVE_LOCAL | HAVE_PEER | HAVE_INTERFACE;
    if (sock->state != STATE_TIME_WAIT)
        sock->have |= HAVE_MARK;
}

static void put_random_part(uint64_t *seed, struct strbuf *text, unsigned depth);

static void put_random_list(uint64_t *seed, struct strbuf *text, unsigned depth)
{
    static const char *const words[] = {" and ", " or ", " ", " or "};
    size_t count = 1 + random_below(seed, 4);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_put_string(text, words[random_below(seed, COUNT_OF(words))]);
        put_random_part(seed, text, depth);
    }
}

static void put_random_part(uint64_t *seed, struct strbuf *text, unsigned depth)
{
    static const char *const tests[] = {
        "sport = :22",       "sport != :22",      "sport < :22",
        "sport >= :80",      "dport <= 22",       "dport > :65534",
        "dport < :0",        "sport >= :0",       "sport = 21-23",
        "dport != 22-80",    "src 10.0.0.1",      "src != 10.0.0.0/31",
        "dst 10.0.1.0/24",   "dst = [::1]",       "src [::]/127:22",
        "dst 0.0.0.0/0",     "src ::/0",          "src inet:10.0.0.1",
        "dst inet:*",        "src inet6:*:22",    "dst :80",
        ":80-65534",         "dev != 1",          "dev = 1",
        "dev != 2",          "dev = 0",           "fwmark = 1",
        "fwmark = 2/2",      "fwmark != 1",       "fwmark > 1",
        "fwmark = 1/2",      "state LISTEN",      "state != bucket",
        "recv_q > 0",        "local_port = 22",   "local_address = ::ffff:10.0.0.1",
        "peer_address ~ 1*", "netid = tcp",       "src unix:*",
        "src link:*:x",      "cgroup = /no/such", "sport = :ssh",
    };
    if (random_below(seed, 4) == 0)
        strbuf_put_string(text, "not ");
    if (depth == 0 || random_below(seed, 3) != 0) {
        strbuf_put_string(text, tests[random_below(seed, COUNT_OF(tests))]);
        return;
    }
    strbuf_put_string(text, "( ");
    put_random_list(seed, text, depth - 1);
    strbuf_put_string(text, " )");
}

static char *random_expression(uint64_t *seed, unsigned depth)
{
    struct strbuf text = {0};
    put_random_list(seed, &text, depth);
    strbuf_put_char(&text, '\0');
    assert_false(text.failed);
    return text.data;
}

static struct strbuf push(const char *text, struct filter **filter, struct lookups *lookups)
{
    struct strbuf program = {0};
    *filter = parse_right(text);
    filter_push_down(*filter, &family_tcp, lookups, &program);
    assert_false(program.failed);
    if (program.length > 0 && !passes_audit(program.data, program.length))
        fail_msg("the kernel refuses the program of '%s'", text);
    return program;
}

TEST(the_kernel_passes_all_that_match)
{
    uint64_t seed = 1;
    size_t programs = 0, passed = 0, wanted = 0;
    for (size_t i = 0; i < 4000; i++) {
        struct lookups lookups = {0};
        struct filter *filter;
        char *text = random_expression(&seed, 3);
        struct strbuf program = push(text, &filter, &lookups);
        programs += program.length > 0;
        for (size_t j = 0; j < 50; j++) {
            struct sock sock;
            struct entry entry;
            random_socket(&seed, &sock, &entry);
            bool matches = filter_judge(filter, &sock, &lookups, 0) == FILTER_YES;
            bool passes = program.length == 0 || kernel_passes(&program, &entry);
            if (matches && !passes)
                fail_msg("the kernel would keep back what '%s' wants", text);
            passed += program.length > 0 && passes;
            wanted += program.length > 0 && matches;
        }
        filter_free(filter);
        strbuf_free(&program);
        lookups_free(&lookups);
        free(text);
    }
    assert_in_range(programs, 1000, 4000);
    assert_in_range(passed, wanted, wanted * 2);
}

/* The kernel decides what it can decide alone. */
TEST(the_kernel_keeps_the_rest_back)
{
    static const char *const texts[] = {
        "sport = :22",
        "not sport = :22",
        "src 10.0.0.1",
        "src != 10.0.0.1 and dport > :22",
        "dev = 1 or dst [::1]:22",
        "not ( dev != 1 and ( sport = 21-80 or dport = :0 ) )",
        "sport < :0",
        "src 10.0.0.0/24 or sport < :0",
        "dst :ssh",
        ":22",
        "not :22 and not :80-65534",
    };
    uint64_t seed = 7;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct lookups lookups = {0};
        struct filter *filter;
        struct strbuf program = push(texts[i], &filter, &lookups);
        assert_true(program.length > 0);
        for (size_t j = 0; j < 500; j++) {
            struct sock sock;
            struct entry entry;
            random_socket(&seed, &sock, &entry);
            bool matches = filter_judge(filter, &sock, &lookups, 0) == FILTER_YES;
            assert_int_equal(matches, kernel_passes(&program, &entry));
        }
        filter_free(filter);
        strbuf_free(&program);
        lookups_free(&lookups);
    }
}

TEST(what_the_kernel_cannot_know_is_left_to_us)
{
    static const char *const texts[] = {
        "recv_q > 0",  "process = x", "src unix:*",  "state LISTEN", "not autobound",
        "fwmark != 1", "src inet:*",  "local ~ '*'", "sport >= :0",  "pid = 1 or sport = :22"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct lookups lookups = {0};
        struct filter *filter;
        struct strbuf program = push(texts[i], &filter, &lookups);
        bool never = slice_equals(slice_of(texts[i]), "src unix:*");
        if (!never && program.length != 0)
            fail_msg("'%s' has a program", texts[i]);
        filter_free(filter);
        strbuf_free(&program);
        lookups_free(&lookups);
    }
}

TEST(a_program_that_is_too_long_is_none)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < 100000; i++)
        strbuf_put_string(&text, i == 0 ? "sport = :22" : " or dport = :1 and sport = :22");
    strbuf_put_char(&text, '\0');
    struct lookups lookups = {0};
    struct filter *filter;
    struct strbuf program = push(text.data, &filter, &lookups);
    assert_int_equal(program.length, 0);
    struct sock sock;
    struct entry entry;
    uint64_t seed = 3;
    random_socket(&seed, &sock, &entry);
    sock.local.port = 22;
    assert_int_equal(filter_judge(filter, &sock, &lookups, 0), FILTER_YES);
    sock.local.port = 23;
    assert_int_equal(filter_judge(filter, &sock, &lookups, 0), FILTER_NO);
    filter_free(filter);
    strbuf_free(&program);
    strbuf_free(&text);
    lookups_free(&lookups);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kernel_passes_all_that_match),
        cmocka_unit_test(the_kernel_keeps_the_rest_back),
        cmocka_unit_test(what_the_kernel_cannot_know_is_left_to_us),
        cmocka_unit_test(a_program_that_is_too_long_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
