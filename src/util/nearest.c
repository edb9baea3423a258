/* SPDX-License-Identifier: MIT */
#include "util/nearest.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* Longer words are no names. */
enum { LENGTH_MOST = 48 };

/* The cost of each kind of mistake. Letters that were left out or swapped do not contradict the
 * name. */
enum { COST_LEFT_OUT = 1, COST_SWAPPED = 1, COST_WRONG = 2 };

static int fold(char character)
{
    return character == '-' ? '_' : tolower((unsigned char)character);
}

static bool begins_with(const char *name, struct slice word)
{
    size_t i = 0;
    while (i < word.length && name[i] != '\0' && fold(word.data[i]) == fold(name[i]))
        i++;
    return i == word.length;
}

bool nearest_same(struct slice word, const char *name)
{
    return word.length == strlen(name) && begins_with(name, word);
}

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* Rows of the table of distances between all beginnings of two words. */
struct rows {
    size_t before_last[LENGTH_MOST + 1], last[LENGTH_MOST + 1], now[LENGTH_MOST + 1];
};

/* Fills `now`: from the first `at` letters of the word to each beginning of the name. */
static void fill_row(struct rows *rows, struct slice word, size_t at, const char *name,
                     size_t length)
{
    int letter = fold(word.data[at - 1]);
    rows->now[0] = at * COST_WRONG;
    for (size_t j = 1; j <= length; j++) {
        int other = fold(name[j - 1]);
        size_t changed = rows->last[j - 1] + (letter == other ? 0 : COST_WRONG);
        size_t added = rows->last[j] + COST_WRONG, left_out = rows->now[j - 1] + COST_LEFT_OUT;
        rows->now[j] = least(changed, least(added, left_out));
        if (at > 1 && j > 1 && letter == fold(name[j - 2]) && fold(word.data[at - 2]) == other)
            rows->now[j] = least(rows->now[j], rows->before_last[j - 2] + COST_SWAPPED);
    }
}

/* Damerau's and Levenshtein's distance with these costs, where no letter is changed twice. */
static size_t distance(struct slice word, const char *name, size_t length)
{
    struct rows rows;
    for (size_t j = 0; j <= length; j++)
        rows.last[j] = rows.before_last[j] = j * COST_LEFT_OUT;
    for (size_t i = 1; i <= word.length; i++) {
        fill_row(&rows, word, i, name, length);
        memcpy(rows.before_last, rows.last, sizeof(rows.last));
        memcpy(rows.last, rows.now, (length + 1) * sizeof(rows.now[0]));
    }
    return rows.last[length];
}

/* The distance of a name from the word, as a rank: names that begin with the word come first.
 * SIZE_MAX if it is not near. */
static size_t rank(struct slice word, const char *name)
{
    size_t length = strlen(name);
    if (length > LENGTH_MOST)
        return SIZE_MAX;
    if (begins_with(name, word))
        return length;
    size_t cost = distance(word, name, length);
    size_t longer = length > word.length ? length : word.length;
    return cost * 2 > longer + 1 ? SIZE_MAX : LENGTH_MOST + cost;
}

const char *nearest_find(struct slice word, nearest_list *list, const void *context)
{
    const char *name, *best = NULL;
    size_t best_rank = SIZE_MAX;
    if (word.length < 2 || word.length > LENGTH_MOST)
        return NULL;
    for (size_t i = 0; (name = list(context, i)) != NULL; i++) {
        size_t one = rank(word, name);
        if (one < best_rank) {
            best_rank = one;
            best = name;
        }
    }
    return best;
}
