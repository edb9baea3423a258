/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_ROUND_NOTES_H
#define SOCKVIEW_RUN_ROUND_NOTES_H

#include "run/rounds.h"

/* Whether the table itself says below its rows what --limit left out. */
bool round_notes_say_limit(const struct rounds *rounds);

/* Prints the notes of this answer, except those that the previous answer had too. They become those
 * of the previous answer. */
void round_notes_tell(struct rounds *rounds);

/* Prints the notes that were kept while answers were drawn on the terminal. */
void round_notes_tell_held(const struct rounds *rounds);

#endif
