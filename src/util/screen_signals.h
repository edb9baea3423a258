/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_SCREEN_SIGNALS_H
#define SOCKVIEW_UTIL_SCREEN_SIGNALS_H

/* For a program that has entered a screen of its own (SCREEN_ENTER) on standard output, after
 * wait_catch_signals(). From now on the terminal is restored (SCREEN_LEAVE) before a signal stops
 * or ends the program: SIGTSTP, SIGQUIT, SIGHUP, and the second SIGINT or SIGTERM. Afterwards, and
 * when the size of the terminal changes, a wait ends with WAIT_RESUMED or WAIT_RESIZED. A signal
 * that was ignored stays ignored. */
void screen_signals_catch(void);

/* From now on all these signals do again what they do by default. */
void screen_signals_release(void);

#endif
