/* SPDX-License-Identifier: MIT */
#include "owners/command_line.h"

#include "support.h"

#define ARGUMENTS(text)                                                                            \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static void check_command(struct slice file, const char *expected)
{
    struct strbuf text = {0};
    char *copy = exact_copy(file.data, file.length);
    assert_int_equal(command_line_put((struct slice){copy, file.length}, &text), expected != NULL);
    assert_text(&text, expected == NULL ? "" : expected);
    free(copy);
}

TEST(arguments_are_words_of_a_shell)
{
    static const struct {
        struct slice file;
        const char *command;
    } cases[] = {
        {ARGUMENTS("sshd\0-D\0"), "sshd -D"},
        {ARGUMENTS("sh\0-c\0a b\0"), "sh -c 'a b'"},
        {ARGUMENTS("sh\0-c a b\0"), "sh '-c a b'"},
        {ARGUMENTS("a\0\0b\0"), "a '' b"},
        {ARGUMENTS("\0b\0"), "'' b"},
        {ARGUMENTS("it's\0"), "'it'\\''s'"},
        {ARGUMENTS("\\\0"), "'\\'"},
        {ARGUMENTS("a\n\x1b[2J\0"), "'a\n\x1b[2J'"},
        {ARGUMENTS("\xc3\xa9\0"), "\xc3\xa9"},
        {ARGUMENTS("/usr/bin/x,y=1:2@3%4+5_6.7\0"), "/usr/bin/x,y=1:2@3%4+5_6.7"},
        {ARGUMENTS("nginx: master process\0\0\0\0"), "'nginx: master process'"},
        {ARGUMENTS("no-end"), "no-end"},
        {ARGUMENTS(""), NULL},
        {ARGUMENTS("\0\0"), NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_command(cases[i].file, cases[i].command);
}

TEST(a_name_that_was_cut_is_completed)
{
    static const struct {
        const char *name, *executable;
        struct slice file;
        const char *full;
    } cases[] = {
        {"systemd-network", "/lib/systemd/systemd-networkd", ARGUMENTS("x\0"), "systemd-networkd"},
        {"systemd-network", "/lib/systemd/systemd-networkd (deleted)", ARGUMENTS(""),
         "systemd-networkd"},
        {"systemd-network", "", ARGUMENTS("/lib/systemd/systemd-networkd\0"), "systemd-networkd"},
        {"unattended-upgr", "/usr/bin/python3.11",
         ARGUMENTS("/usr/bin/python3\0/usr/bin/unattended-upgrade-shutdown\0--wait\0"),
         "unattended-upgrade-shutdown"},
        {"unattended-upgr", "/usr/bin/python3.11",
         ARGUMENTS("/usr/bin/python3\0-u\0unattended-upgrades\0"), "unattended-upgrades"},
        {"unattended-upgr", "/usr/bin/python3.11",
         ARGUMENTS("python3\0-u\0-B\0unattended-upgrades\0"), NULL},
        {"exactly-fifteen", "/bin/exactly-fifteen", ARGUMENTS(""), "exactly-fifteen"},
        {"a-thread-of-some", "/bin/server", ARGUMENTS("server\0"), NULL},
        {"systemd-network", "/lib/systemd-network/other", ARGUMENTS(""), NULL},
        {"sshd", "/usr/sbin/sshd-session", ARGUMENTS("sshd: root\0"), "sshd"},
        {"", "/bin/a", ARGUMENTS("a\0"), ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice full = command_line_full_name(slice_of(cases[i].name),
                                                   slice_of(cases[i].executable), cases[i].file);
        if (cases[i].full == NULL)
            assert_null(full.data);
        else
            assert_slice(full, cases[i].full);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_are_words_of_a_shell),
        cmocka_unit_test(a_name_that_was_cut_is_completed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
