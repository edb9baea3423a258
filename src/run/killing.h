/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_KILLING_H
#define SOCKVIEW_RUN_KILLING_H

#include "arrange/kill.h"
#include "run/rounds.h"

/* What -K does with the sockets of an answer. Borrows the rounds. */
struct killer killing_start(struct rounds *rounds);

#endif
