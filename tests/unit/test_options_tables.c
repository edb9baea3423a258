/* SPDX-License-Identifier: MIT */
#include "cli/option_apply.h"
#include "column/columns.h"
#include "command_line.h"
#include "family/families.h"
#include "source/source.h"

/* A help text is a phrase: neither empty, nor of several lines, nor with a full stop. */
static void check_help(const char *name, const char *help)
{
    if (help == NULL || strlen(help) < 3 || strchr(help, '\n') != NULL ||
        help[strlen(help) - 1] == '.')
        fail_msg("the help of %s is no phrase", name);
}

/* A name that shells, JSON and --columns take as one word. */
static void check_name(const char *name, const char *allowed)
{
    if (name == NULL || name[0] == '\0' || strspn(name, allowed) != strlen(name))
        fail_msg("'%s' is no good name", name == NULL ? "" : name);
}

#define LOWER "abcdefghijklmnopqrstuvwxyz0123456789"

TEST(every_option_has_a_name_a_group_and_help)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        check_name(row->name, LOWER "-");
        check_help(row->name, row->help);
        assert_true(strlen(option_group_title(row->group)) > 0);
        assert_non_null(row->apply);
        assert_int_equal(row->argument == ARGUMENT_NONE, row->argument_name == NULL);
    }
}

/* All long names of an option: its own and its aliases. */
static const char *long_name(const struct option_row *row, size_t place)
{
    if (place == 0)
        return row->name;
    return place - 1 < COUNT_OF(row->aliases) ? row->aliases[place - 1] : NULL;
}

static void check_apart(const struct option_row *left, const struct option_row *right)
{
    if (left->short_name != 0 && left->short_name == right->short_name)
        fail_msg("two options are -%c", left->short_name);
    for (size_t i = 0; long_name(left, i) != NULL; i++) {
        for (size_t j = 0; long_name(right, j) != NULL; j++) {
            if (strcmp(long_name(left, i), long_name(right, j)) == 0)
                fail_msg("two options are --%s", long_name(left, i));
        }
    }
}

TEST(no_two_options_share_a_letter_or_a_name)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        for (size_t j = 0; j < i; j++)
            check_apart(row, &option_rows[j]);
        for (size_t j = 1; long_name(row, j) != NULL; j++)
            assert_string_not_equal(row->name, long_name(row, j));
        assert_null(row->aliases[COUNT_OF(row->aliases) - 1]);
    }
}

TEST(the_letters_of_ss_mean_the_same_here)
{
    static const struct {
        char letter;
        const char *name;
    } shared[] = {{'t', "tcp"},     {'u', "udp"},       {'a', "all"},       {'l', "listening"},
                  {'n', "numeric"}, {'p', "processes"}, {'e', "extended"},  {'o', "options"},
                  {'4', "ipv4"},    {'6', "ipv6"},      {'H', "no-header"}, {'O', "oneline"},
                  {'W', "wide"},    {'h', "usage"},     {'V', "version"},   {'T', "threads"},
                  {'Z', "context"}, {'z', "contexts"},  {'i', "info"},      {'m', "memory"},
                  {'w', "raw"},     {'x', "unix"},      {'S', "sctp"},      {'d', "dccp"},
                  {'A', "query"},   {'f', "family"},    {'0', "packet"},    {'M', "mptcp"},
                  {'b', "bpf"},     {'N', "net"}};
    for (size_t i = 0; i < COUNT_OF(shared); i++) {
        bool found = false;
        for (size_t j = 0; j < option_rows_count; j++)
            found |= option_rows[j].short_name == shared[i].letter &&
                     strcmp(option_rows[j].name, shared[i].name) == 0;
        if (!found)
            fail_msg("-%c is not --%s", shared[i].letter, shared[i].name);
    }
}

/* A word that the option takes, or NULL when it takes none. */
static const char *good_word(const struct option_row *row)
{
    const char *help;
    switch (row->argument) {
    case ARGUMENT_FILE:
    case ARGUMENT_DIRECTORY:
        return "/dev/null";
    case ARGUMENT_NAMESPACE:
        return "blue";
    case ARGUMENT_SECONDS:
    case ARGUMENT_NUMBER:
    case ARGUMENT_NUMBERS:
        return "1";
    default:
        return option_argument_word(row->argument, 0, &help);
    }
}

/* What every option must have. */
static const char *company_of(const struct option_row *row)
{
    if (row->group == GROUP_KILL)
        return " --kill-all";
    return strcmp(row->name, "trailer") == 0 ? " --ndjson" : "";
}

/* An empty file is refused as an expression, and for no other reason. */
static void check_understood(const struct option_row *row, const char *words)
{
    struct command_line line;
    char whole[256];
    snprintf(whole, sizeof(whole), "%s%s", words, company_of(row));
    command_line_parse(&line, whole);
    if (row->argument == ARGUMENT_FILE)
        assert_non_null(strstr(error_message(&line.error), "a test is missing"));
    else if (!line.good)
        fail_msg("'%s': %s", words, error_message(&line.error));
    command_line_free(&line);
}

TEST(every_option_is_understood_by_its_letter_and_all_its_names)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        const char *word = good_word(row);
        const char *join = word == NULL ? "" : "=";
        char words[128];
        /* One is there to name its successors, and one is only understood as the first word. */
        if (row->apply == option_refuse_count || row->apply == option_refuse_as)
            continue;
        for (size_t j = 0; long_name(row, j) != NULL; j++) {
            snprintf(words, sizeof(words), "--%s%s%s", long_name(row, j), join, word ? word : "");
            check_understood(row, words);
        }
        if (option_argument_is_optional(row)) {
            snprintf(words, sizeof(words), "--%s", row->name);
            check_understood(row, words);
            word = NULL;
        }
        if (row->short_name == 0)
            continue;
        snprintf(words, sizeof(words), "-%c%s", row->short_name, word ? word : "");
        check_understood(row, words);
    }
}

TEST(every_word_that_is_offered_is_accepted_and_has_help)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        const char *word, *help = NULL;
        size_t count = 0;
        if (option_argument_word(row->argument, 0, &help) == NULL)
            continue;
        while ((word = option_argument_word(row->argument, count, &help)) != NULL) {
            struct command_line line;
            char words[128];
            check_help(word, help);
            bool goes_on = word[strlen(word) - 1] == ':';
            const char *first = row->apply == option_refuse_as || goes_on ? "" : "-A all ";
            snprintf(words, sizeof(words), "%s--%s=%s%s", first, row->name, word,
                     goes_on ? "path" : "");
            parse_good(&line, words);
            command_line_free(&line);
            count++;
        }
        assert_true(count >= 3 || row->argument == ARGUMENT_SORT ||
                    row->argument == ARGUMENT_SCHEMA || row->argument == ARGUMENT_DIALECT);
        assert_null(option_argument_word(row->argument, count + 1, &help));
    }
    const char *help;
    assert_null(option_argument_word(ARGUMENT_NONE, 0, &help));
    assert_null(option_argument_word(ARGUMENT_NAMESPACE, 0, &help));
}

TEST(every_column_has_a_unique_name_a_header_and_help)
{
    for (size_t i = 0; i < columns_count(); i++) {
        check_name(column_at(i)->name, LOWER "_");
        check_help(column_at(i)->name, column_at(i)->help);
        assert_true(strlen(column_at(i)->header) > 0);
        assert_non_null(column_at(i)->get);
        assert_ptr_equal(column_find(slice_of(column_at(i)->name)), column_at(i));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(column_at(i)->header, column_at(j)->header);
    }
}

TEST(every_state_has_a_unique_name_and_help)
{
    for (size_t i = 0; i < state_rows_count; i++) {
        check_name(state_rows[i].name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_12");
        check_help(state_rows[i].name, state_rows[i].help);
        assert_ptr_equal(state_find(state_rows[i].state), &state_rows[i]);
        assert_ptr_equal(state_find_name(slice_of(state_rows[i].name)), &state_rows[i]);
        for (size_t j = 0; j < 3 && state_rows[i].aliases[j] != NULL; j++)
            assert_ptr_equal(state_find_name(slice_of(state_rows[i].aliases[j])), &state_rows[i]);
    }
}

TEST(every_format_has_a_unique_name_and_help)
{
    for (size_t i = 0; i < formats_count; i++) {
        check_name(formats[i]->name, LOWER);
        check_help(formats[i]->name, formats[i]->help);
        assert_ptr_equal(format_find(slice_of(formats[i]->name)), formats[i]);
        assert_non_null(formats[i]->open);
    }
    assert_null(format_find(slice_of("")));
    assert_null(format_find(slice_of("js")));
}

TEST(every_source_and_family_has_a_unique_name_and_help)
{
    for (size_t i = 0; i < source_rows_count; i++) {
        check_name(source_rows[i].name, LOWER ":");
        check_help(source_rows[i].name, source_rows[i].help);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(source_rows[i].name, source_rows[j].name);
    }
    for (size_t i = 0; i < families_count; i++) {
        check_name(families[i]->name, LOWER);
        check_help(families[i]->name, families[i]->help);
        assert_int_equal(families[i]->states & ~state_all(), 0);
        assert_true(families[i]->table_count > 0);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(families[i]->name, families[j]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_has_a_name_a_group_and_help),
        cmocka_unit_test(no_two_options_share_a_letter_or_a_name),
        cmocka_unit_test(the_letters_of_ss_mean_the_same_here),
        cmocka_unit_test(every_option_is_understood_by_its_letter_and_all_its_names),
        cmocka_unit_test(every_word_that_is_offered_is_accepted_and_has_help),
        cmocka_unit_test(every_column_has_a_unique_name_a_header_and_help),
        cmocka_unit_test(every_state_has_a_unique_name_and_help),
        cmocka_unit_test(every_format_has_a_unique_name_and_help),
        cmocka_unit_test(every_source_and_family_has_a_unique_name_and_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
