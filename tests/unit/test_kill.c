/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include <errno.h>

#include "output.h"

/* Stands for the kernel: answers to the sockets in turn, and counts. */
struct kernel {
    const int *answers;
    size_t asked;
};

static uint32_t peer = 1;     /* port of the other end of the sockets */
static uint32_t asked_for[8]; /* inodes, in turn */
static size_t questions;      /* how often a confirmation was asked for, and for how many */
static size_t question_count;
static bool consent;

static bool can(const struct sock *sock)
{
    return sock->have & HAVE_COOKIE;
}

static int destroy(void *context, const struct sock *sock)
{
    struct kernel *kernel = context;
    asked_for[kernel->asked] = sock->inode;
    return kernel->answers[kernel->asked++];
}

static bool confirm(size_t count)
{
    questions++;
    question_count = count;
    return consent;
}

/* Three sockets of inode 1, 2 and 3, and a fourth that cannot be destroyed. */
static bool feed_and_end(struct output *output, const struct killer *killer)
{
    memset(asked_for, 0, sizeof(asked_for));
    questions = 0;
    output_start(output, "inode");
    output->settings.header = false;
    struct sink *table = format_find(slice_of("table"))->open(&output->settings);
    const struct arrange_settings settings = {.arrangement.kill = killer->mode, .killer = killer};
    output->sink = arrange_kill(table, &settings);
    assert_non_null(output->sink);
    assert_true(output->sink->begin(output->sink, &output->error));
    struct sock sock = sample_sock();
    sock.have |= HAVE_COOKIE;
    sock.peer.port = peer;
    for (sock.inode = 1; sock.inode <= 4; sock.inode++) {
        sock.have &= sock.inode == 4 ? ~HAVE_COOKIE : UINT64_MAX;
        output_row(output, &sock);
    }
    bool good = output->sink->end(output->sink, &output->notes, &output->error);
    output_text(output);
    return good;
}

TEST(what_was_destroyed_is_printed_and_the_rest_counted_in_one_line)
{
    const int answers[] = {0, ENOENT, EPERM};
    struct kernel kernel = {answers, 0};
    struct killer killer = {KILL_NOW, &kernel, can,  destroy, confirm, NULL,
                            NULL,     NULL,    NULL, true,    NULL};
    struct output output;
    assert_true(feed_and_end(&output, &killer));
    assert_string_equal(output.text, "1\n");
    assert_int_equal(kernel.asked, 3);
    assert_int_equal(questions, 0);
    assert_int_equal(output.notes.item_count, 1);
    assert_string_equal(output.notes.items[0].message,
                        "kill: 3 of 4 sockets not destroyed: 1 not permitted (CAP_NET_ADMIN is "
                        "needed), 1 of a kind that the kernel cannot destroy, 1 already gone or "
                        "hidden by others with the same address");
    assert_int_equal(output.notes.outcome, OUTCOME_NOTHING);
    output_free(&output);
}

TEST(a_kernel_without_support_and_other_errors_are_counted_apart)
{
    const int answers[] = {EOPNOTSUPP, ESTALE, EIO};
    struct kernel kernel = {answers, 0};
    struct killer killer = {KILL_NOW, &kernel, can,  destroy, confirm, NULL,
                            NULL,     NULL,    NULL, true,    NULL};
    struct output output;
    assert_true(feed_and_end(&output, &killer));
    assert_int_equal(output.length, 0);
    assert_string_equal(output.notes.items[0].message,
                        "kill: 4 of 4 sockets not destroyed: 2 of a kind that the kernel cannot "
                        "destroy, 1 already gone or hidden by others with the same address, 1 "
                        "Input/output error");
    output_free(&output);
}

TEST(a_dry_run_destroys_nothing_and_shows_what_it_would)
{
    struct kernel kernel = {NULL, 0};
    struct killer killer = {KILL_DRY, &kernel, can,  destroy, confirm, NULL,
                            NULL,     NULL,    NULL, true,    NULL};
    struct output output;
    assert_true(feed_and_end(&output, &killer));
    assert_string_equal(output.text, "1\n2\n3\n");
    assert_int_equal(kernel.asked, 0);
    assert_int_equal(questions, 0);
    assert_string_equal(output.notes.items[1].message, "kill: 3 sockets would be destroyed");
    output_free(&output);
}

TEST(a_dry_run_without_the_right_says_so)
{
    struct kernel kernel = {NULL, 0};
    struct killer killer = {KILL_DRY, &kernel, can,  destroy, confirm,
                            NULL,     NULL,    NULL, NULL,    false};
    struct output output;
    assert_true(feed_and_end(&output, &killer));
    assert_string_equal(output.notes.items[1].message,
                        "kill: 3 sockets would be destroyed with CAP_NET_ADMIN, which is missing");
    output_free(&output);
}

TEST(a_question_comes_before_the_first_and_names_their_number)
{
    const int answers[] = {0, 0, 0};
    struct kernel kernel = {answers, 0};
    struct killer killer = {KILL_ASK, &kernel, can,  destroy, confirm, NULL,
                            NULL,     NULL,    NULL, true,    NULL};
    struct output output;
    consent = true;
    assert_true(feed_and_end(&output, &killer));
    assert_int_equal(questions, 1);
    assert_int_equal(question_count, 3);
    assert_string_equal(output.text, "1\n2\n3\n");
    output_free(&output);
}

/* A UDP socket stays bound where it was, and in front of those that were bound before. */
TEST(without_a_peer_the_last_is_destroyed_first_and_printed_last)
{
    const int answers[] = {0, 0, 0};
    struct kernel kernel = {answers, 0};
    struct killer killer = {KILL_NOW, &kernel, can,  destroy, confirm, NULL,
                            NULL,     NULL,    NULL, true,    NULL};
    struct output output;
    peer = 0;
    assert_true(feed_and_end(&output, &killer));
    peer = 1;
    assert_int_equal(asked_for[0], 3);
    assert_int_equal(asked_for[2], 1);
    assert_string_equal(output.text, "1\n2\n3\n");
    output_free(&output);
}

TEST(without_consent_nothing_is_destroyed_and_that_is_a_failure)
{
    struct kernel kernel = {NULL, 0};
    struct killer killer = {KILL_ASK, &kernel, can,  destroy, confirm, NULL,
                            NULL,     NULL,    NULL, true,    NULL};
    struct output output;
    consent = false;
    assert_true(feed_and_end(&output, &killer));
    assert_int_equal(kernel.asked, 0);
    assert_int_equal(output.length, 0);
    assert_int_equal(output.notes.outcome, OUTCOME_NOTHING);
    assert_string_equal(output.notes.items[0].message,
                        "kill: nothing was destroyed: the answer was not yes");
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_destroyed_is_printed_and_the_rest_counted_in_one_line),
        cmocka_unit_test(a_kernel_without_support_and_other_errors_are_counted_apart),
        cmocka_unit_test(a_dry_run_destroys_nothing_and_shows_what_it_would),
        cmocka_unit_test(a_dry_run_without_the_right_says_so),
        cmocka_unit_test(a_question_comes_before_the_first_and_names_their_number),
        cmocka_unit_test(without_a_peer_the_last_is_destroyed_first_and_printed_last),
        cmocka_unit_test(without_consent_nothing_is_destroyed_and_that_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
