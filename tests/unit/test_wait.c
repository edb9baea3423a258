/* SPDX-License-Identifier: MIT */
#include "util/wait.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"
#include "util/clock.h"

enum { LONG_SECONDS = 20 };

struct pipes {
    int read;
    int write;
};

static struct pipes make_pipe(void)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    return (struct pipes){ends[0], ends[1]};
}

static uint64_t later(uint64_t nanoseconds)
{
    return clock_steady() + nanoseconds;
}

TEST(a_wait_lasts_until_its_time)
{
    uint64_t time = later(CLOCK_SECOND / 50);
    assert_int_equal(wait_until(time, -1, -1), WAIT_TIME);
    assert_true(clock_steady() >= time);
    assert_int_equal(wait_until(0, -1, -1), WAIT_TIME);
}

TEST(input_ends_a_wait)
{
    struct pipes input = make_pipe();
    assert_int_equal(write(input.write, "x", 1), 1);
    assert_int_equal(wait_until(WAIT_FOR_EVER, input.read, -1), WAIT_INPUT);
    close(input.read);
    close(input.write);
}

TEST(a_reader_that_leaves_ends_a_wait)
{
    struct pipes output = make_pipe();
    assert_int_equal(wait_until(0, -1, output.write), WAIT_TIME);
    close(output.read);
    assert_int_equal(wait_until(WAIT_FOR_EVER, -1, output.write), WAIT_READER_LEFT);
    close(output.write);
}

/* In a child, as a signal that came stays so. */
static int status_of(int (*child)(void))
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(child());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static int wait_with_signal(int number)
{
    if (!wait_catch_signals() || raise(number) != 0)
        return 100;
    return (int)wait_until(later(LONG_SECONDS * CLOCK_SECOND), -1, -1);
}

static int wait_with_interrupt(void)
{
    return wait_with_signal(SIGINT);
}

static int wait_with_termination(void)
{
    return wait_with_signal(SIGTERM);
}

static int be_interrupted_twice(void)
{
    wait_with_signal(SIGINT);
    raise(SIGINT);
    return 0;
}

static int ignore_interrupts(void)
{
    signal(SIGINT, SIG_IGN);
    if (!wait_catch_signals() || raise(SIGINT) != 0)
        return 100;
    return (int)wait_until(0, -1, -1);
}

TEST(a_signal_before_the_wait_ends_it)
{
    assert_int_equal(WEXITSTATUS(status_of(wait_with_interrupt)), WAIT_INTERRUPTED);
    assert_int_equal(WEXITSTATUS(status_of(wait_with_termination)), WAIT_INTERRUPTED);
}

TEST(the_second_signal_ends_the_program)
{
    int status = status_of(be_interrupted_twice);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

TEST(an_ignored_signal_stays_ignored)
{
    int status = status_of(ignore_interrupts);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), WAIT_TIME);
}

/* In a child, because the descriptor is one for the whole program. */
static int take_notes(void)
{
    if (!wait_catch_signals())
        return 100;
    wait_note(WAIT_RESIZED);
    wait_note(WAIT_RESIZED);
    if (wait_until(0, -1, -1) != WAIT_RESIZED || wait_until(0, -1, -1) != WAIT_TIME)
        return 1;
    wait_note(WAIT_RESIZED);
    wait_note(WAIT_RESUMED);
    if (wait_until(0, -1, -1) != WAIT_RESUMED || wait_until(0, -1, -1) != WAIT_TIME)
        return 2;
    wait_note(WAIT_RESUMED);
    wait_note(WAIT_INTERRUPTED);
    wait_note(WAIT_RESIZED);
    for (int i = 0; i < 2; i++) {
        if (wait_until(0, -1, -1) != WAIT_INTERRUPTED)
            return 3;
    }
    return 0;
}

TEST(what_happened_to_the_terminal_is_told_once_and_an_interruption_for_ever)
{
    assert_int_equal(WEXITSTATUS(status_of(take_notes)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_lasts_until_its_time),
        cmocka_unit_test(input_ends_a_wait),
        cmocka_unit_test(a_reader_that_leaves_ends_a_wait),
        cmocka_unit_test(a_signal_before_the_wait_ends_it),
        cmocka_unit_test(the_second_signal_ends_the_program),
        cmocka_unit_test(an_ignored_signal_stays_ignored),
        cmocka_unit_test(what_happened_to_the_terminal_is_told_once_and_an_interruption_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
