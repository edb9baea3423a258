/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include "need.h"
#include "output.h"

/* A sink that stops after a number of rows, like one that limits an answer. */
struct stopping {
    struct sink sink;
    struct sink *next; /* owned */
    size_t left;
};

static bool stopping_begin(struct sink *sink, struct error *error)
{
    struct stopping *stopping = (struct stopping *)sink;
    return stopping->next->begin(stopping->next, error);
}

static enum emit_result stopping_row(struct sink *sink, const struct sock *sock,
                                     struct error *error)
{
    struct stopping *stopping = (struct stopping *)sink;
    assert_int_not_equal(stopping->left, 0);
    enum emit_result result = stopping->next->row(stopping->next, sock, error);
    return result == EMIT_GO && --stopping->left == 0 ? EMIT_STOP : result;
}

static bool stopping_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct stopping *stopping = (struct stopping *)sink;
    return stopping->next->end(stopping->next, notes, error);
}

static void stopping_free(struct sink *sink)
{
    struct stopping *stopping = (struct stopping *)sink;
    stopping->next->free(stopping->next);
}

/* The output of a format that `wrap` gives two rows, when the sink after it stops there. */
static void check_stop(const char *format, const char *expected,
                       struct sink *(*wrap)(struct sink *next, struct output *output))
{
    struct output output;
    struct sock sock = sample_sock();
    sock.family = AF_UNSPEC; /* so that its ends have no hosts to look up */
    struct stopping stopping = {.sink = {stopping_begin, stopping_row, stopping_end, stopping_free},
                                .left = 2};
    output_start(&output, "netid,recv_q");
    stopping.next = format_find(slice_of(format))->open(&output.settings);
    output.sink = wrap(&stopping.sink, &output);
    assert_true(output.sink->begin(output.sink, &output.error));
    for (int i = 0; i < 3; i++)
        output_row(&output, &sock);
    output_end(&output);
    assert_contains(output.text, expected);
    output_free(&output);
}

static struct sink *wrap_hold(struct sink *next, struct output *output)
{
    const struct arrange_settings settings = {.lookups = &output->lookups, .needs = NEED_HOSTS};
    return arrange_hold(next, &settings);
}

static bool can(const struct sock *sock)
{
    (void)sock;
    return true;
}

static struct sink *wrap_kill(struct sink *next, struct output *output)
{
    static struct killer killer;
    (void)output;
    killer = (struct killer){.mode = KILL_DRY, .can = can, .permitted = true};
    const struct arrange_settings settings = {.arrangement.kill = KILL_DRY, .killer = &killer};
    return arrange_kill(next, &settings);
}

TEST(a_document_has_its_end_when_a_later_sink_wants_no_more_rows)
{
    const char *expected = "\n{\"netid\":\"tcp\",\"recv_q\":1},\n{\"netid\":\"tcp\",\"recv_q\":1}"
                           "\n],\"complete\":true,\"warnings\":[";
    check_stop("json", expected, wrap_hold);
    check_stop("json", expected, wrap_kill);
}

TEST(a_table_is_printed_when_a_later_sink_wants_no_more_rows)
{
    check_stop("table", "tcp        1\ntcp        1\n", wrap_hold);
    check_stop("table", "tcp        1\ntcp        1\n", wrap_kill);
}

TEST(a_lookup_that_ran_out_of_memory_becomes_a_warning_of_the_document)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "netid");
    struct sink *format = format_find(slice_of("json"))->open(&output.settings);
    const struct arrange_settings settings = {.lookups = &output.lookups, .needs = NEED_INFO};
    output.sink = arrange_open(format, &settings);
    assert_true(output.sink->begin(output.sink, &output.error));
    output_row(&output, &sock);
    output.lookups.services.failed = true;
    output_end(&output);
    assert_contains(output.text, "\"complete\":false,\"warnings\":[{\"code\":\"out_of_memory\"");
    output_free(&output);
}

TEST(without_a_format_there_is_no_pipeline)
{
    struct output output;
    output_start(&output, "netid");
    const struct arrange_settings settings = {.lookups = &output.lookups, .needs = NEED_INFO};
    assert_null(arrange_open(NULL, &settings));
    output_free(&output);
}

TEST(a_pipeline_holds_rows_for_what_is_looked_up_for_all_at_once)
{
    struct output output;
    output_start(&output, "netid");
    struct sink *format = format_find(slice_of("table"))->open(&output.settings);
    const struct arrange_settings settings = {
        .lookups = &output.lookups, .needs = NEED_OWNERS, .proc = "/nonexistent"};
    output.sink = arrange_open(format, &settings);
    assert_non_null(output.sink);
    assert_ptr_not_equal(output.sink, format);
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_has_its_end_when_a_later_sink_wants_no_more_rows),
        cmocka_unit_test(a_table_is_printed_when_a_later_sink_wants_no_more_rows),
        cmocka_unit_test(a_lookup_that_ran_out_of_memory_becomes_a_warning_of_the_document),
        cmocka_unit_test(without_a_format_there_is_no_pipeline),
        cmocka_unit_test(a_pipeline_holds_rows_for_what_is_looked_up_for_all_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
