/* SPDX-License-Identifier: MIT */
#include "cli/help.h"
#include "cli/options.h"
#include "column/columns.h"
#include "support.h"

static char *text_of(void (*put)(struct strbuf *))
{
    struct strbuf text = {0};
    put(&text);
    strbuf_put_char(&text, '\0');
    assert_false(text.failed);
    return text.data;
}

static void check_lines(const char *text, size_t most)
{
    assert_true(strlen(text) > 0 && text[strlen(text) - 1] == '\n');
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        if (length > most)
            fail_msg("%zu columns: %.*s", length, (int)length, text);
        if (length > 0 && text[length - 1] == ' ')
            fail_msg("blanks at the end of: %.*s", (int)length, text);
        for (size_t i = 0; i < length; i++)
            assert_in_range((unsigned char)text[i], ' ', '~');
        text += length + 1;
    }
}

TEST(the_list_of_options_fits_in_eighty_columns)
{
    char *text = text_of(help_put_options);
    check_lines(text, 80);
    free(text);
}

TEST(the_list_of_options_has_each_under_its_group)
{
    char *text = text_of(help_put_options);
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        char line[64];
        if (row->hidden)
            continue;
        const char *title = strstr(text, option_group_title(row->group));
        assert_non_null(title);
        if (row->short_name != 0)
            snprintf(line, sizeof(line), "\n  -%c, --%s", row->short_name, row->name);
        else
            snprintf(line, sizeof(line), "\n      --%s", row->name);
        const char *at = strstr(title, line);
        if (at == NULL)
            fail_msg("--%s is not mentioned", row->name);
        at += strlen(line);
        if (row->argument == ARGUMENT_NONE) {
            assert_int_equal(*at, ' ');
            continue;
        }
        const char *join = option_argument_is_optional(row) ? "[=" : "=";
        assert_memory_equal(at, join, strlen(join));
        assert_memory_equal(at + strlen(join), row->argument_name, strlen(row->argument_name));
    }
    free(text);
}

/* Wrapping changes blanks and nothing else. */
static bool has_words(const char *text, const char *words)
{
    while (*words != '\0') {
        if (*words == ' ') {
            if (*text != ' ' && *text != '\n')
                return false;
            text += strspn(text, " \n");
            words++;
        } else if (*text++ != *words++) {
            return false;
        }
    }
    return *text == '\n';
}

TEST(the_list_of_options_has_the_whole_help_of_each)
{
    char *text = text_of(help_put_options);
    for (size_t i = 0; i < option_rows_count; i++) {
        struct strbuf help = {0};
        bool found = false;
        option_put_help(&help, &option_rows[i]);
        strbuf_put_char(&help, '\0');
        for (const char *at = text; *at != '\0' && !found; at++)
            found = has_words(at, help.data);
        if (found == option_rows[i].hidden)
            fail_msg("the help of --%s is not whole", option_rows[i].name);
        strbuf_free(&help);
    }
    free(text);
}

/* Where an option has to name the words of its argument, they come from the table of these. */
TEST(the_help_of_an_option_names_every_family_and_every_format)
{
    size_t count = 0;
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        struct strbuf text = {0};
        const char *word, *help;
        if (row->argument != ARGUMENT_FAMILY && row->argument != ARGUMENT_FORMAT)
            continue;
        option_put_help(&text, row);
        strbuf_put_char(&text, '\0');
        for (size_t j = 0; (word = option_argument_word(row->argument, j, &help)) != NULL; j++)
            assert_non_null(strstr(text.data, word));
        strbuf_free(&text);
        count++;
    }
    assert_int_equal(count, 2);
}

TEST(the_list_of_options_ends_with_every_exit_status)
{
    char *text = text_of(help_put_options);
    assert_contains(text, "0 done");
    assert_contains(text, "1 failed");
    assert_contains(text, "2 wrong usage");
    assert_contains(text, "3 done but incomplete");
    free(text);
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

TEST(the_short_page_fits_on_a_screen)
{
    char *text = text_of(help_put_usage);
    check_lines(text, 80);
    assert_in_range(count_lines(text), 20, 40);
    free(text);
}

/* Each is on one line, with only its first phrase. */
TEST(the_short_page_has_the_common_options)
{
    char *text = text_of(help_put_usage);
    size_t common = 0;
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        char name[64], end[160];
        snprintf(name, sizeof(name), " --%s", row->name);
        snprintf(end, sizeof(end), " %.*s\n", (int)option_brief_length(row), row->help);
        const char *at = strstr(text, name);
        if (row->common && (at == NULL || strstr(at, end) == NULL))
            fail_msg("--%s is not on the page with its first phrase", row->name);
        if (row->common)
            assert_true(strstr(at, end) < strchr(at, '\n'));
        common += row->common;
    }
    assert_in_range(common, 12, 24);
    free(text);
}

TEST(the_short_page_has_the_examples)
{
    char *text = text_of(help_put_usage);
    assert_true(help_examples_count >= 5);
    for (size_t i = 0; i < help_examples_count; i++) {
        assert_contains(text, help_examples[i].command);
        assert_contains(text, help_examples[i].purpose);
    }
    assert_contains(text, "--help");
    assert_contains(text, "man sockview");
    free(text);
}

TEST(the_list_of_columns_has_each_on_a_line_with_its_help)
{
    char *text = text_of(help_put_columns);
    const char *at = text;
    size_t indent = strlen(at) - strlen(strstr(at, column_at(0)->help));
    for (size_t i = 0; i < columns_count(); i++) {
        size_t length = strlen(column_at(i)->name);
        assert_memory_equal(at, column_at(i)->name, length);
        assert_int_equal(length + strspn(at + length, " "), indent);
        assert_memory_equal(at + indent, column_at(i)->help, strlen(column_at(i)->help));
        at += indent + strlen(column_at(i)->help);
        assert_int_equal(*at++, '\n');
    }
    assert_int_equal(*at, '\0');
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_of_options_fits_in_eighty_columns),
        cmocka_unit_test(the_list_of_options_has_each_under_its_group),
        cmocka_unit_test(the_list_of_options_has_the_whole_help_of_each),
        cmocka_unit_test(the_help_of_an_option_names_every_family_and_every_format),
        cmocka_unit_test(the_list_of_options_ends_with_every_exit_status),
        cmocka_unit_test(the_short_page_fits_on_a_screen),
        cmocka_unit_test(the_short_page_has_the_common_options),
        cmocka_unit_test(the_short_page_has_the_examples),
        cmocka_unit_test(the_list_of_columns_has_each_on_a_line_with_its_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
