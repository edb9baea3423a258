/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_PAGER_H
#define SOCKVIEW_RUN_PAGER_H

#include <stdbool.h>
#include <stdio.h>

#include "util/error.h"
#include "util/progress.h"

struct pager;

/* Prepares output to the terminal `descriptor`. What is written is kept while it fits the screen;
 * when it does not, the pager `command` (of pager_command(); borrowed) starts. Without a command
 * (NULL) all is printed as it comes. The line of `progress` is removed before. NULL with errno when
 * out of memory. */
struct pager *pager_open(int descriptor, const char *command, struct progress *progress);

/* The stream to write to. Once the user has left the pager, writing fails with EPIPE. */
FILE *pager_stream(const struct pager *pager);

/* Call it when all is written, and before anything else is written to the terminal. Prints what
 * was kept, or waits until the user leaves the pager. There is nothing to finish for NULL, and
 * when it is called again. False with `error` when the terminal did not take the output. */
bool pager_finish(struct pager *pager, struct error *error);

/* Frees it; also NULL. */
void pager_close(struct pager *pager);

#endif
