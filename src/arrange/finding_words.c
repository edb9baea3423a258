/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arrange/findings.h"
#include "util/number.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* In the largest unit of which there are at least two, rounded down: it has lasted at least so
 * long. */
static void put_age(struct strbuf *text, uint64_t milliseconds)
{
    static const struct {
        uint64_t seconds;
        const char *name;
    } units[] = {{DAY, " days"}, {HOUR, " hours"}, {MINUTE, " minutes"}, {1, " s"}};
    uint64_t seconds = milliseconds / 1000;
    size_t unit = 0;
    while (units[unit].seconds > 1 && seconds < 2 * units[unit].seconds)
        unit++;
    number_put(text, seconds / units[unit].seconds);
    strbuf_put_string(text, units[unit].name);
}

/* Sizes have units of their own. */
static void put_amount(struct strbuf *text, const struct finding *finding, uint64_t amount)
{
    char size[32];
    if (finding->unit == NULL || strcmp(finding->unit, "bytes") != 0) {
        number_put(text, amount);
        return;
    }
    number_write_size(size, sizeof(size), amount);
    strbuf_put_string(text, size);
}

/* Several: a single one is named before. */
static void put_count(struct strbuf *text, const struct finding *finding)
{
    if (finding->measure.amount == 1)
        return;
    number_put(text, finding->measure.amount);
    strbuf_put_char(text, ' ');
    strbuf_put_string(text, finding->unit);
    strbuf_put_char(text, ' ');
}

static void put_part(struct strbuf *text, const struct finding *finding, char which)
{
    const struct health_measure *measure = &finding->measure;
    if (which == 'a')
        put_amount(text, finding, measure->amount);
    else if (which == 'l')
        put_amount(text, finding, measure->limit);
    else if (which == 'c')
        put_count(text, finding);
    else if (which == 't')
        put_age(text, measure->least_ms);
    else if (measure->critical)
        strbuf_put_string(text, " full");
}

void finding_put_words(struct strbuf *text, const struct finding *finding)
{
    for (const char *at = finding->says; *at != '\0'; at++) {
        if (*at == '%')
            put_part(text, finding, *++at);
        else
            strbuf_put_char(text, *at);
    }
}
