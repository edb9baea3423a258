/* SPDX-License-Identifier: MIT */
#include "run/frame.h"

#include "output.h"
#include "sink/screen.h"

/* What is drawn of a page on a screen of so many rows. The caller frees it. */
static char *draw(const char *text, size_t rows)
{
    struct strbuf sent = {0}, remains = {0};
    struct frame_page page = {0};
    strbuf_put_string(&page.text, text);
    struct frame frame = {
        .text = &sent, .remains = &remains, .size = {.rows = rows, .columns = 40}};
    frame_draw(&frame, &page);
    strbuf_put_char(&remains, '\0');
    assert_false(sent.failed || remains.failed || page.text.failed);
    strbuf_free(&sent);
    strbuf_free(&page.text);
    return remains.data;
}

static void check(const char *text, size_t rows, const char *expected)
{
    char *drawn = draw(text, rows);
    assert_string_equal(drawn, expected);
    free(drawn);
}

TEST(rows_that_do_not_fit_are_counted)
{
    check("head\n\036one\n\036two\n", 3, "head\none\ntwo\n");
    check("head\n\036one\n\036two\n", 2, "head\n2 more sockets\n");
    check("head\n\036one\n\036two\n\036three\n", 3, "head\none\n2 more sockets\n");
}

TEST(bare_rows_are_only_counted)
{
    check("head\n\036one\n" SINK_BARE_ROW, 9, "head\none\n1 more socket\n");
    check("head\n\036one\n\036two\n" SINK_BARE_ROW SINK_BARE_ROW, 3, "head\none\n3 more sockets\n");
}

/* The answer of the format for a screen, with marks, of so many equal sockets. */
static void put_rows(struct output *output, size_t count)
{
    struct sock sock = sample_sock();
    output_start(output, "netid,state,local");
    output->settings.screen_width = 80;
    output->settings.marks_rows = true;
    output->sink = screen_open(&output->settings);
    assert_non_null(output->sink);
    assert_true(output->sink->begin(output->sink, &output->error));
    for (size_t i = 0; i < count; i++)
        output_row(output, &sock);
    output_end(output);
}

static size_t count_bare(const char *text)
{
    size_t count = 0;
    for (; (text = strstr(text, SINK_BARE_ROW)) != NULL; text += strlen(SINK_BARE_ROW))
        count++;
    return count;
}

TEST(no_more_rows_are_laid_out_than_a_screen_can_show)
{
    static const size_t counts[] = {0, 1, 999, 1000, 1001, 20000};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct output output;
        put_rows(&output, counts[i]);
        size_t marks = frame_count(output.text, output.length, SINK_ROW_MARK);
        assert_int_equal(marks, counts[i]);
        assert_int_equal(count_bare(output.text), counts[i] > 1000 ? counts[i] - 1000 : 0);
        output_free(&output);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_do_not_fit_are_counted),
        cmocka_unit_test(bare_rows_are_only_counted),
        cmocka_unit_test(no_more_rows_are_laid_out_than_a_screen_can_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
