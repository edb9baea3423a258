/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_SET_H
#define SOCKVIEW_FILTER_SET_H

#include "filter/port_set.h"
#include "filter/ranges.h"
#include "filter/tree.h"

/* Several tests of one field that became one test, whose value is found in few steps however many
 * there are. Only for the files of filter/. */

struct filter_pattern;

/* The values of such a test. Which of them are used depends on its kind. */
struct filter_set {
    const struct filter_test **tests; /* that it replaces */
    size_t count;
    struct filter_ranges numbers;
    struct filter_ranges ends[2]; /* addresses with ports: of IPv4 sockets, of IPv6 sockets */
    bool port_first;              /* in the keys of `ends`; else after the address */
    struct slice *texts;          /* sorted */
    size_t text_count;
    struct filter_pattern *patterns; /* one for each test (patterns.h); NULL: they are none */
    struct filter_port_set *ports;   /* NULL: the test has none */
};

/* How the values of a test are kept. */
enum filter_set_form {
    FILTER_SET_NONE, /* it cannot become one with others */
    FILTER_SET_STATES,
    FILTER_SET_NUMBERS,
    FILTER_SET_PORTS,
    FILTER_SET_TEXTS,
    FILTER_SET_ENDS,      /* addresses, with or without ports */
    FILTER_SET_NETWORKS,  /* networks, each with one port */
    FILTER_SET_ADDRESSES, /* addresses, and ports that all tests have in common */
    FILTER_SET_END_PORTS, /* ports of any address */
    FILTER_SET_NAMES,     /* names of UNIX sockets that are no patterns */
    FILTER_SET_PATTERNS,
};

/* Tests can become one when all of this is equal. */
struct filter_set_class {
    uint64_t parts[8];
};

/* The class of a test. False when it cannot become one with others. */
bool filter_set_find_class(const struct filter_test *test, struct filter_set_class *class);

/* Makes the test that holds when any of the tests does, whatever the negation in their operators.
 * They have one class, and there are at least two; the array stays in use. NULL when out of
 * memory. */
const struct filter_test *filter_set_make(const struct filter_test **tests, size_t count,
                                          struct arena *arena);

/* Whether a text is in the set. */
bool filter_set_has_text(const struct filter_set *set, struct slice text);

/* Whether a name of a UNIX socket is in the set. Words of ss ignore the case of ASCII letters; the
 * text may be changed. */
bool filter_set_has_name(const struct filter_test *test, struct strbuf *text);

/* Whether an end of an internet socket (`family`: AF_INET, AF_INET6) is in the set. */
bool filter_set_has_end(const struct filter_set *set, int family, const struct endpoint *end);

#endif
