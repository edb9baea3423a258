/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_WORDS_H
#define SOCKVIEW_COLUMN_WORDS_H

#include "column/column.h"

/* Columns that have only certain words: `word` in the row lists them, for values and filters. */

/* Sets the word of the column at a place. False when there is none, as for a number that a newer
 * kernel sends. The text is valid for ever. */
static inline bool column_put_word(const struct column *column, uint64_t place, struct value *value)
{
    const char *word = place > UINT32_MAX ? NULL : column->word((size_t)place);
    value->text = slice_of(word == NULL ? "" : word);
    return word != NULL;
}

/* For a word function: the word at a place of its table, or NULL. */
#define COLUMN_WORD_AT(words, place)                                                               \
    ((place) < sizeof(words) / sizeof((words)[0]) ? (words)[place] : NULL)

/* The words of columns of every socket: an address family, a socket type (SOCK_* from 1), a running
 * timer (TIMER_*), and what is shut down (bits: 1 receives, 2 sends). */
const char *column_family_word(size_t place);
const char *column_type_word(size_t place);
const char *column_timer_word(size_t place);
const char *column_shutdown_word(size_t place);

#endif
