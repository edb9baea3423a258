/* SPDX-License-Identifier: MIT */
/* Runs a command with its output thrown away and prints `STATUS KIB MICROSECONDS MICROSECONDS`: its
 * exit status, peak resident memory, processor time, and the time from its start to its end.
 *
 * A process inherits the peak of the memory image it had before exec (mm's hiwater_rss), so a
 * child of a large parent such as Python measures the parent: this small program stands between. */
#define _GNU_SOURCE 1

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void run_child(char **argv)
{
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(null, STDOUT_FILENO) < 0) {
        fprintf(stderr, "peak_rss: /dev/null: %s\n", strerror(errno));
        _exit(127);
    }
    execvp(argv[0], argv);
    fprintf(stderr, "peak_rss: %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

static long long microseconds(struct timeval time)
{
    return (long long)time.tv_sec * 1000000 + time.tv_usec;
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: peak_rss COMMAND [ARGUMENT...]\n");
        return 1;
    }
    long long start = now();
    pid_t child = fork();
    if (child == 0)
        run_child(argv + 1);
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        fprintf(stderr, "peak_rss: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    long long wall = now() - start;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    printf("%d %ld %lld %lld\n", code, usage.ru_maxrss,
           microseconds(usage.ru_utime) + microseconds(usage.ru_stime), wall);
    return 0;
}
