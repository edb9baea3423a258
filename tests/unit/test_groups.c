/* SPDX-License-Identifier: MIT */
#include "arrange/groups.h"

#include "arrange/arrange.h"
#include "cli/grouping.h"
#include "command_line.h"
#include "output.h"
#include "value/pack.h"

/* Groups as a command line asks for them, printed as CSV-like lines of JSON. */
struct counted {
    struct command_line line;
    struct output output;
};

static void start(struct counted *counted, const char *words)
{
    const struct query *query = parse_good(&counted->line, words);
    struct output *output = &counted->output;
    output_start(output, "");
    output->settings.columns = query->columns;
    output->settings.column_count = query->column_count;
    output->settings.rows = "groups";
    output->settings.first = true;
    const struct arrange_settings settings = {.arrangement = query->arrangement,
                                              .lookups = &output->lookups};
    output->sink = arrange_open(query->format->open(&output->settings), &settings);
    assert_non_null(output->sink);
    assert_true(output->sink->begin(output->sink, &output->error));
}

static void check_end(struct counted *counted, const char *expected)
{
    output_end(&counted->output);
    assert_string_equal(counted->output.text, expected);
    output_free(&counted->output);
    command_line_free(&counted->line);
}

static void add(struct counted *counted, enum state state, uint32_t recv_q, uint32_t port)
{
    struct sock sock = sample_sock();
    sock.state = (uint8_t)state;
    sock.recv_q = recv_q;
    sock.local.port = port;
    output_row(&counted->output, &sock);
}

static void add_some(struct counted *counted)
{
    add(counted, STATE_ESTABLISHED, 1, 9);
    add(counted, STATE_LISTEN, 10, 10);
    add(counted, STATE_ESTABLISHED, 2, 9);
    add(counted, STATE_CLOSE_WAIT, 100, 9);
    add(counted, STATE_ESTABLISHED, 4, 80);
}

TEST(the_largest_group_comes_first_and_equal_ones_by_their_fields)
{
    struct counted counted;
    start(&counted, "-ta --count-by state --csv");
    add_some(&counted);
    check_end(&counted, "state,count\nESTABLISHED,3\nCLOSE_WAIT,1\nLISTEN,1\n");
    start(&counted, "-ta --count-by local_port,state --csv");
    add_some(&counted);
    check_end(&counted, "local_port,state,count\n9,ESTABLISHED,2\n9,CLOSE_WAIT,1\n10,LISTEN,1\n"
                        "80,ESTABLISHED,1\n");
}

TEST(numbers_are_added_up_for_each_group)
{
    struct counted counted;
    start(&counted, "-ta --count-by state --total recv_q,send_q --sort -recv_q --csv");
    add_some(&counted);
    check_end(&counted, "state,count,sum_recv_q,sum_send_q\nCLOSE_WAIT,1,100,128\n"
                        "LISTEN,1,10,128\nESTABLISHED,3,7,384\n");
    start(&counted, "-ta --total recv_q --ndjson");
    add_some(&counted);
    check_end(&counted, "{\"count\":5,\"sum_recv_q\":117}\n");
}

TEST(a_sum_of_nothing_known_is_unknown_and_that_of_no_sockets_is_zero)
{
    struct counted counted;
    start(&counted, "-ta --total mark,recv_q --ndjson");
    add(&counted, STATE_LISTEN, 3, 1);
    check_end(&counted, "{\"count\":1,\"sum_mark\":null,\"sum_recv_q\":3}\n");
    start(&counted, "-ta --total recv_q --ndjson");
    check_end(&counted, "{\"count\":0,\"sum_recv_q\":0}\n");
    start(&counted, "-ta --count-by state --total recv_q --ndjson");
    check_end(&counted, "");
}

TEST(a_sum_does_not_wrap)
{
    struct groups groups = {0};
    struct lookups lookups = {0};
    static const struct column column = {"n", "N", "n", VALUE_UNSIGNED, COLUMN_NUMBER(cgroup)};
    const struct column *totals[] = {&column};
    const struct grouping grouping = {.asked = true, .totals = totals, .total_count = 1};
    struct sock sock = sample_sock();
    struct strbuf packed = {0};
    struct value value;
    groups.grouping = &grouping;
    sock.cgroup = UINT64_MAX - 1;
    assert_true(groups_add(&groups, &sock, &lookups) && groups_add(&groups, &sock, &lookups));
    assert_int_equal(groups_pack(&groups, 0, &packed), 2);
    struct slice rest = strbuf_slice(&packed);
    assert_true(value_unpack(&rest, VALUE_UNSIGNED, &value));
    assert_true(value_unpack(&rest, VALUE_UNSIGNED, &value));
    assert_true(value_number(&value) == UINT64_MAX);
    strbuf_free(&packed);
    groups_free(&groups);
}

TEST(what_is_unknown_is_a_group_of_its_own)
{
    struct counted counted;
    start(&counted, "-ta --count-by uid --json");
    struct sock sock = sample_sock();
    output_row(&counted.output, &sock);
    sock.have &= ~HAVE_UID;
    output_row(&counted.output, &sock);
    output_row(&counted.output, &sock);
    output_end(&counted.output);
    assert_non_null(
        strstr(counted.output.text,
               "\"groups\":[\n{\"uid\":null,\"count\":2},\n{\"uid\":0,\"count\":1}\n]"));
    output_free(&counted.output);
    command_line_free(&counted.line);
}

/* A socket that these processes held. */
static void add_held(struct counted *counted, uint64_t cookie, const struct process *owners,
                     size_t count)
{
    struct sock sock = sample_sock();
    sock.cookie = cookie;
    sock.have |= HAVE_TIME | HAVE_COOKIE;
    assert_true(last_owners_add(&counted->output.lookups.last_owners, cookie, owners, count));
    output_row(&counted->output, &sock);
}

static void check_owners(const char *words, const char *expected)
{
    static const struct process one[] = {{.pid = 7, .name = {"a", 1}}};
    static const struct process many[] = {
        {.pid = 7, .descriptor = 1, .name = {"a", 1}},
        {.pid = 7, .descriptor = 2, .name = {"a", 1}},
        {.pid = 8, .name = {"a", 1}},
        {.pid = 9, .name = {"b", 1}},
    };
    struct counted counted;
    start(&counted, words);
    counted.line.options.query.needs &= ~(unsigned)NEED_HOLD;
    last_owners_begin(&counted.output.lookups.last_owners);
    add_held(&counted, 1, one, COUNT_OF(one));
    add_held(&counted, 2, many, COUNT_OF(many));
    add_held(&counted, 3, NULL, 0);
    check_end(&counted, expected);
}

TEST(a_socket_counts_once_for_each_value_that_its_owners_have)
{
    check_owners("-ta --count-by process --csv", "process,count\na,2\nb,1\n,1\n");
    check_owners("-ta --count-by pid --csv", "pid,count\n7,2\n8,1\n9,1\n,1\n");
    check_owners("-ta --count-by processes --total recv_q --csv",
                 "process,count,sum_recv_q\na,2,2\nb,1,1\n,1,1\n");
}

TEST(the_name_and_the_id_are_of_the_same_owner)
{
    check_owners("-ta --count-by process,state,pid --csv",
                 "process,state,pid,count\na,LISTEN,7,2\na,LISTEN,8,1\nb,LISTEN,9,1\n"
                 ",LISTEN,,1\n");
}

TEST(a_limit_of_groups_says_how_many_sockets_are_in_the_others)
{
    struct counted counted;
    start(&counted, "-ta --count-by local_port --limit 1 --csv");
    add_some(&counted);
    output_end(&counted.output);
    assert_string_equal(counted.output.text, "local_port,count\n9,3\n");
    assert_string_equal(notes_at(&counted.output.notes, 0)->message, "limit: 2 more in 2 groups");
    assert_int_equal(counted.output.notes.matched.count, 3);
    output_free(&counted.output);
    command_line_free(&counted.line);
}

static void check_pack(const struct value *value)
{
    struct strbuf bytes = {0}, left = {0}, right = {0};
    struct value copy;
    value_pack(&bytes, NULL);
    value_pack(&bytes, value);
    struct slice rest = strbuf_slice(&bytes);
    assert_false(value_unpack(&rest, value->type, &copy));
    assert_true(value_unpack(&rest, value->type, &copy));
    assert_int_equal(rest.length, 0);
    assert_false(value_unpack(&rest, value->type, &copy) && rest.length > 0);
    rest = slice_skip(strbuf_slice(&bytes), 1);
    assert_true(value_unpack(&rest, value->type, &copy));
    assert_int_equal(copy.colour, value->colour);
    value_put(&left, value, VALUE_CELL);
    value_put(&right, &copy, VALUE_CELL);
    assert_int_equal(left.length, right.length);
    assert_memory_equal(left.data, right.data, left.length);
    strbuf_free(&bytes);
    strbuf_free(&left);
    strbuf_free(&right);
}

TEST(a_packed_value_is_the_same_again)
{
    static const uint8_t bytes[16] = {0xfe, 0x80, [15] = 9};
    const struct value_address ipv4 = {.kind = ADDRESS_IPV4, .bytes = bytes};
    const struct value_address ipv6 = {
        .kind = ADDRESS_IPV6, .bytes = bytes, .scope = slice_of("eth0")};
    const struct value_address name = {.kind = ADDRESS_UNIX, .text = {"\0a b", 4}};
    const struct value values[] = {
        {.type = VALUE_UNSIGNED, .number = UINT64_MAX},
        {.type = VALUE_FLAG, .number = 1},
        {.type = VALUE_HEX, .number = 255},
        {.type = VALUE_TEXT, .colour = COLOUR_GREEN, .text = slice_of("a,b")},
        {.type = VALUE_TEXT, .text = slice_of("")},
        {.type = VALUE_ADDRESS, .address = ipv4},
        {.type = VALUE_ADDRESS, .address = ipv6},
        {.type = VALUE_ADDRESS, .address = name},
        {.type = VALUE_ENDPOINT,
         .endpoint = {.address = ipv6,
                      .port_kind = PORT_NUMBER,
                      .port = 65535,
                      .host = slice_of("h"),
                      .service = slice_of("s"),
                      .interface = slice_of("lo")}},
        {.type = VALUE_ENDPOINT, .endpoint = {.address = name, .port_kind = PORT_INODE, .port = 7}},
        {.type = VALUE_ENDPOINT, .endpoint = {.address = ipv4, .label = slice_of("l")}},
    };
    for (size_t i = 0; i < COUNT_OF(values); i++)
        check_pack(&values[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_group_comes_first_and_equal_ones_by_their_fields),
        cmocka_unit_test(numbers_are_added_up_for_each_group),
        cmocka_unit_test(a_sum_of_nothing_known_is_unknown_and_that_of_no_sockets_is_zero),
        cmocka_unit_test(a_sum_does_not_wrap),
        cmocka_unit_test(what_is_unknown_is_a_group_of_its_own),
        cmocka_unit_test(a_socket_counts_once_for_each_value_that_its_owners_have),
        cmocka_unit_test(the_name_and_the_id_are_of_the_same_owner),
        cmocka_unit_test(a_limit_of_groups_says_how_many_sockets_are_in_the_others),
        cmocka_unit_test(a_packed_value_is_the_same_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
