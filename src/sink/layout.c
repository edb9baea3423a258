/* SPDX-License-Identifier: MIT */
#include "sink/layout.h"

#include <stdint.h>
#include <stdlib.h>

enum {
    CANDIDATES = 14,    /* widths that are tried for a column */
    SAMPLE_ROWS = 1000, /* rows by which they are judged */
    USUAL_PERCENT = 90, /* of the cells fit, where nothing was tried yet */
    NEXT_INDENT = 6,    /* of columns on a further line, as of the paragraph after a row */
};

/* The percentages of a column's cells that the tried widths hold. */
static const unsigned char shares[CANDIDATES] = {0,  25, 40, 50, 60, 70, 75,
                                                 80, 85, 90, 95, 98, 99, 100};

/* What is used to choose the widths. */
struct trial {
    struct layout *layout;
    const size_t *cells;
    size_t rows, step;            /* every `step`-th row is looked at */
    size_t *sorted;               /* owned; room for the widths of one column */
    size_t (*widths)[CANDIDATES]; /* owned; those that are tried, by column */
};

/* The place that a column takes at least: a longer cell goes to the next line alone. */
static size_t least_width(const struct layout *layout, size_t column)
{
    const struct layout_column *it = &layout->columns[column];
    bool is_last = column + 1 == layout->count;
    return is_last || it->may_narrow ? it->header : it->width;
}

/* Where the first column of a further line begins: below the first address if all the rest fits
 * there, so that the two ends of a connection stand one below the other. */
static size_t next_start(const struct layout *layout, size_t column)
{
    size_t end = layout->indent;
    for (size_t i = column; i < layout->count; i++)
        end += least_width(layout, i) + (i + 1 < layout->count);
    return layout->indent > NEXT_INDENT && end <= layout->screen ? layout->indent : NEXT_INDENT;
}

/* Columns that do not fit beside each other have their places on further lines. */
static void set_starts(struct layout *layout)
{
    size_t at = 0;
    bool found = false;
    layout->indent = 0;
    for (size_t i = 0; i < layout->count; i++) {
        if (at > 0 && at + least_width(layout, i) > layout->screen)
            at = next_start(layout, i);
        layout->columns[i].start = at;
        if (layout->columns[i].may_narrow && !found)
            layout->indent = at;
        found |= layout->columns[i].may_narrow;
        at += layout->columns[i].width + 1;
    }
}

/* The last cell of a row may begin a little before its place, if that is what makes it fit. */
static size_t find_start(const struct layout *layout, size_t column, size_t width, size_t used)
{
    size_t start = layout->columns[column].start;
    bool is_last = column + 1 == layout->count;
    if (is_last && start + width > layout->screen && width + used < layout->screen)
        return layout->screen - width;
    return start;
}

size_t layout_place(const struct layout *layout, size_t column, size_t width, size_t used,
                    bool *wraps)
{
    size_t start = find_start(layout, column, width, used);
    bool fits = start + width <= layout->screen;
    *wraps = used > 0 && (used >= start || !fits);
    if (!*wraps)
        return start;
    start = layout->columns[column].start;
    if (start + width <= layout->screen)
        return start;
    return layout->indent + width <= layout->screen ? layout->indent : 0;
}

/* The cost of a row: its lines, and its cells that are out of place. */
struct cost {
    size_t lines, displaced;
};

/* One more line of a row costs as much as this number of rows with a cell out of place. */
enum { LINE_WORTH = 4 };

static void add_cost(const struct layout *layout, const size_t *cells, struct cost *cost)
{
    size_t used = 0;
    cost->lines++;
    for (size_t i = 0; i < layout->count; i++) {
        bool wraps;
        size_t start = layout_place(layout, i, cells[i], used, &wraps);
        used = start + cells[i];
        cost->lines += wraps;
        cost->displaced += start != layout->columns[i].start;
        if (used > layout->screen)
            cost->lines += (used - 1) / layout->screen;
    }
}

size_t layout_count_lines(const struct layout *layout, const size_t *cells)
{
    struct cost cost = {0};
    add_cost(layout, cells, &cost);
    return cost.lines;
}

static int compare_widths(const void *left, const void *right)
{
    const size_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* The widths that hold the given percentages of a column's cells. */
static void find_candidates(struct trial *trial, size_t column)
{
    const struct layout *layout = trial->layout;
    for (size_t i = 0; i < trial->rows; i++)
        trial->sorted[i] = trial->cells[i * layout->count + column];
    qsort(trial->sorted, trial->rows, sizeof(*trial->sorted), compare_widths);
    for (size_t i = 0; i < CANDIDATES; i++) {
        size_t width = trial->rows == 0 ? 0 : trial->sorted[(trial->rows - 1) * shares[i] / 100];
        size_t header = layout->columns[column].header;
        trial->widths[column][i] = width > header ? width : header;
    }
}

static struct cost find_cost(const struct trial *trial)
{
    struct cost cost = {0};
    set_starts(trial->layout);
    for (size_t i = 0; i < trial->rows; i += trial->step)
        add_cost(trial->layout, trial->cells + i * trial->layout->count, &cost);
    return cost;
}

static size_t weigh(struct cost cost)
{
    return cost.lines * LINE_WORTH + cost.displaced;
}

/* Whether the candidate before it was the same, so that it was tried already. */
static bool is_repeated(const struct trial *trial, size_t column, size_t candidate)
{
    const size_t *widths = trial->widths[column];
    return candidate + 1 < CANDIDATES && widths[candidate] == widths[candidate + 1];
}

/* Tries every pair of widths of two columns. Among equal results it takes the widest, in which the
 * fewest cells are too long. `other` may be `one`. */
static void choose_pair(struct trial *trial, size_t one, size_t other)
{
    struct layout_column *columns = trial->layout->columns;
    size_t best_one = columns[one].width, best_other = columns[other].width;
    size_t best = SIZE_MAX;
    for (size_t i = CANDIDATES; i-- > 0;) {
        for (size_t j = CANDIDATES; j-- > 0;) {
            if (is_repeated(trial, one, i) || is_repeated(trial, other, j) ||
                (one == other && i != j))
                continue;
            columns[one].width = trial->widths[one][i];
            columns[other].width = trial->widths[other][j];
            size_t cost = weigh(find_cost(trial));
            if (cost >= best)
                continue;
            best = cost;
            best_one = columns[one].width;
            best_other = columns[other].width;
        }
    }
    columns[one].width = best_one;
    columns[other].width = best_other;
}

/* Columns whose width matters beside each other are chosen in pairs: one alone may help nothing.
 * The width of the last column does not matter. */
static void choose_narrow(struct trial *trial)
{
    size_t before = SIZE_MAX;
    for (size_t i = 0; i + 1 < trial->layout->count; i++) {
        if (!trial->layout->columns[i].may_narrow)
            continue;
        choose_pair(trial, before == SIZE_MAX ? i : before, i);
        before = i;
    }
}

static size_t usual_place(void)
{
    size_t place = 0;
    while (shares[place] < USUAL_PERCENT)
        place++;
    return place;
}

static void set_widest(struct layout *layout, const size_t *cells, size_t rows)
{
    for (size_t i = 0; i < layout->count; i++) {
        layout->columns[i].width = layout->columns[i].header;
        for (size_t j = 0; j < rows; j++) {
            if (cells[j * layout->count + i] > layout->columns[i].width)
                layout->columns[i].width = cells[j * layout->count + i];
        }
    }
    set_starts(layout);
}

bool layout_choose(struct layout *layout, const size_t *cells, size_t rows)
{
    struct trial trial = {
        .layout = layout,
        .cells = cells,
        .rows = rows,
        .step = rows / SAMPLE_ROWS + 1,
        .sorted = calloc(rows + 1, sizeof(*trial.sorted)),
        .widths = calloc(layout->count + 1, sizeof(*trial.widths)),
    };
    bool good = trial.sorted != NULL && trial.widths != NULL;
    set_widest(layout, cells, rows);
    struct cost widest = find_cost(&trial);
    bool fits = widest.lines <= (rows + trial.step - 1) / trial.step && widest.displaced == 0;
    for (size_t i = 0; good && !fits && i < layout->count; i++) {
        if (!layout->columns[i].may_narrow)
            continue;
        find_candidates(&trial, i);
        layout->columns[i].width = trial.widths[i][usual_place()];
    }
    if (good && !fits)
        choose_narrow(&trial);
    set_starts(layout);
    free(trial.sorted);
    free(trial.widths);
    return good;
}
