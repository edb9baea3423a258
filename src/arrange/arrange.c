/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include "arrange/hold.h"
#include "arrange/order.h"
#include "arrange/report.h"
#include "need.h"

/* From the last sink before the format to the first: each step wraps what is there so far. */
static struct sink *wrap_report(struct sink *next, const struct arrange_settings *settings)
{
    return sink_open_report(next, settings->lookups);
}

static struct sink *wrap_kill(struct sink *next, const struct arrange_settings *settings)
{
    return settings->arrangement.kill == KILL_NOTHING ? next
                                                      : sink_open_kill(next, settings->killer);
}

static struct sink *wrap_order(struct sink *next, const struct arrange_settings *settings)
{
    return settings->order_most == 0 ? next : sink_open_order(next, settings->order_most);
}

static struct sink *wrap_hold(struct sink *next, const struct arrange_settings *settings)
{
    if (!(settings->needs & NEED_HOLD))
        return next;
    return sink_open_hold(next, settings->lookups, settings->filter, settings->needs,
                          settings->proc);
}

struct sink *arrange_open(struct sink *format, const struct arrange_settings *settings)
{
    static struct sink *(*const steps[])(struct sink * next,
                                         const struct arrange_settings *settings) = {
        wrap_report,
        wrap_kill,
        wrap_order,
        wrap_hold,
    };
    struct sink *first = format;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && first != NULL; i++)
        first = steps[i](first, settings);
    return first;
}
