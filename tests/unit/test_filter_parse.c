/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "filter/tree.h"
#include "filter_parse.h"

/* Checks that the text is refused with this reason, and that the caret is at this place of its
 * line. */
static void check_wrong_slice(struct slice text, const char *reason, size_t caret)
{
    struct error error = {0};
    struct filter *filter = filter_parse(text, "filter", AF_UNSPEC, &error);
    if (filter != NULL)
        fail_msg("'%.*s' was understood", (int)text.length, text.data);
    assert_contains(error_message(&error), reason);
    assert_null(strchr(error_message(&error), '\n'));
    assert_true(strlen(error_message(&error)) < 400);
    assert_non_null(error.excerpt);
    const char *last = strrchr(error.excerpt, '^');
    const char *line = strchr(error.excerpt, '\n');
    assert_non_null(last);
    assert_non_null(line);
    assert_string_equal(last, "^\n");
    if ((size_t)(last - line) != caret + 3)
        fail_msg("the caret is elsewhere:\n%s", error.excerpt);
    for (const char *at = error.excerpt; *at != '\0'; at++)
        assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
    error_clear(&error);
}

static void check_wrong(const char *text, const char *reason, size_t caret)
{
    check_wrong_slice(slice_of(text), reason, caret);
}

TEST(every_operator_has_its_spellings)
{
    static const char *const operators[] = {"=",  "==",  "eq", "!=", "ne", "neq", "<",   "lt", "<=",
                                            "le", "leq", ">",  "gt", ">=", "ge",  "geq", "EQ"};
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        char text[64];
        snprintf(text, sizeof(text), "sport %s :22", operators[i]);
        filter_free(parse_right(text));
        snprintf(text, sizeof(text), "recv_q %s 22", operators[i]);
        filter_free(parse_right(text));
    }
    filter_free(parse_right("local_address ~ '*.sock' and process !~ ngin?"));
    filter_free(parse_right("sport=:22 and dport!=22 or recv_q>=5&send_q<5|(uid=0)"));
}

/* The column that the first test of a text compares with, or NULL. */
static const char *other_of(const char *text)
{
    struct filter *filter = parse_right(text);
    const struct column *other = filter->root.first->test->other;
    filter_free(filter);
    return other == NULL ? NULL : other->name;
}

TEST(only_numbers_and_addresses_are_compared_with_columns)
{
    assert_string_equal(other_of("recv_q > send_q"), "send_q");
    assert_string_equal(other_of("uid = inode"), "inode");
    assert_string_equal(other_of("sport = dport"), "peer_port");
    assert_string_equal(other_of("local_address = peer_address"), "peer_address");
    assert_null(other_of("user = mark"));
    assert_null(other_of("user = uid"));
    assert_null(other_of("process = uid"));
    assert_null(other_of("congestion = uid"));
    assert_null(other_of("local_address ~ peer_address"));
    check_wrong("recv_q > 'send_q'", "'send_q' is no value for 'recv_q'", 9);
    check_wrong("recv_q > local", "'local' is no value for 'recv_q'", 9);
    check_wrong("rtt_us > recv_q", "'recv_q' is no value for 'rtt_us'", 9);
    check_wrong("recv_q > state", "'state' is no value for 'recv_q'", 9);
}

TEST(a_unit_that_is_none_is_refused_with_those_that_are)
{
    check_wrong("rtt_us > 1K", "units are us, ms, s, min", 9);
    check_wrong("skmem_r > 1K", "units are kB, MB, KiB, MiB", 10);
    check_wrong("skmem_r > 1ms", "units are kB, MB, KiB, MiB", 10);
    check_wrong("last_data_recv_ms > 500us", "units are ms, s, min", 20);
    check_wrong("rtt_us > ms", "'ms' is no value", 9);
    check_wrong("rtt_us > 99999999999999999999s", "is no value", 9);
    check_wrong("rtt_us > 999999999999999s", "is no value", 9);
    check_wrong("rtt_us = 1-5ms", "'1-5ms' is no value", 9);
    check_wrong("rtt_us = 5ms-1ms", "'5ms-1ms' is no value", 9);
    check_wrong("inode > 5ms", "'5ms' is no value for 'inode'", 8);
}

TEST(every_column_is_a_field)
{
    static const char *const values[] = {"1", "true", "a", "10.0.0.0/8", "tcp", "LISTEN"};
    for (size_t i = 0; i < columns_count(); i++) {
        bool good = false;
        for (size_t j = 0; j < COUNT_OF(values) && !good; j++) {
            char text[128];
            struct error error = {0};
            const struct column *column = column_at(i);
            const char *value = column->word != NULL ? column->word(0) : values[j];
            snprintf(text, sizeof(text), "%s = %s", column->name, value);
            struct filter *filter = filter_parse(slice_of(text), "filter", AF_UNSPEC, &error);
            good = filter != NULL;
            filter_free(filter);
            error_clear(&error);
        }
        if (!good)
            fail_msg("no value suits '%s'", column_at(i)->name);
    }
}

TEST(words_of_ss_are_fields)
{
    const char *help;
    for (size_t i = 0; filter_field_word(i, &help) != NULL; i++) {
        struct filter_field field;
        assert_true(filter_field_find(slice_of(filter_field_word(i, &help)), &field));
        assert_true(strlen(help) > 5);
        assert_non_null(field.column);
    }
    assert_null(filter_field_word(1000, &help));
}

TEST(everything_that_ss_understands_is_understood)
{
    static const char *const texts[] = {
        "src 10.0.0.1",
        "src = 10.0.0.1:22",
        "dst != 10/8",
        "src 10.1.0.0/255.255.0.0",
        "src ::1",
        "src [::1]",
        "src [::1]:22",
        "src [fe80::]/10:22",
        "src [fe80::/10]:22",
        "src ::1/128:22",
        "src :22",
        "src *:22",
        "src *",
        "src any",
        "dst all",
        "src inet:10.0.0.1",
        "src inet6:[::1]",
        "src unix:/run/*",
        "src /run/x",
        "src @name",
        "src link:*",
        "src netlink:*",
        "sport :22",
        "sport 22",
        "sport = *:22",
        "sport = inet::22",
        "dport inet6:22",
        "sport = 8000-8999",
        "sport = 0x16",
        "dev lo",
        "dev = 1",
        "fwmark = 0x1",
        "fwmark = 0x10/0xf0",
        "cgroup /a/b",
        "cgroup = /",
        "autobound",
        "not autobound",
        "state LISTEN",
        "state fin-wait-1 sport = :22",
        "state established state listening",
        "exclude time-wait",
        "excl listening",
        "( ( sport = :22 ) )",
        "! ! sport = :22",
        "not ( sport = :22 or dport = :22 ) and src 10/8",
        "sport = :22 dport = :22",
        "state = LISTEN or state != big",
        "state LISTEN or sport = :22",
        "state LISTEN and sport = :22",
        "process = and",
        "process nginx",
        "process 'and'",
        "pid 1",
        "uid 0",
        "user root and inode 5",
        "recv_q 5",
        "netid tcp",
        "v6only true",
        "state established,listen",
        "state = LISTEN,time-wait or state != closed,listening",
        "exclude listen,time-wait",
        ":443",
        ":ssh",
        "not :443 and ( :8000-8999 or :ssh )",
        "sport = :22 :443",
        "state LISTEN :443",
        "process = 'a b' or process = \"it's\"",
        "local_address ~ '[!a]*'",
        "local_address ~ [!a]*",
        "cookie = ff and cookie = 0xFF",
        "v6only = true and v6only = no",
        "\n\t sport = :22 \r\n or dport = :22\n",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        filter_free(parse_right(texts[i]));
}

TEST(what_is_wrong_is_shown_with_its_place)
{
    static const struct {
        const char *text, *reason;
        size_t caret;
    } cases[] = {
        {"", "a test is missing", 0},
        {"   ", "a test is missing", 3},
        {"foo = 1", "'foo' is no field: right are src, dst", 0},
        {"prot = 6", "'prot' is no field: did you mean 'protocol'? (--list-columns shows them)", 0},
        {"procss nginx", "'procss' is no field: did you mean 'process'?", 0},
        {"Recv-Q > 1", "'Recv-Q' is no field: did you mean 'recv_q'?", 0},
        {"port > 22", "'port' is no field: did you mean 'sport'?", 0},
        {"sport = :22 and foo", "'foo' is no field: try 'sockview process foo'", 16},
        {"rtt_us > 5 ms", "a unit follows its number without a blank: '5ms'", 11},
        {"rtt_us=5 min and pid=1", "a unit follows its number without a blank: '5min'", 9},
        {"recv_q > 5 KB", "'KB' is no unit of 'recv_q'; units are kB, MB, KiB, MiB", 11},
        {"recv_q > 5 ms", "'ms' is no unit of 'recv_q'; units are kB", 11},
        {"pid = 5 ms", "'ms' is no field: try 'sockview process ms'", 8},
        {"recv_q > 5 and ms", "'ms' is no field: try 'sockview process ms'", 15},
        {"node", "'node' is no field: try 'sockview process node'", 0},
        {"22", "'22' is no field: try 'sockview :22' or 'sockview pid 22'", 0},
        {"99999", "'99999' is no field: try 'sockview pid 99999'", 0},
        {"99999999999", "'99999999999' is no field: right are", 0},
        {"80-90", "'80-90' is no field: try 'sockview :80-90'", 0},
        {"TCP:ssh", "'TCP:ssh' is no field: try 'sockview -t :ssh'", 0},
        {"80/tcp", "'80/tcp' is no field: try 'sockview -t :80'", 0},
        {"*:80", "'*:80' is no field: try 'sockview :80'", 0},
        {"port", "'port' is no field: try 'sockview :22'", 0},
        {"port 443", "'port' is no field: try 'sockview :443'", 0},
        {"port = 443 and x", "'port' is no field: try 'sockview :443'", 0},
        {"port dst 1", "'port' is no field: try 'sockview :22'", 0},
        {"port nosuchservice", "'port' is no field: try 'sockview :22'", 0},
        {"port ssh", "'port' is no field: try 'sockview :ssh'", 0},
        {"tcp:nosuchservice", "try 'sockview process tcp:nosuchservice'", 0},
        {"port $x", "'port' is no field: try 'sockview :22'", 0},
        {"tcp", "'tcp' is no field: try 'sockview -t'", 0},
        {"tcp port 80", "'tcp' is no field: try 'sockview -t :80'", 0},
        {"tcp dst port 80", "'tcp' is no field: try 'sockview -t dport = :80'", 0},
        {"unix_stream", "'unix_stream' is no field: try 'sockview -A unix_stream'", 0},
        {"help", "'help' is no field: try 'sockview --help'", 0},
        {"Listening", "'Listening' is no field: try 'sockview -l'", 0},
        {"host 10.0.0.1", "try 'sockview src 10.0.0.1 or dst 10.0.0.1'", 0},
        {"src host 10.0.0.1", "'src' is compared with an address: try 'sockview src 10.0.0.1'", 0},
        {"dst port 443", "'dst' is compared with an address: try 'sockview dport = :443'", 0},
        {"::1/64", "'::1/64' is no field: try 'sockview src ::1/64 or dst ::1/64'", 0},
        {"10.0.0.1:80", "try 'sockview src 10.0.0.1:80 or dst 10.0.0.1:80'", 0},
        {"[::1]:80", "try 'sockview \"src [::1]:80 or dst [::1]:80\"'", 0},
        {"[a;b]", "'[a;b]' is no field: right are", 0},
        {"a$(b)", "'a$' is no field: right are", 0},
        {"/run/x", "'/run/x' is no field: try 'sockview src /run/x'", 0},
        {"@x", "'@x' is no field: try 'sockview src @x'", 0},
        {"eth0", "'eth0' is no field: try 'sockview dev = eth0'", 0},
        {"established", "'established' is no field: try 'sockview state established'", 0},
        {":nosuchservice", "'nosuchservice' is no port, and the services database", 0},
        {"sport = :22 or :99999", "'99999' is no port: right is a number", 15},
        {":", "'' is no port", 0},
        {"-tan", "'-tan' is no field: right are", 0},
        {"sport = :99999", "'99999' is no port: right is a number from 0 to 65535", 8},
        {"sport = :nosuchservice", "the services database has no such name", 8},
        {"sport = :9-5", "is no port", 8},
        {"sport < :5-9", "a range is compared with = or !=, not with <", 8},
        {"sport = :-1", "is no port", 8},
        {"sport =", "a value is missing for 'sport': right is a port", 7},
        {"sport", "a value is missing for 'sport'", 5},
        {"sport = and", "no such name", 8},
        {"src 10.0.0.0/33", "'/33' is no prefix: right is a length from 0 to 32", 4},
        {"src [::1]/129", "right is a length from 0 to 128", 4},
        {"src 10.0.0.0/255.0.255.0", "is no prefix", 4},
        {"src 10.0.0.256", "is no address", 4},
        {"src [::1", "has no ]", 4},
        {"src [::1]x", "is no address", 4},
        {"src inet6:10.0.0.1", "is no address", 4},
        {"src fe80::1%lo", "use 'dev NAME'", 4},
        {"src 10.0.0.1:99999", "is no port", 4},
        {"dst :", "the address is empty: right is ADDRESS", 4},
        {"src = ''", "the address is empty", 6},
        {"dst = []:", "the address is empty", 6},
        {"local_address = ''", "the address is empty", 16},
        {"src > 10.0.0.1", "'src' is not compared with '>': right are = != ~ !~", 4},
        {"sport ~ 22", "is not compared with '~'", 6},
        {"recv_q", "a value is missing for 'recv_q': right is a number", 6},
        {"recv_q and pid 1", "a value is missing for 'recv_q'", 7},
        {"recv_q many", "'many' is no value for 'recv_q': right is a number", 7},
        {"recv_q > many", "'many' is no value for 'recv_q': right is a number", 9},
        {"recv_q > -1", "is no value", 9},
        {"recv_q = 18446744073709551616", "is no value", 9},
        {"pid = 99999999999", "right is a process id", 6},
        {"fwmark = 0x1/x", "right is a number, or NUMBER/MASK", 9},
        {"fwmark = 4294967296", "is no value for 'fwmark'", 9},
        {"fwmark < 1/1", "a mark with a mask is compared with = or !=", 9},
        {"state = BUSY", "right is a state such as LISTEN", 8},
        {"state BUSY", "right is a state", 6},
        {"state = establishd", "'establishd' is no value for 'state': did you mean 'ESTAB", 8},
        {"state listen,conected", "'conected' is no value for 'state': did you mean 'conn", 6},
        {"state listen,", "'listen,' is no value for 'state': right is a state", 6},
        {"netid = tpc", "'tpc' is no value for 'netid': did you mean 'tcp'?", 8},
        {"exclude", "a value is missing", 7},
        {"exclude = LISTEN", "a value belongs here, and '=' is an operator", 8},
        {"sport => 22", "a value belongs here, and '>' is an operator", 7},
        {"netid = carrier", "right is a kind of sockets", 8},
        {"v6only = maybe", "right is true or false", 9},
        {"exposure = publik", "'publik' is no value for 'exposure': did you mean 'public'?", 11},
        {"exposure != LOOPBACK", "did you mean 'loopback'?", 12},
        {"direction = sideways", "'sideways' is no value for 'direction': right is in or out", 12},
        {"exposure_ip 4", "right is v4, v6 or dual", 12},
        {"exposure_ip", "a value is missing for 'exposure_ip': right is v4, v6 or dual", 11},
        {"family = inte", "'inte' is no value for 'family': did you mean 'inet'?", 9},
        {"family = ipv4", "right is inet, inet6, unix, ", 9},
        {"type != steam", "did you mean 'stream'?", 8},
        {"type = tcp", "right is stream, dgram, raw, rdm, seqpacket or dccp", 7},
        {"timer = keepaliv", "did you mean 'keepalive'?", 8},
        {"shutdown = recieve", "did you mean 'receive'?", 11},
        {"fanout_type = has", "did you mean 'hash'?", 14},
        {"fastopen_client_fail = x", "right is cookie_unavailable, data_not_acked or", 23},
        {"ca_state = los", "did you mean 'loss'?", 11},
        {"sctp_p_state = activ", "did you mean 'active'?", 15},
        {"container_runtime = dokcer", "did you mean 'docker'?", 20},
        {"change = old", "right is same, new, changed or gone", 9},
        {"owner_status = hiden", "did you mean 'hidden'?", 15},
        {"cookie = xyz", "right is a hexadecimal number", 9},
        {"( sport = :22", "the bracket is not closed", 0},
        {"sport = :22 or ( dport = :22", "the bracket is not closed", 15},
        {"sport = :22 )", "this bracket closes none", 12},
        {"()", "a test is missing", 1},
        {"sport = :22 and", "a test is missing", 15},
        {"sport = :22 or or dport = :22", "a test is missing", 15},
        {"not", "a test is missing", 3},
        {"and sport = :22", "a test is missing", 0},
        {"process = 'nginx", "the quotation mark is not closed", 10},
        {"'sport = :22", "the quotation mark is not closed", 0},
        {"autobound = 1", "'autobound' takes no operator and no value", 10},
        {"= 5", "a test is missing", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_wrong(cases[i].text, cases[i].reason, cases[i].caret);
}

TEST(nothing_at_all_lacks_a_test)
{
    check_wrong_slice((struct slice){NULL, 0}, "a test is missing", 0);
}

TEST(the_caret_is_under_the_right_line)
{
    check_wrong("sport = :22\nand foo = 1\nor dport = :22", "'foo'", 4);
    check_wrong("sport = :22\n\nand\n", "a test is missing", 0);
}

TEST(a_fault_behind_control_characters_is_under_their_escapes)
{
    check_wrong_slice((struct slice){"dev \x1b[31m foo = 1", 17}, "'foo'",
                      strlen("dev \\x1b[31m "));
    check_wrong_slice((struct slice){"dev \xff\xc3\xa4 foo = 1", 15}, "'foo'",
                      strlen("dev \\xff\\xc3\\xa4 "));
    check_wrong_slice((struct slice){"dev\0lo", 6}, "a filter must not contain a NUL", 3);
}

TEST(long_words_and_lines_are_cut_in_messages)
{
    static char text[1024 * 1024];
    const size_t length = sizeof(text);
    memset(text, 'a', length);
    check_wrong_slice((struct slice){text, length}, "is no field", 0);
    memcpy(text + length - 6, " foo =", 6);
    memset(text, ' ', length - 6);
    check_wrong_slice((struct slice){text, length}, "'foo'", 3 + 50);
    memcpy(text, "recv_q = ", 9);
    memset(text + 9, '1', length - 9);
    check_wrong_slice((struct slice){text, length}, "is no value", 9);
    memcpy(text, "src = ", 6);
    memset(text + 6, 'a', length - 6);
    check_wrong_slice((struct slice){text, length}, "is no address", 6);
}

static char *repeat(const char *part, size_t count, const char *tail)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < count; i++)
        strbuf_put_string(&text, part);
    strbuf_put_string(&text, tail);
    strbuf_put_char(&text, '\0');
    assert_false(text.failed);
    return text.data;
}

TEST(deep_brackets_are_refused_and_long_lists_are_not)
{
    char *deep = repeat("(", 200000, "sport = :22");
    check_wrong(deep, "nested deeper than 100", 3 + 50);
    free(deep);
    char *negated = repeat("! ", 200000, "sport = :22");
    filter_free(parse_right(negated));
    free(negated);
    char *list = repeat("sport = :22 or ", 60000, "dport = :22");
    filter_free(parse_right(list));
    free(list);
}

TEST(and_behind_or_is_called_ambiguous)
{
    static const struct {
        const char *text;
        bool ambiguous;
    } cases[] = {
        {"sport = :1 or sport = :2 and sport = :3", true},
        {"sport = :1 or sport = :2 sport = :3", true},
        {"sport = :1 and sport = :2 or sport = :3", false},
        {"( sport = :1 or sport = :2 ) and sport = :3", false},
        {"state LISTEN sport = :1 or sport = :2", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filter *filter = parse_right(cases[i].text);
        assert_int_equal(filter_is_ambiguous(filter), cases[i].ambiguous);
        filter_free(filter);
    }
}

/* Words that belong together more often than not. None makes a name of a host, which would be asked
 * for. */
static void put_random_text(uint64_t *seed, struct strbuf *text)
{
    static const char *const parts[] = {
        "sport",      "src 10/8", "dst [::1]:22",
        "=",          "!=",       ":22",
        "dst != ::1", "src %",    "and",
        "or",         "not",      "(",
        ")",          "state",    "LISTEN",
        "exclude",    "dev",      "lo",
        "fwmark",     "1/1",      "recv_q",
        ">",          "5",        "process",
        "~",          "'a*'",     "\"",
        "src unix:*", "!",        "autobound",
        "cgroup",     "/",        "-",
        "0x",         "pid",      "[",
        "]:",         "%",        "&&",
        "||",
    };
    size_t count = random_below(seed, 12);
    for (size_t i = 0; i < count; i++) {
        if (random_below(seed, 12) == 0)
            strbuf_put_char(text, (char)random_next(seed));
        else
            strbuf_put_string(text, parts[random_below(seed, COUNT_OF(parts))]);
        if (random_below(seed, 5) != 0)
            strbuf_put_char(text, ' ');
    }
}

TEST(random_text_is_survived)
{
    uint64_t seed = 1;
    size_t understood = 0;
    for (size_t i = 0; i < 50000; i++) {
        struct strbuf text = {0};
        struct error error = {0};
        put_random_text(&seed, &text);
        char *copy = exact_copy(text.data, text.length);
        struct filter *filter =
            filter_parse((struct slice){copy, text.length}, "filter", AF_UNSPEC, &error);
        assert_int_equal(filter == NULL, error.message != NULL);
        understood += filter != NULL;
        filter_free(filter);
        error_clear(&error);
        strbuf_free(&text);
        free(copy);
    }
    assert_in_range(understood, 100, 49000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_has_its_spellings),
        cmocka_unit_test(every_column_is_a_field),
        cmocka_unit_test(words_of_ss_are_fields),
        cmocka_unit_test(everything_that_ss_understands_is_understood),
        cmocka_unit_test(what_is_wrong_is_shown_with_its_place),
        cmocka_unit_test(nothing_at_all_lacks_a_test),
        cmocka_unit_test(the_caret_is_under_the_right_line),
        cmocka_unit_test(a_fault_behind_control_characters_is_under_their_escapes),
        cmocka_unit_test(long_words_and_lines_are_cut_in_messages),
        cmocka_unit_test(deep_brackets_are_refused_and_long_lists_are_not),
        cmocka_unit_test(and_behind_or_is_called_ambiguous),
        cmocka_unit_test(random_text_is_survived),
        cmocka_unit_test(only_numbers_and_addresses_are_compared_with_columns),
        cmocka_unit_test(a_unit_that_is_none_is_refused_with_those_that_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
