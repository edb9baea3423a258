/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#define STEP_FUNCTION(name) arrange_##name,
static struct sink *(*const steps[])(struct sink *next, const struct arrange_settings *settings) = {
    ARRANGE_STEPS(STEP_FUNCTION)};

struct sink *arrange_open(struct sink *format, const struct arrange_settings *settings)
{
    struct sink *first = format;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && first != NULL; i++)
        first = steps[i](first, settings);
    return first;
}
