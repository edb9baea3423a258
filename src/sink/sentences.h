/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SENTENCES_H
#define SOCKVIEW_SINK_SENTENCES_H

#include "sink.h"
#include "sink/settings.h"

/* Each row is a sentence on a screen: its cells with a blank between, without a table's header. The
 * header of a column is a word that stands before its value; a column without a value is left out.
 * A column of signs (column_is_sign) can have several words. Lines break between words and nothing
 * is cut. `stream_width` of the first column is where the other lines of a sentence begin.
 *
 * Columns that are words after the row (struct chosen_column) make a note. It stands once, below
 * the rows that have the same note. NULL when out of memory. */
struct sink *sentences_open(const struct sink_settings *settings);

#endif
