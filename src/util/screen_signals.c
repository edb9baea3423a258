/* SPDX-License-Identifier: MIT */
#include "util/screen_signals.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "util/screen.h"
#include "util/wait.h"

static void handle(int number, void (*handler)(int number))
{
    const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(number, &action, NULL);
}

/* From a handler: nothing but write(2). */
static void restore_screen(void)
{
    static const char leave[] = SCREEN_BELOW SCREEN_LEAVE;
    int before = errno;
    if (screen_is_ours(STDOUT_FILENO) && write(STDOUT_FILENO, leave, sizeof(leave) - 1) < 0)
        errno = 0; /* there is no terminal any more */
    errno = before;
}

/* The signal is blocked here, so the one that is raised comes when this returns. */
static void end_program(int number)
{
    restore_screen();
    handle(number, SIG_DFL);
    raise(number);
}

static void interrupt(int number)
{
    wait_note(WAIT_INTERRUPTED);
    handle(number, end_program);
}

/* Stops at the moment when the signal is unblocked, until the program is continued. */
static void stop_program(int number)
{
    sigset_t signals, before;
    restore_screen();
    handle(number, SIG_DFL);
    sigemptyset(&signals);
    sigaddset(&signals, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &signals, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    handle(number, stop_program);
    wait_note(WAIT_RESUMED);
}

static void note_resize(int number)
{
    (void)number;
    wait_note(WAIT_RESIZED);
}

static const struct {
    int number;
    void (*handler)(int number);
} signals_of_screen[] = {
    {SIGINT, interrupt},     {SIGTERM, interrupt},    {SIGQUIT, end_program}, {SIGHUP, end_program},
    {SIGTSTP, stop_program}, {SIGWINCH, note_resize}, {SIGCONT, note_resize},
};
enum { SIGNALS = sizeof(signals_of_screen) / sizeof(signals_of_screen[0]) };

static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_IGN;
}

void screen_signals_catch(void)
{
    for (size_t i = 0; i < SIGNALS; i++) {
        if (!is_ignored(signals_of_screen[i].number))
            handle(signals_of_screen[i].number, signals_of_screen[i].handler);
    }
}

void screen_signals_release(void)
{
    for (size_t i = 0; i < SIGNALS; i++) {
        if (!is_ignored(signals_of_screen[i].number))
            handle(signals_of_screen[i].number, SIG_DFL);
    }
}
