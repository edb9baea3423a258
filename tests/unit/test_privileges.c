/* SPDX-License-Identifier: MIT */
#include "run/privileges.h"

#include <linux/capability.h>

#include "command_line.h"

#define BIT(name)  CAPABILITY_BIT(CAP_##name)
#define EVERYTHING (CAPABILITY_BIT(CAP_LAST_CAP + 1) - 1)
#define PROCESSES  (BIT(SYS_PTRACE) | BIT(DAC_READ_SEARCH))
#define OWNERS     (PROCESSES | BIT(BPF) | BIT(PERFMON))
#define GROUPS     (BIT(SYS_ADMIN) | BIT(DAC_READ_SEARCH))

static void check(const char *words, uint64_t permitted, uint64_t needed)
{
    struct command_line line;
    const struct query *query = parse_good(&line, words);
    uint64_t answer = privileges_needed(query, permitted);
    if (answer != needed)
        fail_msg("'%s': %llx and not %llx", words, (unsigned long long)answer,
                 (unsigned long long)needed);
    command_line_free(&line);
}

TEST(a_run_keeps_what_it_can_need)
{
    static const struct {
        const char *words;
        uint64_t needed;
    } rows[] = {
        {"-tan", 0},
        {"-s", 0},
        {"-xa", 0},
        {"", OWNERS},
        {"-tanp", OWNERS},
        {"-tan process = sshd", OWNERS},
        {"-tanp --owners=proc", PROCESSES},
        {"-tanZ --owners=proc", PROCESSES},
        {"-A netlink -a", PROCESSES},
        {"-tan -N 1", PROCESSES | BIT(SYS_ADMIN)},
        {"-tan --all-netns", PROCESSES | BIT(SYS_ADMIN)},
        {"-tani", BIT(NET_ADMIN)},
        {"-0a -b", BIT(NET_ADMIN)},
        {"-tan fwmark = 5", BIT(NET_ADMIN)},
        {"-tan --columns state,mark", BIT(NET_ADMIN)},
        {"-tan --columns state,cgroup", GROUPS},
        {"-tan --cgroup", GROUPS},
        {"-tane", GROUPS | BIT(NET_ADMIN)},
        {"-taj", GROUPS | BIT(NET_ADMIN)},
        {"-tnE", BIT(NET_ADMIN)},
        {"-tK --yes dport = 22", BIT(NET_ADMIN)},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check(rows[i].words, EVERYTHING, rows[i].needed);
}

TEST(what_is_not_permitted_is_not_kept)
{
    check("-tani", BIT(SYS_PTRACE), 0);
    check("-tan", 0, 0);
    check("-tanp", BIT(SYS_PTRACE) | BIT(CHOWN), BIT(SYS_PTRACE));
}

/* As root of a container has them. */
TEST(where_the_kernel_takes_another_capability_that_one_is_kept)
{
    check("-tanp", BIT(SYS_PTRACE) | BIT(DAC_OVERRIDE) | BIT(CHOWN),
          BIT(SYS_PTRACE) | BIT(DAC_OVERRIDE));
    check("-tanp", BIT(SYS_PTRACE) | BIT(SYS_ADMIN) | BIT(CHOWN), BIT(SYS_PTRACE) | BIT(SYS_ADMIN));
}

/* Without CAP_SYS_PTRACE, a process with more capabilities than ours is closed to us. */
TEST(where_the_kernel_compares_capabilities_none_is_given_up)
{
    check("-tanp", BIT(CHOWN) | BIT(KILL), BIT(CHOWN) | BIT(KILL));
    check("-tan", BIT(CHOWN) | BIT(KILL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_keeps_what_it_can_need),
        cmocka_unit_test(what_is_not_permitted_is_not_kept),
        cmocka_unit_test(where_the_kernel_takes_another_capability_that_one_is_kept),
        cmocka_unit_test(where_the_kernel_compares_capabilities_none_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
