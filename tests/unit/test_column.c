/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "column/groups.h"
#include "family/families.h"
#include "output.h"

static const struct column *find(const char *name)
{
    const struct column *column = column_find(slice_of(name));
    if (column == NULL)
        fail_msg("there is no column %s", name);
    return column;
}

static void check_cell(const struct sock *sock, struct lookups *lookups, const char *name,
                       const char *expected)
{
    struct strbuf text = {0};
    struct value value;
    const struct column *column = find(name);
    if (column_get(column, sock, lookups, &value))
        value_put(&text, &value, VALUE_CELL);
    else
        strbuf_put_string(&text, "unknown");
    if (!slice_equals(strbuf_slice(&text), expected))
        fail_msg("%s is '%.*s' and not '%s'", name, (int)text.length, text.data, expected);
    strbuf_free(&text);
}

/* A socket with every field known and no two fields equal. */
static struct sock whole_sock(void)
{
    return (struct sock){
        .from = &family_tcp,
        .kind = &family_tcp.kinds[0],
        .cookie = UINT64_C(0xfedcba9876543210),
        .netns = 4000000001,
        .have = UINT64_MAX & ~(HAVE_INODE | HAVE_TIME),
        .recv_q = 4294967295,
        .send_q = 4294967294,
        .uid = 4000000017,
        .inode = 4294967293,
        .mark = 4294967292,
        .timer_expires_ms = 4294967291,
        .cgroup = UINT64_C(0xfedcba9876543211),
        .priority = 4294967290,
        .local = {.address = {0xfe, 0x80, [15] = 1}, .port = 65535, .scope = 2147483646},
        .peer = {.address = {0x20, 0x01, [15] = 2}, .port = 0},
        .family = AF_INET6,
        .type = SOCK_STREAM,
        .state = STATE_FIN_WAIT2,
        .timer = TIMER_KEEPALIVE,
        .timer_retrans = 255,
        .v6only = 1,
        .shutdown = 2,
        .tos = 254,
        .tclass = 253,
    };
}

TEST(every_column_shows_its_own_field)
{
    static const char *const expected[][2] = {
        {"netid", "tcp"},
        {"family", "inet6"},
        {"type", "stream"},
        {"state", "FIN_WAIT2"},
        {"recv_q", "4294967295"},
        {"send_q", "4294967294"},
        {"local", "[fe80::1%if/2147483646]:65535"},
        {"local_address", "fe80::1%if/2147483646"},
        {"local_host", "unknown"},
        {"local_port", "65535"},
        {"local_service", "unknown"},
        {"peer", "[2001::2]:*"},
        {"peer_address", "2001::2"},
        {"peer_host", "unknown"},
        {"peer_port", "0"},
        {"peer_service", "unknown"},
        {"interface", "unknown"},
        {"uid", "4000000017"},
        {"user", "unknown"},
        {"inode", "unknown"},
        {"cookie", "fedcba9876543210"},
        {"mark", "4294967292"},
        {"v6only", "1"},
        {"shutdown", "send"},
        {"cgroup", "unknown"},
        {"cgroup_id", "fedcba9876543211"},
        {"tos", "254"},
        {"tclass", "253"},
        {"priority", "4294967290"},
        {"netns", "4000000001"},
        {"processes", "-"},
        {"timer", "keepalive"},
        {"timer_expires_ms", "4294967291"},
        {"timer_retrans", "255"},
        {"time", "2026-01-02T03:04:05Z"},
    };
    struct lookups lookups = {.numeric = true, .time = "2026-01-02T03:04:05Z"};
    struct sock sock = whole_sock();
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        check_cell(&sock, &lookups, expected[i][0], expected[i][1]);
    for (size_t i = 0; i < columns_base.count; i++)
        assert_string_equal(columns_base.columns[i].name,
                            i < COUNT_OF(expected) ? expected[i][0] : "a row of this test");
    sock.have |= HAVE_INODE;
    check_cell(&sock, &lookups, "inode", "4294967293");
    check_cell(&sock, &lookups, "processes", "unknown");
    sock.time = UINT64_C(1767323045000678900);
    sock.have = (sock.have & ~HAVE_INODE) | HAVE_TIME;
    check_cell(&sock, &lookups, "time", "2026-01-02T03:04:05.000Z");
    check_cell(&sock, &lookups, "processes", "unknown");
    lookups_free(&lookups);
}

TEST(a_known_zero_is_not_unknown)
{
    static const char *const names[] = {"recv_q", "send_q", "local_port",    "uid",
                                        "mark",   "v6only", "timer_retrans", "cookie"};
    struct lookups lookups = {.numeric = true};
    struct sock sock = {
        .from = &family_udp, .kind = &family_udp.kinds[0], .have = UINT64_MAX, .family = AF_INET};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        check_cell(&sock, &lookups, names[i], "0");
    sock.have = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        check_cell(&sock, &lookups, names[i], "unknown");
    lookups_free(&lookups);
}

/* Without its bit, the column is unknown, whatever is in the field. */
TEST(each_bit_guards_its_columns)
{
    struct lookups lookups = {.numeric = true};
    struct sock sock = whole_sock();
    for (size_t i = 0; i < columns_count(); i++) {
        for (uint64_t bits = column_at(i)->have; bits != 0; bits &= bits - 1) {
            sock.have = UINT64_MAX & ~(bits & -bits);
            check_cell(&sock, &lookups, column_at(i)->name, "unknown");
        }
    }
    lookups_free(&lookups);
}

TEST(udp_over_ipv4_is_told_apart)
{
    struct lookups lookups = {.numeric = true};
    struct sock sock = {.from = &family_udp,
                        .kind = &family_udp.kinds[0],
                        .have = HAVE_LOCAL,
                        .type = SOCK_DGRAM,
                        .family = AF_INET};
    memcpy(sock.local.address, (const uint8_t[]){192, 0, 2, 1, 9, 9}, 6);
    check_cell(&sock, &lookups, "family", "inet");
    check_cell(&sock, &lookups, "type", "dgram");
    check_cell(&sock, &lookups, "local", "192.0.2.1:*");
    lookups_free(&lookups);
}

TEST(the_bound_device_is_shown_at_the_local_end_alone)
{
    struct lookups lookups = {.numeric = true};
    struct sock sock = sample_sock();
    sock.interface = 2147483645;
    check_cell(&sock, &lookups, "local", "127.0.0.1:22");
    check_cell(&sock, &lookups, "interface", "unknown");
    sock.have |= HAVE_INTERFACE;
    check_cell(&sock, &lookups, "local", "127.0.0.1%if/2147483645:22");
    check_cell(&sock, &lookups, "peer", "0.0.0.0:*");
    check_cell(&sock, &lookups, "interface", "if/2147483645");
    lookups_free(&lookups);
}

TEST(ports_have_names_unless_numbers_are_asked_for)
{
    struct lookups lookups = {.numeric = false};
    struct sock sock = sample_sock();
    if (services_find(&lookups.services, "tcp", 22).length == 0) {
        lookups_free(&lookups);
        SKIP_BECAUSE("the services database has no ssh");
    }
    check_cell(&sock, &lookups, "local", "127.0.0.1:ssh");
    check_cell(&sock, &lookups, "local_service", "ssh");
    check_cell(&sock, &lookups, "local_port", "22");
    check_cell(&sock, &lookups, "peer_service", "unknown");
    lookups.numeric = true;
    check_cell(&sock, &lookups, "local", "127.0.0.1:22");
    lookups.numeric = false;
    const struct kind nameless = {"tcp", "tcp", NULL, SOCK_STREAM};
    sock.kind = &nameless;
    check_cell(&sock, &lookups, "local", "127.0.0.1:22");
    lookups_free(&lookups);
}

TEST(only_a_listener_has_a_backlog)
{
    struct lookups lookups = {.numeric = true};
    struct sock sock = sample_sock();
    sock.have |= HAVE_RECV_Q | HAVE_SEND_Q;
    sock.recv_q = 3;
    sock.send_q = 511;
    check_cell(&sock, &lookups, "backlog", "3");
    check_cell(&sock, &lookups, "backlog_limit", "511");
    sock.have &= ~HAVE_SEND_Q;
    check_cell(&sock, &lookups, "backlog", "3");
    check_cell(&sock, &lookups, "backlog_limit", "unknown");
    sock.have |= HAVE_SEND_Q;
    sock.state = STATE_ESTABLISHED;
    check_cell(&sock, &lookups, "backlog", "unknown");
    check_cell(&sock, &lookups, "backlog_limit", "unknown");
    sock.state = STATE_LISTEN;
    sock.from = &family_dccp; /* whose queues the kernel always reports as 0 */
    check_cell(&sock, &lookups, "backlog", "unknown");
    lookups_free(&lookups);
}

TEST(an_ip_address_has_one_form_at_both_ends)
{
    struct lookups lookups = {.numeric = true};
    struct sock sock = sample_sock();
    static const uint8_t mapped[16] = {[10] = 0xff, [11] = 0xff, 192, 0, 2, 7};
    check_cell(&sock, &lookups, "local_ip", "127.0.0.1");
    sock.family = AF_INET6;
    memcpy(sock.local.address, mapped, sizeof(mapped));
    check_cell(&sock, &lookups, "local_address", "::ffff:192.0.2.7");
    check_cell(&sock, &lookups, "local_ip", "192.0.2.7");
    memcpy(sock.local.address, (const uint8_t[16]){0xfe, 0x80, [15] = 1}, 16);
    sock.local.scope = 2147483645;
    check_cell(&sock, &lookups, "local_address", "fe80::1%if/2147483645");
    check_cell(&sock, &lookups, "local_ip", "fe80::1");
    sock.family = AF_UNIX;
    check_cell(&sock, &lookups, "local_ip", "unknown");
    lookups_free(&lookups);
}

TEST(states_and_timers_that_nobody_knows_are_unknown)
{
    struct lookups lookups = {0};
    struct sock sock = whole_sock();
    for (unsigned number = 0; number < 256; number++) {
        struct value value;
        sock.state = sock.timer = (uint8_t)number;
        assert_int_equal(column_get(find("state"), &sock, &lookups, &value),
                         number >= 1 && number <= 18);
        assert_int_equal(column_get(find("timer"), &sock, &lookups, &value), number <= 4);
    }
    lookups_free(&lookups);
}

TEST(only_the_state_has_a_colour)
{
    struct lookups lookups = {.numeric = true};
    struct sock sock = whole_sock();
    for (size_t i = 0; i < columns_count(); i++) {
        struct value value = {.colour = COLOUR_RED};
        if (column_get(column_at(i), &sock, &lookups, &value))
            assert_int_equal(value.colour != COLOUR_NONE, strcmp(column_at(i)->name, "state") == 0);
    }
    lookups_free(&lookups);
}

/* A block as a kernel could send it: a number of each size, none of them at a multiple of its size.
 * */
struct block {
    uint8_t first;
    uint64_t large;
    uint32_t middle;
    uint16_t small;
    uint8_t last;
} __attribute__((packed));

static const struct column block_columns[] = {
    {.name = "first", COLUMN_FACT(FACT_TCP_INFO, struct block, first)},
    {.name = "large", COLUMN_FACT(FACT_TCP_INFO, struct block, large)},
    {.name = "middle", COLUMN_FACT(FACT_TCP_INFO, struct block, middle)},
    {.name = "small", COLUMN_FACT(FACT_TCP_INFO, struct block, small)},
    {.name = "last", COLUMN_FACT(FACT_TCP_INFO, struct block, last)},
};
static const uint64_t block_numbers[] = {0x81, UINT64_C(0xf1f2f3f4f5f6f7f8), 0xe1e2e3e4, 0xd1d2, 0};
static const struct block block = {0x81, UINT64_C(0xf1f2f3f4f5f6f7f8), 0xe1e2e3e4, 0xd1d2, 0};

TEST(a_number_in_a_fact_is_known_when_the_block_is_long_enough)
{
    for (size_t length = 0; length <= sizeof(block) + 9; length++) {
        char whole[sizeof(block) + 9] = {0};
        memcpy(whole, &block, sizeof(block));
        char *copy = exact_copy(whole, length);
        struct sock sock = {.have = 0};
        sock_set_fact(&sock, FACT_TCP_INFO, copy, length);
        for (size_t i = 0; i < COUNT_OF(block_columns); i++) {
            const struct column *column = &block_columns[i];
            struct value value = {.number = 99};
            bool known = column_get(column, &sock, NULL, &value);
            assert_int_equal(known, length >= column->offset + column->size);
            if (known)
                assert_int_equal(value.number, block_numbers[i]);
        }
        free(copy);
    }
}

TEST(a_number_of_a_fact_that_was_not_told_is_unknown)
{
    struct sock sock = {.have = UINT64_MAX};
    struct value value;
    memset(sock.facts, 0xa5, sizeof(sock.facts));
    sock_set_fact(&sock, FACT_BBR, &block, sizeof(block));
    for (size_t i = 0; i < COUNT_OF(block_columns); i++)
        assert_false(column_get(&block_columns[i], &sock, NULL, &value));
}

TEST(a_number_outside_of_its_bounds_is_unknown)
{
    const struct column column = {COLUMN_FACT(FACT_TCP_INFO, struct block, large), .least = 3,
                                  .most = UINT64_MAX / 8, .factor = 8};
    static const uint64_t numbers[] = {0, 2, 3, UINT64_MAX / 8, UINT64_MAX / 8 + 1, UINT64_MAX};
    static const bool known[] = {false, false, true, true, false, false};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct block one = {.large = numbers[i]};
        struct sock sock = {.have = 0};
        struct value value;
        sock_set_fact(&sock, FACT_TCP_INFO, &one, sizeof(one));
        assert_int_equal(column_get(&column, &sock, NULL, &value), known[i]);
        if (known[i])
            assert_int_equal(value.number, numbers[i] * 8);
    }
}

TEST(a_column_has_no_value_in_the_states_that_never_have_one)
{
    const struct column column = {COLUMN_FACT(FACT_TCP_INFO, struct block, middle),
                                  .never = 1u << STATE_LISTEN | 1u << STATE_CLOSE};
    for (unsigned number = 0; number <= STATE_UNCONN; number++) {
        struct sock sock = {.state = (uint8_t)number};
        struct value value;
        sock_set_fact(&sock, FACT_TCP_INFO, &block, sizeof(block));
        assert_int_equal(column_get(&column, &sock, NULL, &value),
                         number != STATE_LISTEN && number != STATE_CLOSE);
    }
}

/* Numbers that getters read must lie in what the getter reads. */
TEST(every_number_lies_in_the_record)
{
    for (size_t i = 0; i < columns_count(); i++) {
        const struct column *column = column_at(i);
        if (column->get != column_get_number && column->get != column_get_fact)
            continue;
        assert_true(column->size == 1 || column->size == 2 || column->size == 4 ||
                    column->size == 8);
        assert_in_range(column->fact, 0, FACT_COUNT - 1);
        if (column->get == column_get_number)
            assert_true(column->offset + column->size <= offsetof(struct sock, facts));
    }
}

TEST(columns_have_places_and_names)
{
    size_t place = 0;
    for (size_t i = 0; i < column_groups_count; i++) {
        for (size_t j = 0; j < column_groups[i]->count; j++, place++) {
            assert_ptr_equal(column_at(place), &column_groups[i]->columns[j]);
            assert_ptr_equal(column_find(slice_of(column_at(place)->name)), column_at(place));
        }
    }
    assert_int_equal(place, columns_count());
    assert_null(column_find(slice_of("")));
    assert_null(column_find(slice_of("Netid")));
    assert_null(column_find((struct slice){"netid", 4}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_shows_its_own_field),
        cmocka_unit_test(a_known_zero_is_not_unknown),
        cmocka_unit_test(each_bit_guards_its_columns),
        cmocka_unit_test(udp_over_ipv4_is_told_apart),
        cmocka_unit_test(the_bound_device_is_shown_at_the_local_end_alone),
        cmocka_unit_test(ports_have_names_unless_numbers_are_asked_for),
        cmocka_unit_test(only_a_listener_has_a_backlog),
        cmocka_unit_test(an_ip_address_has_one_form_at_both_ends),
        cmocka_unit_test(states_and_timers_that_nobody_knows_are_unknown),
        cmocka_unit_test(only_the_state_has_a_colour),
        cmocka_unit_test(a_number_in_a_fact_is_known_when_the_block_is_long_enough),
        cmocka_unit_test(a_number_of_a_fact_that_was_not_told_is_unknown),
        cmocka_unit_test(a_number_outside_of_its_bounds_is_unknown),
        cmocka_unit_test(a_column_has_no_value_in_the_states_that_never_have_one),
        cmocka_unit_test(every_number_lies_in_the_record),
        cmocka_unit_test(columns_have_places_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
