/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_PAGER_PROCESS_H
#define SOCKVIEW_RUN_PAGER_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A pager that runs. */
struct pager_process {
    pid_t process;
    int pipe; /* its input */
    size_t pipe_size;
    struct sigaction interrupt, quit; /* of this program, as they were before */
};

/* The shell command of the pager that the user wants: of SOCKVIEW_PAGER, of PAGER, or less. NULL
 * for none: the variable is empty or "cat", or the program runs with rights that its caller does
 * not have, who must not choose what it runs. Valid while the environment stays as it is. */
const char *pager_command(void);

/* Starts the command with a pipe as its input, and ignores the keys that end programs, such as
 * Ctrl-C, as long as it runs: they are for the pager. False when there is no shell, process or pipe
 * for it. */
bool pager_process_start(struct pager_process *pager, const char *command);

/* Ends its input and waits until the user leaves it. False when the shell could not run the
 * command. */
bool pager_process_wait(struct pager_process *pager);

#endif
