/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_PATTERNS_H
#define SOCKVIEW_FILTER_PATTERNS_H

#include "filter/set.h"

/* Many patterns (filter_glob) for one text. Only for the files of filter/. */
struct filter_pattern {
    const char *text;
    struct slice literal; /* the longest part that a text must contain, or nothing */
    bool begins;          /* a text must begin with it */
};

/* Makes the patterns of a set from its tests. False when out of memory. */
bool filter_patterns_make(struct filter_set *set, struct arena *arena);

/* Whether a text matches one of the patterns of a set. */
bool filter_patterns_have(const struct filter_set *set, const struct strbuf *text);

#endif
