/* SPDX-License-Identifier: MIT */
#ifdef HAVE_JSON_C
#include <json.h>
#endif

#include "family/families.h"
#include "output.h"
#include "utf8_oracle.h"

#define HEAD                                                                                       \
    "{\"schema_version\":1,\"version\":\"0.0\",\"host\":\"host\",\"time\":\"2026-01-02T03:04:"     \
    "05Z\","                                                                                       \
    "\"sockets\":["

TEST(an_empty_answer_is_one_whole_object)
{
    struct output output;
    output_start(&output, "netid");
    output_open(&output, "json");
    output_end(&output);
    assert_string_equal(output.text, HEAD "],\"complete\":true,\"warnings\":[]}\n");
    output_free(&output);
}

TEST(sockets_have_their_keys_in_the_order_of_the_columns)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "state,netid,local_address,local_port,processes,inode");
    sock.have &= ~HAVE_INODE;
    output_open(&output, "json");
    output_row(&output, &sock);
    sock.local.port = 65535;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, HEAD
                        "\n{\"state\":\"LISTEN\",\"netid\":\"tcp\",\"local_address\":\"127.0.0.1\","
                        "\"local_port\":22,\"processes\":[],\"inode\":null},"
                        "\n{\"state\":\"LISTEN\",\"netid\":\"tcp\",\"local_address\":\"127.0.0.1\","
                        "\"local_port\":65535,\"processes\":[],\"inode\":null}"
                        "\n],\"complete\":true,\"warnings\":[]}\n");
    output_free(&output);
}

TEST(every_column_that_can_be_unknown_is_null)
{
    for (size_t i = 0; i < columns_count(); i++) {
        struct output output;
        struct sock sock = sample_sock();
        sock.have = 0;
        if (column_at(i)->have == 0)
            continue;
        output_start(&output, column_at(i)->name);
        output_open(&output, "ndjson");
        output_row(&output, &sock);
        output_end(&output);
        char expected[64];
        snprintf(expected, sizeof(expected), "{\"%s\":null}\n", column_at(i)->name);
        assert_string_equal(output.text, expected);
        output_free(&output);
    }
}

TEST(an_inode_without_a_seen_owner_has_unknown_processes)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "processes");
    output_open(&output, "ndjson");
    output_row(&output, &sock);
    sock.have &= ~HAVE_INODE;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "{\"processes\":null}\n{\"processes\":[]}\n");
    output_free(&output);
}

TEST(ndjson_is_a_line_for_each_socket_and_nothing_else)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "netid,recv_q");
    output_open(&output, "ndjson");
    notes_add(&output.notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 3, "a warning");
    output_end(&output);
    assert_int_equal(output.length, 0);
    output_row(&output, &sock);
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text,
                        "{\"netid\":\"tcp\",\"recv_q\":1}\n{\"netid\":\"tcp\",\"recv_q\":1}\n");
    output_free(&output);
}

TEST(a_trailer_says_how_the_answer_was)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "netid");
    output.settings.trailer = true;
    output_open(&output, "ndjson");
    output_row(&output, &sock);
    output_row(&output, &sock);
    notes_add(&output.notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 3, "a \"warning\"");
    output_end(&output);
    assert_string_equal(output.text,
                        "{\"netid\":\"tcp\"}\n{\"netid\":\"tcp\"}\n"
                        "{\"end\":true,\"time\":\"2026-01-02T03:04:05Z\",\"sockets\":2,"
                        "\"complete\":false,\"warnings\":[{\"code\":\"table_changed\","
                        "\"message\":\"a \\\"warning\\\"\",\"count\":3}]}\n");
    output_free(&output);
}

TEST(warnings_are_escaped_and_an_incomplete_answer_says_so)
{
    struct output output;
    output_start(&output, "netid");
    output_open(&output, "json");
    notes_add(&output.notes, NOTE_TABLE_CHANGED, OUTCOME_COMPLETE, 3, "first \"note\"");
    notes_add(&output.notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 0, "second\n\xff");
    output_end(&output);
    assert_string_equal(
        output.text,
        HEAD "],\"complete\":false,\"warnings\":"
             "[{\"code\":\"table_changed\",\"message\":\"first \\\"note\\\"\",\"count\":3},"
             "{\"code\":\"table_changed\",\"message\":\"second\\u000a"
             "\xee\xbf\xbf\",\"count\":null}]}\n");
    output_free(&output);
}

TEST(a_note_that_costs_nothing_leaves_the_answer_complete)
{
    struct output output;
    output_start(&output, "netid");
    output_open(&output, "json");
    notes_add(&output.notes, NOTE_TABLE_CHANGED, OUTCOME_COMPLETE, 3, "note");
    output_end(&output);
    assert_contains(output.text, "],\"complete\":true,\"warnings\":[{\"code\":"
                                 "\"table_changed\",\"message\":\"note\",\"count\":3}]}\n");
    output_free(&output);
}

TEST(hostile_names_of_host_and_netid_stay_inside_their_strings)
{
    struct output output;
    struct sock sock = sample_sock();
    const struct kind hostile = {"tcp", "\",\"x\":\"\\\x1b[2J\xc3", NULL, SOCK_STREAM};
    sock.kind = &hostile;
    output_start(&output, "netid");
    output.settings.host = "h\"\n\x7f";
    output_open(&output, "json");
    output_row(&output, &sock);
    output_end(&output);
    assert_contains(output.text, "\"host\":\"h\\\"\\u000a\\u007f\"");
    assert_contains(output.text, "{\"netid\":\"\\\",\\\"x\\\":\\\"\\\\\\u001b[2J\xee\xbf\x83\"}");
    assert_true(oracle_is_valid(output.text, output.length));
    output_free(&output);
}

enum { FACT_BYTES_MOST = 600 };

/* A socket of any family and kind, with random bytes in everything that a kernel could tell. */
struct random_sock {
    struct sock sock;
    char *facts[FACT_COUNT]; /* exact copies */
    char name[108];
};

static void random_facts(struct random_sock *random, uint64_t *seed)
{
    struct sock *sock = &random->sock;
    sock->facts_known = 0;
    for (int i = 0; i < FACT_COUNT; i++) {
        char bytes[FACT_BYTES_MOST];
        size_t length = random_below(seed, sizeof(bytes));
        random->facts[i] = NULL;
        if (random_below(seed, 2) == 0)
            continue;
        random_fill(seed, bytes, length);
        random->facts[i] = exact_copy(bytes, length);
        sock_set_fact(sock, (enum fact)i, random->facts[i], length);
    }
}

static void random_sock_free(struct random_sock *random)
{
    for (int i = 0; i < FACT_COUNT; i++)
        free(random->facts[i]);
}

static void random_sock_make(struct random_sock *random, uint64_t *seed)
{
    struct sock *sock = &random->sock;
    const struct family *family = families[random_below(seed, families_count)];
    const struct socket_table *table = &family->tables[random_below(seed, family->table_count)];
    random_fill(seed, sock, offsetof(struct sock, facts));
    random_fill(seed, random->name, sizeof(random->name));
    sock->from = family;
    sock->kind = &family->kinds[random_below(seed, family->kind_count)];
    sock->name = (struct slice){random->name, random_below(seed, sizeof(random->name))};
    sock->family = (uint8_t)table->address_family->number;
    sock->local.scope = sock->peer.scope = sock->interface = (uint32_t)random_below(seed, 3);
    sock->uid = (uint32_t)random_below(seed, 3);
    random_facts(random, seed);
}

#ifdef HAVE_JSON_C
static json_object *parse_strictly(const char *text, size_t length)
{
    struct json_tokener *tokener = json_tokener_new();
    assert_non_null(tokener);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    json_object *object = json_tokener_parse_ex(tokener, text, (int)length);
    if (json_tokener_get_error(tokener) != json_tokener_success)
        fail_msg("%s", json_tokener_error_desc(json_tokener_get_error(tokener)));
    json_tokener_free(tokener);
    return object;
}

static void check_with_json_c(const struct output *output, size_t rows)
{
    json_object *object = parse_strictly(output->text, output->length), *sockets, *complete;
    assert_true(json_object_object_get_ex(object, "sockets", &sockets));
    assert_int_equal(json_object_array_length(sockets), rows);
    for (size_t i = 0; i < rows; i++) {
        json_object *sock = json_object_array_get_idx(sockets, i);
        assert_int_equal(json_object_object_length(sock), columns_count());
    }
    assert_true(json_object_object_get_ex(object, "complete", &complete));
    assert_true(json_object_get_boolean(complete));
    json_object_put(object);
}
#endif

TEST(random_sockets_make_valid_json_of_every_column)
{
    enum { ROWS = 500 };
    uint64_t seed = 12;
    struct output output;
    output_start(&output, "");
    for (size_t i = 0; i < columns_count(); i++)
        output_choose(&output, column_at(i)->name);
    output_open(&output, "json");
    for (int i = 0; i < ROWS; i++) {
        struct random_sock random;
        random_sock_make(&random, &seed);
        output_row(&output, &random.sock);
        random_sock_free(&random);
    }
    output_end(&output);
    assert_true(oracle_is_valid(output.text, output.length));
#ifdef HAVE_JSON_C
    check_with_json_c(&output, ROWS);
#endif
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_answer_is_one_whole_object),
        cmocka_unit_test(sockets_have_their_keys_in_the_order_of_the_columns),
        cmocka_unit_test(every_column_that_can_be_unknown_is_null),
        cmocka_unit_test(an_inode_without_a_seen_owner_has_unknown_processes),
        cmocka_unit_test(ndjson_is_a_line_for_each_socket_and_nothing_else),
        cmocka_unit_test(a_trailer_says_how_the_answer_was),
        cmocka_unit_test(warnings_are_escaped_and_an_incomplete_answer_says_so),
        cmocka_unit_test(a_note_that_costs_nothing_leaves_the_answer_complete),
        cmocka_unit_test(hostile_names_of_host_and_netid_stay_inside_their_strings),
        cmocka_unit_test(random_sockets_make_valid_json_of_every_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
