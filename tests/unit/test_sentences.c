/* SPDX-License-Identifier: MIT */
#include "output.h"

/* What a row says; NULL: unknown. */
struct saying {
    const char *lead, *place, *words, *note;
};

static const struct saying sayings[] = {
    {"critical", "192.0.2.7:80", "backlog 6/5 full", "queue: do something about it"},
    {"warning", NULL, "3 lost", "queue: do something about it"},
    {"warning", "x", "1 2 3 4 5 6 7 8 9", "drops: look"},
};

static bool get_text(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    const char *const *texts = (const char *const *)&sayings[sock->inode];
    (void)lookups;
    if (texts[column->offset] == NULL)
        return false;
    value->text = slice_of(texts[column->offset]);
    value->colour = COLOUR_RED;
    return true;
}

static const struct column columns[] = {
    {"lead", "", "", VALUE_TEXT, .get = get_text, .offset = 0, .stream_width = 8},
    {"place", "at", "", VALUE_TEXT, .get = get_text, .offset = 1},
    {"words", COLUMN_SIGN_HEADER, "", VALUE_TEXT, .get = get_text, .offset = 2},
    {"note", COLUMN_SIGN_HEADER, "", VALUE_TEXT, .get = get_text, .offset = 3},
};

static void start(struct output *output, size_t width, bool with_note)
{
    output_start(output, "");
    output->settings.sentences = true;
    output->settings.screen_width = width;
    for (size_t i = 0; i < 3 + (size_t)with_note; i++)
        output->chosen[output->settings.column_count++] =
            (struct chosen_column){.column = &columns[i], .word = i == 3};
}

static void put_rows(struct output *output, const char *places)
{
    output_open(output, "table");
    for (; *places != '\0'; places++)
        output_row(output, &(struct sock){.inode = (uint32_t)(*places - '0')});
    output_end(output);
}

TEST(a_row_is_a_sentence_without_what_is_unknown)
{
    struct output output;
    start(&output, 80, false);
    put_rows(&output, "01");
    assert_string_equal(output.text, "critical at 192.0.2.7:80 backlog 6/5 full\n"
                                     "warning  3 lost\n");
    output_free(&output);
}

TEST(lines_break_between_words)
{
    struct output output;
    start(&output, 23, false);
    put_rows(&output, "02");
    assert_string_equal(output.text, "critical at\n"
                                     "         192.0.2.7:80\n"
                                     "         backlog 6/5\n"
                                     "         full\n"
                                     "warning  at x 1 2 3 4 5\n"
                                     "         6 7 8 9\n");
    output_free(&output);
}

TEST(what_is_longer_than_a_line_is_not_cut)
{
    struct output output;
    start(&output, 10, false);
    put_rows(&output, "0");
    assert_string_equal(output.text, "critical at\n"
                                     "         192.0.2.7:80\n"
                                     "         backlog\n"
                                     "         6/5\n"
                                     "         full\n");
    output_free(&output);
}

TEST(a_note_stands_once_below_the_rows_that_have_it)
{
    struct output output;
    start(&output, 40, true);
    put_rows(&output, "1012");
    assert_string_equal(output.text, "warning  3 lost\n"
                                     "critical at 192.0.2.7:80 backlog 6/5\n"
                                     "         full\n"
                                     "warning  3 lost\n"
                                     "         queue: do something about it\n"
                                     "warning  at x 1 2 3 4 5 6 7 8 9\n"
                                     "         drops: look\n");
    output_free(&output);
}

TEST(sentences_share_a_line_where_they_fit)
{
    struct output output;
    start(&output, 34, false);
    output.settings.joins_rows = true;
    put_rows(&output, "1110");
    assert_string_equal(output.text, "warning  3 lost    warning  3 lost\n"
                                     "warning  3 lost\n"
                                     "critical at 192.0.2.7:80 backlog\n"
                                     "         6/5 full\n");
    output_free(&output);
}

TEST(only_the_first_word_has_a_colour)
{
    struct output output;
    start(&output, 80, false);
    output.settings.colour = true;
    put_rows(&output, "1");
    assert_string_equal(output.text, "\033[31mwarning\033[0m  3 lost\n");
    output_free(&output);
}

TEST(no_rows_are_the_line_for_nothing)
{
    struct output output;
    start(&output, 80, true);
    output.settings.nothing = "no findings";
    put_rows(&output, "");
    assert_string_equal(output.text, "no findings\n");
    output_free(&output);
    start(&output, 80, true);
    output.settings.nothing = "no findings";
    output.settings.header = false;
    put_rows(&output, "");
    assert_string_equal(output.text, "");
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_a_sentence_without_what_is_unknown),
        cmocka_unit_test(lines_break_between_words),
        cmocka_unit_test(what_is_longer_than_a_line_is_not_cut),
        cmocka_unit_test(a_note_stands_once_below_the_rows_that_have_it),
        cmocka_unit_test(sentences_share_a_line_where_they_fit),
        cmocka_unit_test(only_the_first_word_has_a_colour),
        cmocka_unit_test(no_rows_are_the_line_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
