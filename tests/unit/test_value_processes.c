/* SPDX-License-Identifier: MIT */
#include "value_checks.h"

TEST(no_process_is_unknown_in_a_table_and_an_empty_list_in_json)
{
    struct value value = processes_value(NULL, 0, false);
    check_cell(VALUE_PROCESSES, &value, "-");
    check_json(VALUE_PROCESSES, &value, "[]");
}

TEST(processes_are_one_field_joined_by_commas)
{
    const struct process items[] = {{1, 3, slice_of("init")}, {4294967295, 0, slice_of("sshd")}};
    struct value value = processes_value(items, 2, false);
    check_cell(VALUE_PROCESSES, &value, "init(1),sshd(4294967295)");
    value = processes_value(items, 2, true);
    check_cell(VALUE_PROCESSES, &value, "init(1,3),sshd(4294967295,0)");
    check_json(VALUE_PROCESSES, &value,
               "[{\"pid\":1,\"name\":\"init\",\"fd\":3},"
               "{\"pid\":4294967295,\"name\":\"sshd\",\"fd\":0}]");
}

TEST(threads_and_contexts_are_shown_when_asked_for)
{
    const struct process items[] = {{.pid = 1, .descriptor = 3, .name = slice_of("a"), .thread = 1},
                                    {.pid = 1,
                                     .descriptor = 4,
                                     .name = slice_of("b"),
                                     .thread = 2,
                                     .context = slice_of("\"\n")}};
    struct value value = processes_value(items, 2, false);
    value.processes.with_thread = true;
    check_cell(VALUE_PROCESSES, &value, "a(1,1),b(1,2)");
    check_json(VALUE_PROCESSES, &value,
               "[{\"pid\":1,\"tid\":1,\"name\":\"a\",\"fd\":3},"
               "{\"pid\":1,\"tid\":2,\"name\":\"b\",\"fd\":4}]");
    value.processes.with_descriptor = true;
    check_cell(VALUE_PROCESSES, &value, "a(1,1,3),b(1,2,4)");
    value.processes.with_thread = false;
    value.processes.with_context = true;
    check_cell(VALUE_PROCESSES, &value, "a(1,3),b(1,4)");
    check_json(VALUE_PROCESSES, &value,
               "[{\"pid\":1,\"name\":\"a\",\"fd\":3,\"context\":null},"
               "{\"pid\":1,\"name\":\"b\",\"fd\":4,\"context\":\"\\\"\\u000a\"}]");
}

TEST(a_hostile_process_name_cannot_name_another_owner)
{
    const struct process items[] = {
        {1, 2, slice_of("a(1),b")},        {2, 2, slice_of("-")},
        {3, 2, (struct slice){NULL, 0}},   {4, 2, (struct slice){"", 0}},
        {5, 2, (struct slice){"x\0y", 3}}, {6, 2, slice_of("a b\nc\x1b")},
        {7, 2, slice_of("\xff\\")}};
    struct value value = processes_value(items, COUNT_OF(items), false);
    check_cell(VALUE_PROCESSES, &value,
               "a\\x281\\x29\\x2cb(1),\\x2d(2),-(3),(4),x\\x00y(5),a\\x20b\\x0ac\\x1b(6),"
               "\\xff\\\\(7)");
    value.processes.count = 4;
    check_json(VALUE_PROCESSES, &value,
               "[{\"pid\":1,\"name\":\"a(1),b\",\"fd\":2},{\"pid\":2,\"name\":\"-\",\"fd\":2},"
               "{\"pid\":3,\"name\":null,\"fd\":2},{\"pid\":4,\"name\":\"\",\"fd\":2}]");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_process_is_unknown_in_a_table_and_an_empty_list_in_json),
        cmocka_unit_test(processes_are_one_field_joined_by_commas),
        cmocka_unit_test(threads_and_contexts_are_shown_when_asked_for),
        cmocka_unit_test(a_hostile_process_name_cannot_name_another_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
