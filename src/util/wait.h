/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_WAIT_H
#define SOCKVIEW_UTIL_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/* Why a wait has ended. */
enum wait_end {
    WAIT_TIME,        /* the time came */
    WAIT_INPUT,       /* there is something to read */
    WAIT_READER_LEFT, /* nobody reads the output any more */
    WAIT_INTERRUPTED, /* SIGINT or SIGTERM came, now or before */
};

#define WAIT_FOR_EVER UINT64_MAX

/* From now on the first SIGINT and the first SIGTERM end waits; the second of either ends the
 * program, as ever. One that was ignored stays so. False with errno when out of descriptors. */
bool wait_catch_signals(void);

/* Waits until a time of clock_steady(), until the descriptor `input` (-1: none) can be read, until
 * the reader of the descriptor `output` has left, or until a caught signal. */
enum wait_end wait_until(uint64_t time, int input, int output);

#endif
