/* SPDX-License-Identifier: MIT */
#include "column/change.h"

#include "column/groups.h"

static const char *change_word(size_t place)
{
    static const char *const words[] = {
        [CHANGE_NONE] = "same",
        [CHANGE_NEW] = "new",
        [CHANGE_CHANGED] = "changed",
        [CHANGE_GONE] = "gone",
    };
    return place < sizeof(words) / sizeof(words[0]) ? words[place] : NULL;
}

static bool get_change(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    value->text = slice_of(change_word(sock->change));
    return true;
}

static bool get_sign(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    static const struct {
        const char *sign;
        enum colour colour;
    } signs[] = {
        [CHANGE_NONE] = {"", COLOUR_NONE},
        [CHANGE_NEW] = {"+", COLOUR_GREEN},
        [CHANGE_CHANGED] = {"~", COLOUR_YELLOW},
        [CHANGE_GONE] = {"-", COLOUR_RED},
    };
    (void)column, (void)lookups;
    value->text = slice_of(signs[sock->change].sign);
    value->colour = signs[sock->change].colour;
    return value->text.length > 0;
}

const struct column column_change_sign = {
    "change_sign", COLUMN_SIGN_HEADER,  "what became of the socket, as one sign",
    VALUE_TEXT,    .have = HAVE_CHANGE, .get = get_sign,
};

static const struct column rows[] = {
    {"change", "Change",
     "what became of the socket since the look before, the interval or a round of -c ago: same, "
     "new, changed (state or queues) or gone",
     VALUE_TEXT, .needs = NEED_CHANGES, .have = HAVE_CHANGE, .get = get_change, .word = change_word,
     .example = "same"},
};
const struct column_group columns_change = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
