/* SPDX-License-Identifier: MIT */
#include "sink/layout.h"

#include "sink/fold.h"
#include "support.h"

enum { COLUMNS = 4, ROWS = 10 };

/* A fixed column, two that may narrow, and a last one, as in a table of sockets. */
struct fixture {
    struct layout_column columns[COLUMNS];
    struct layout layout;
    size_t cells[ROWS * COLUMNS];
};

static void make(struct fixture *fixture, size_t screen)
{
    *fixture = (struct fixture){.columns = {{.header = 5},
                                            {.header = 10, .may_narrow = true},
                                            {.header = 10, .may_narrow = true},
                                            {.header = 7, .may_narrow = true}}};
    fixture->layout = (struct layout){fixture->columns, COLUMNS, screen, 0};
    for (size_t i = 0; i < ROWS; i++)
        memcpy(&fixture->cells[i * COLUMNS], (const size_t[]){4, 12, 12, 9},
               COLUMNS * sizeof(size_t));
}

static size_t count_lines(const struct fixture *fixture)
{
    size_t lines = 0;
    for (size_t i = 0; i < ROWS; i++)
        lines += layout_count_lines(&fixture->layout, &fixture->cells[i * COLUMNS]);
    return lines;
}

TEST(columns_have_the_width_of_their_longest_cell_where_all_fits)
{
    struct fixture fixture;
    make(&fixture, 80);
    fixture.cells[5] = 20;
    assert_true(layout_choose(&fixture.layout, fixture.cells, ROWS));
    assert_int_equal(fixture.columns[1].width, 20);
    assert_int_equal(fixture.columns[2].start, 5 + 1 + 20 + 1);
    assert_int_equal(count_lines(&fixture), ROWS);
}

TEST(one_long_cell_does_not_fold_every_row)
{
    struct fixture fixture;
    make(&fixture, 46);
    fixture.cells[5] = 40;
    assert_true(layout_choose(&fixture.layout, fixture.cells, ROWS));
    assert_int_equal(fixture.columns[1].width, 12);
    assert_int_equal(count_lines(&fixture), ROWS + 1);
}

TEST(a_column_is_never_narrower_than_its_header)
{
    struct fixture fixture;
    make(&fixture, 20);
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        fixture.cells[i] = 1;
    assert_true(layout_choose(&fixture.layout, fixture.cells, ROWS));
    for (size_t i = 0; i < COLUMNS; i++)
        assert_true(fixture.columns[i].width >= fixture.columns[i].header);
    assert_true(layout_choose(&fixture.layout, fixture.cells, 0));
    assert_int_equal(fixture.columns[3].width, 7);
}

TEST(a_cell_after_one_that_is_too_long_keeps_its_place_on_the_next_line)
{
    struct fixture fixture;
    bool wraps;
    make(&fixture, 46);
    assert_true(layout_choose(&fixture.layout, fixture.cells, ROWS));
    assert_int_equal(layout_place(&fixture.layout, 1, 30, 5, &wraps), 6);
    assert_false(wraps);
    assert_int_equal(layout_place(&fixture.layout, 2, 12, 36, &wraps), fixture.columns[2].start);
    assert_true(wraps);
}

TEST(columns_that_do_not_fit_have_places_on_further_lines)
{
    enum { COUNT = 6 };
    struct layout_column columns[COUNT];
    size_t cells[COUNT], used = 0, lines = 1;
    for (size_t i = 0; i < COUNT; i++) {
        columns[i] = (struct layout_column){.header = 10};
        cells[i] = 10;
    }
    struct layout layout = {columns, COUNT, 32, 0};
    assert_true(layout_choose(&layout, cells, 1));
    for (size_t i = 0; i < COUNT; i++) {
        bool wraps;
        size_t start = layout_place(&layout, i, cells[i], used, &wraps);
        lines += wraps;
        used = start + cells[i];
        assert_int_equal(start, columns[i].start);
        assert_true(used <= layout.screen);
        assert_true(lines == 1 || start >= 6); /* where no row begins */
    }
    assert_int_equal(lines, 3);
}

TEST(a_cell_that_fits_into_no_place_is_indented)
{
    struct fixture fixture;
    bool wraps;
    make(&fixture, 46);
    assert_true(layout_choose(&fixture.layout, fixture.cells, ROWS));
    assert_int_equal(layout_place(&fixture.layout, 2, 39, 36, &wraps), 6);
    assert_true(wraps);
    assert_int_equal(layout_place(&fixture.layout, 2, 60, 36, &wraps), 0);
}

TEST(the_last_cell_may_begin_before_its_place_to_fit)
{
    struct fixture fixture;
    bool wraps;
    make(&fixture, 46);
    assert_true(layout_choose(&fixture.layout, fixture.cells, ROWS));
    size_t place = fixture.columns[3].start;
    assert_int_equal(layout_place(&fixture.layout, 3, 46 - place, 25, &wraps), place);
    assert_int_equal(layout_place(&fixture.layout, 3, 46 - place + 2, 25, &wraps), place - 2);
    assert_false(wraps);
    layout_place(&fixture.layout, 3, 46 - place + 2, place - 2, &wraps);
    assert_true(wraps);
}

/* At any widths, no cell of a row starts inside another one or beyond the screen. */
TEST(cells_never_overlap)
{
    struct fixture fixture;
    srand(1);
    for (int i = 0; i < 2000; i++) {
        make(&fixture, 1 + (size_t)rand() % 100);
        for (size_t j = 0; j < ROWS * COLUMNS; j++)
            fixture.cells[j] = (size_t)rand() % 60;
        assert_true(layout_choose(&fixture.layout, fixture.cells, ROWS));
        size_t used = 0;
        for (size_t j = 0; j < COLUMNS; j++) {
            bool wraps;
            size_t start = layout_place(&fixture.layout, j, fixture.cells[j], used, &wraps);
            assert_true(used == 0 || wraps || start > used);
            used = start + fixture.cells[j];
        }
    }
}

static void check_fold(const char *list, size_t room, const char *first)
{
    assert_int_equal(fold_list(list, strlen(list), room), strlen(first));
}

TEST(a_list_is_folded_between_members)
{
    check_fold("a(1),b(2),c(3)", 20, "a(1),b(2),c(3)");
    check_fold("a(1),b(2),c(3)", 10, "a(1),b(2),");
    check_fold("a(1),b(2),c(3)", 9, "a(1),");
    check_fold("a(1,2),b(3,4)", 8, "a(1,2),");
    check_fold("a(1,2),b(3,4)", 3, "a(1,2),");
    check_fold("toolong(12345)", 3, "toolong(12345)");
    check_fold("", 3, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_have_the_width_of_their_longest_cell_where_all_fits),
        cmocka_unit_test(one_long_cell_does_not_fold_every_row),
        cmocka_unit_test(a_column_is_never_narrower_than_its_header),
        cmocka_unit_test(a_cell_after_one_that_is_too_long_keeps_its_place_on_the_next_line),
        cmocka_unit_test(columns_that_do_not_fit_have_places_on_further_lines),
        cmocka_unit_test(a_cell_that_fits_into_no_place_is_indented),
        cmocka_unit_test(the_last_cell_may_begin_before_its_place_to_fit),
        cmocka_unit_test(cells_never_overlap),
        cmocka_unit_test(a_list_is_folded_between_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
