/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_AWAIT_H
#define SOCKVIEW_RUN_AWAIT_H

#include "run/rounds.h"

/* Answers the query until what is listed is as expected, the time is over (query->wait), nothing
 * can be read at all, or the reader of the output has gone. Only the last answer is printed, and
 * only its notes are kept. Memory: the text of one answer. False with `error` when an answer or the
 * output failed. */
bool await_answer(struct rounds *rounds, struct error *error);

/* The pause after a look that took `cost`, all in nanoseconds. Public for tests. */
uint64_t await_pause(uint64_t cost);

#endif
