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

/* An eventfd is a sum. Each kind of signal has bits of its own in it. */
#define SUM_RESIZED     UINT64_C(1)
#define SUM_RESUMED     (UINT64_C(1) << 20)
#define SUM_INTERRUPTED (UINT64_C(1) << 40)

void wait_note(enum wait_end end)
{
    const uint64_t sum = end == WAIT_RESIZED   ? SUM_RESIZED
                         : end == WAIT_RESUMED ? SUM_RESUMED
                                               : SUM_INTERRUPTED;
    int before = errno;
    if (write(signal_descriptor, &sum, sizeof(sum)) < 0)
        errno = 0; /* the eventfd is full, and so can be read already */
    errno = before;
}

static void note_signal(int number)
{
    (void)number;
    wait_note(WAIT_INTERRUPTED);
}

/* Takes the signals that came, except that an interruption stays. */
static enum wait_end take_signals(void)
{
    uint64_t sum = 0;
    if (read(signal_descriptor, &sum, sizeof(sum)) < 0 || sum >= SUM_INTERRUPTED) {
        wait_note(WAIT_INTERRUPTED);
        return WAIT_INTERRUPTED;
    }
    return sum >= SUM_RESUMED ? WAIT_RESUMED : WAIT_RESIZED;
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
            return take_signals();
        return files[1].revents != 0 ? WAIT_READER_LEFT : WAIT_INPUT;
    }
}
