/* SPDX-License-Identifier: MIT */
#include "util/clock.h"

#include <time.h>

static uint64_t read_clock(clockid_t id)
{
    struct timespec time = {0};
    clock_gettime(id, &time);
    return (uint64_t)time.tv_sec * CLOCK_SECOND + (uint64_t)time.tv_nsec;
}

uint64_t clock_of_day(void)
{
    return read_clock(CLOCK_REALTIME);
}

uint64_t clock_steady(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t clock_processor(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

static void put_fraction(struct strbuf *buffer, uint64_t nanoseconds, unsigned digits)
{
    if (digits > 0)
        strbuf_put_char(buffer, '.');
    for (uint64_t unit = CLOCK_SECOND / 10; digits > 0 && unit > 0; digits--, unit /= 10)
        strbuf_put_char(buffer, (char)('0' + nanoseconds / unit % 10));
}

void clock_put_time(struct strbuf *buffer, uint64_t of_day, unsigned digits)
{
    char text[sizeof("2026-01-01T00:00:00") + 16];
    struct tm broken_down;
    time_t seconds = (time_t)(of_day / CLOCK_SECOND);
    if (gmtime_r(&seconds, &broken_down) == NULL ||
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &broken_down) == 0)
        return;
    strbuf_put_string(buffer, text);
    put_fraction(buffer, of_day % CLOCK_SECOND, digits);
    strbuf_put_char(buffer, 'Z');
}
