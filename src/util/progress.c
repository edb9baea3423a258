/* SPDX-License-Identifier: MIT */
#include "util/progress.h"

#include <stdio.h>
#include <time.h>

#include "util/clock.h"
#include "util/output.h"
#include "util/screen.h"
#include "util/thread.h"

#define FIRST_AFTER CLOCK_SECOND
#define NEXT_AFTER  (CLOCK_SECOND / 5)

/* Waits until a time of clock_steady(). False when the work has ended before. */
static bool wait_for_time(struct progress *progress, uint64_t time)
{
    const struct timespec until = {.tv_sec = (time_t)(time / CLOCK_SECOND),
                                   .tv_nsec = (long)(time % CLOCK_SECOND)};
    int result = 0;
    pthread_mutex_lock(&progress->lock);
    while (!progress->ended && result == 0)
        result = pthread_cond_timedwait(&progress->changed, &progress->lock, &until);
    bool goes_on = !progress->ended;
    pthread_mutex_unlock(&progress->lock);
    return goes_on;
}

/* A line that does not fit could not be removed. */
static void draw(struct progress *progress)
{
    char line[128], processes[40] = "";
    size_t count = atomic_load_explicit(&progress->processes, memory_order_relaxed);
    if (count > 0)
        snprintf(processes, sizeof(processes), ", processes: %zu", count);
    int length =
        snprintf(line, sizeof(line), "\rsockview: read so far: sockets: %zu%s\033[K",
                 atomic_load_explicit(&progress->sockets, memory_order_relaxed), processes);
    if (length <= 0 || (size_t)length >= sizeof(line) ||
        (size_t)length >= screen_size(progress->descriptor).columns ||
        !screen_is_ours(progress->descriptor))
        return;
    progress->drawn = true;
    output_write(progress->descriptor, line, (size_t)length);
}

static void *run(void *context)
{
    struct progress *progress = context;
    uint64_t time = clock_steady() + FIRST_AFTER;
    while (wait_for_time(progress, time)) {
        draw(progress);
        time = clock_steady() + NEXT_AFTER;
    }
    return NULL;
}

/* The condition's times are those of clock_steady(). */
static bool make_condition(struct progress *progress)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(&progress->changed, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return made;
}

void progress_start(struct progress *progress, int descriptor)
{
    progress->descriptor = descriptor;
    if (pthread_mutex_init(&progress->lock, NULL) != 0 || !make_condition(progress))
        return;
    progress->started = thread_start(&progress->thread, run, progress);
}

void progress_end(struct progress *progress)
{
    static const char erase[] = "\r\033[K";
    if (progress == NULL || !progress->started)
        return;
    pthread_mutex_lock(&progress->lock);
    progress->ended = true;
    pthread_cond_signal(&progress->changed);
    pthread_mutex_unlock(&progress->lock);
    pthread_join(progress->thread, NULL);
    progress->started = false;
    pthread_cond_destroy(&progress->changed);
    pthread_mutex_destroy(&progress->lock);
    if (progress->drawn)
        output_write(progress->descriptor, erase, sizeof(erase) - 1);
}
