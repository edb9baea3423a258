/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_DIALECT_SS_STATES_H
#define SOCKVIEW_CLI_DIALECT_SS_STATES_H

#include "cli/options.h"

/* Which states ss shows; for the files dialect_ss*.c alone. Sets of states have a bit for each. */

/* The states that it calls connected, and that are the default. */
uint32_t dialect_ss_connected(const struct options *options);

/* The states that the option of a family brings, by the name of the family. */
uint32_t dialect_ss_states_of(const struct options *options, const char *family);

/* Enters the states into the selection, after all options were read. */
void dialect_ss_choose_states(struct options *options);

/* Whether exactly one state can appear, once they are chosen. */
bool dialect_ss_shows_one_state(const struct options *options);

#endif
