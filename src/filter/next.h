/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_NEXT_H
#define SOCKVIEW_FILTER_NEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* Which values a field has, as far as they can be listed. */
enum filter_values {
    VALUES_NONE, /* none can be listed */
    VALUES_STATES,
    VALUES_ENDPOINTS,
    VALUES_ADDRESSES,
    VALUES_PORTS,
    VALUES_FLAGS,
    VALUES_NETIDS,
    VALUES_DEVICES,
    VALUES_CGROUPS,
    VALUES_PROCESSES,
    VALUES_PROCESS_IDS,
    VALUES_OF_COLUMN, /* values of the column in `column` */
};

/* What can stand at the end of an unfinished expression. */
struct filter_next {
    bool test;          /* a field, or what stands before one */
    bool operators;     /* an operator of the field */
    bool value;         /* a value of the field */
    bool connectives;   /* `and`, `or`; anything that begins a test can also follow without them */
    bool close;         /* a bracket is open */
    const char *field;  /* the field's name, or NULL */
    const char *column; /* the name of its column */
    enum filter_values values;
    bool marked;        /* the unfinished word began with a quotation mark */
    size_t start;       /* where the unfinished word begins, with its quotation mark */
    struct slice typed; /* what there is of it, without the mark; borrows from the text */
};

/* Finds what can stand at the end of `text`, which may break off anywhere; nothing can after a
 * fault. A word that the text ends with is unfinished. */
struct filter_next filter_find_next(struct slice text);

/* Appends a text as one value of an expression, in quotation marks where it needs them. False, and
 * appends nothing, when no quotation marks can hold it. */
bool filter_put_value(struct strbuf *buffer, struct slice text);

#endif
