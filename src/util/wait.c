/* SPDX-License-Identifier: MIT */
#include "util/wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "util/clock.h"

/* An eventfd that can be read once a signal came. It is global because a signal handler gets no
 * argument. It is a descriptor so that a signal just before a wait ends that wait too. */
static int signal_descriptor = -1;

static void note_signal(int number)
{
    (void)number;
    const uint64_t one = 1;
    int before = errno;
    if (write(signal_descriptor, &one, sizeof(one)) < 0)
        errno = 0; /* the eventfd is full, and so can be read already */
    errno = before;
}

static void catch_signal(int number)
{
    struct sigaction before,
        action = {.sa_handler = note_signal, .sa_flags = (int)(SA_RESTART | SA_RESETHAND)};
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
        sigaction(number, &action, NULL);
}

bool wait_catch_signals(void)
{
    if (signal_descriptor < 0)
        signal_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (signal_descriptor < 0)
        return false;
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    return true;
}

static struct timespec left_until(uint64_t time)
{
    uint64_t now = clock_steady();
    uint64_t left = time > now ? time - now : 0;
    return (struct timespec){.tv_sec = (time_t)(left / CLOCK_SECOND),
                             .tv_nsec = (long)(left % CLOCK_SECOND)};
}

enum wait_end wait_until(uint64_t time, int input, int output)
{
    struct pollfd files[] = {
        {.fd = signal_descriptor, .events = POLLIN},
        {.fd = output}, /* POLLERR is always reported: the reader has left */
        {.fd = input, .events = POLLIN},
    };
    for (;;) {
        struct timespec left = left_until(time);
        int ready = ppoll(files, sizeof(files) / sizeof(files[0]),
                          time == WAIT_FOR_EVER ? NULL : &left, NULL);
        if (ready == 0)
            return WAIT_TIME;
        if (ready < 0 && errno != EINTR)
            return WAIT_INTERRUPTED;
        if (ready < 0)
            continue;
        if (files[0].revents != 0)
            return WAIT_INTERRUPTED;
        return files[1].revents != 0 ? WAIT_READER_LEFT : WAIT_INPUT;
    }
}
