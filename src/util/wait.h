/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_WAIT_H
#define SOCKVIEW_UTIL_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/* Why a wait has ended. */
enum wait_end {
    WAIT_TIME,        /* the time was reached */
    WAIT_INPUT,       /* there is something to read */
    WAIT_READER_LEFT, /* the output has no reader any more */
    WAIT_INTERRUPTED, /* SIGINT or SIGTERM came, now or before the wait */
    WAIT_RESIZED,     /* what is on the terminal has to be drawn again (util/screen_signals.h) */
    WAIT_RESUMED,     /* the same, and the terminal's screen of before was restored meanwhile */
};

#define WAIT_FOR_EVER UINT64_MAX

/* From now on the first SIGINT and the first SIGTERM end waits. A second one of the same kind ends
 * the program, as without this call. A signal that was ignored stays ignored. False with errno when
 * out of descriptors. */
bool wait_catch_signals(void);

/* Lets the next wait end so: WAIT_INTERRUPTED, which all later waits end with too, WAIT_RESIZED or
 * WAIT_RESUMED. For signal handlers. */
void wait_note(enum wait_end end);

/* Waits for the first of these: `time` of clock_steady() is reached, the descriptor `input` (-1 for
 * none) can be read, the reader of the descriptor `output` leaves, or a signal is caught. */
enum wait_end wait_until(uint64_t time, int input, int output);

#endif
