/* SPDX-License-Identifier: MIT */
#include "run/pager_process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a shell answers when it cannot run a command. */
enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

/* Settings with which pagers show colours and leave the text on the screen. This is FRSX of git
 * without F: less is started only when it is needed, and with S and F it would end by itself
 * although ends of long lines are hidden. A user who may run only this program by sudo gets no
 * shell from less. */
static const struct {
    const char *name;
    const char *entry;
    const char *only_with; /* another variable that has to be set, or NULL */
} defaults[] = {
    {"LESS", "LESS=RSX", NULL},
    {"LV", "LV=-c", NULL},
    {"LESSSECURE", "LESSSECURE=1", "SUDO_UID"},
};
enum { DEFAULTS = sizeof(defaults) / sizeof(defaults[0]) };

static bool runs_with_more_rights(void)
{
    return getauxval(AT_SECURE) != 0 || getuid() != geteuid() || getgid() != getegid();
}

const char *pager_command(void)
{
    const char *command = getenv("SOCKVIEW_PAGER");
    if (command == NULL)
        command = getenv("PAGER");
    if (command == NULL)
        command = "less";
    bool none = command[0] == '\0' || strcmp(command, "cat") == 0 || runs_with_more_rights();
    return none ? NULL : command;
}

/* execve(2) takes strings that are not const, but does not change them. */
static char *argument(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* The strings are borrowed. */
static char **make_environment(void)
{
    size_t count = 0;
    while (environ[count] != NULL)
        count++;
    char **result = calloc(count + DEFAULTS + 1, sizeof(*result));
    if (result == NULL)
        return NULL;
    memcpy(result, environ, count * sizeof(*result));
    for (size_t i = 0; i < DEFAULTS; i++) {
        const char *other = defaults[i].only_with;
        if (getenv(defaults[i].name) == NULL && (other == NULL || getenv(other) != NULL))
            result[count++] = argument(defaults[i].entry);
    }
    return result;
}

/* The pager gets the default action of signals that this program ignores. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGXFSZ);
    int failed = posix_spawnattr_setsigdefault(attributes, &signals);
    return failed != 0 ? failed : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
}

static bool spawn(pid_t *process, const char *command, int input, char **environment)
{
    char *arguments[] = {argument("sh"), argument("-c"), argument(command), NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&files) != 0)
        return false;
    int failed = posix_spawnattr_init(&attributes);
    if (failed == 0) {
        failed = set_signals(&attributes);
        if (failed == 0)
            failed = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
        if (failed == 0)
            failed = posix_spawn(process, "/bin/sh", &files, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failed == 0;
}

static bool spawn_with_pipe(struct pager_process *pager, const char *command, char **environment)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    bool started = spawn(&pager->process, command, ends[0], environment);
    close(ends[0]);
    if (!started) {
        close(ends[1]);
        return false;
    }
    int size = fcntl(ends[1], F_GETPIPE_SZ);
    pager->pipe = ends[1];
    pager->pipe_size = size > 0 ? (size_t)size : 0;
    return true;
}

bool pager_process_start(struct pager_process *pager, const char *command)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    char **environment = make_environment();
    bool started = environment != NULL && spawn_with_pipe(pager, command, environment);
    free(environment);
    if (!started)
        return false;
    sigaction(SIGINT, &ignore, &pager->interrupt);
    sigaction(SIGQUIT, &ignore, &pager->quit);
    return true;
}

bool pager_process_wait(struct pager_process *pager)
{
    int status = 0;
    close(pager->pipe);
    while (waitpid(pager->process, &status, 0) < 0 && errno == EINTR)
        continue;
    sigaction(SIGINT, &pager->interrupt, NULL);
    sigaction(SIGQUIT, &pager->quit, NULL);
    return !WIFEXITED(status) ||
           (WEXITSTATUS(status) != NOT_FOUND && WEXITSTATUS(status) != NOT_EXECUTABLE);
}
