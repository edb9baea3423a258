/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_ANSWER_H
#define SOCKVIEW_RUN_ANSWER_H

#include "arrange/arrange.h"
#include "run/rounds.h"

/* Whether the rows of answers that are drawn have a sign; groups have none. */
bool answer_has_signs(const struct rounds *rounds);

/* Whether rows show what has changed since the look before, so that two looks are needed. */
bool answer_shows_changes(const struct query *query);

/* Sets the time of the answer. It has milliseconds, so that two answers within a second differ.
 * When no time is shown, it is not computed, because the C library would read the time zone file.
 */
void answer_set_time(struct rounds *rounds);

/* Opens the pipeline of one answer: the sinks that arrange rows, and the format. `needs` are those
 * of the rows (enum need). `killer` and `no_rows` may be NULL, and are borrowed. NULL when memory
 * runs out; the caller frees the sink. */
struct sink *answer_open(struct rounds *rounds, unsigned needs, const struct killer *killer,
                         const struct no_rows *no_rows);

/* Whether the reader of the output has gone. Any other error of the stream has already made the
 * answer fail. */
bool answer_reader_left(const struct rounds *rounds);

/* Judges what was listed. When the reader has gone, nobody knows how much it would have been. */
void answer_judge(struct rounds *rounds);

/* Reads what the query asks for without showing it, so that the next answer is compared with it.
 * When it is not whole, its notes become those of that answer. False with `error` when nothing
 * could be read. */
bool answer_look(struct rounds *rounds, struct error *error);

/* Answers the query once, into the output of the settings. Its notes are added to `rounds->notes`,
 * and `rounds->met` says whether it is as expected. False with `error` when the output failed. */
bool answer_show(struct rounds *rounds, struct error *error);

#endif
