/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_RUN_H
#define SOCKVIEW_FILTER_RUN_H

#include "filter/tree.h"

/* Runs: the parts of a list that follow each other and are joined in one way. Only for the files of
 * filter/. */
struct filter_run {
    struct filter_node *start;
    struct filter_node *end; /* the node after it, or NULL */
    size_t count;
    enum filter_connective connective;
};

/* The run that begins at `start`, a node of the list that begins with `first`. */
struct filter_run filter_run_from(const struct filter_node *first, struct filter_node *start);

/* Whether a whole list is one run. Sets how it is joined: by `and` when it is one part. */
bool filter_run_is_all(const struct filter_node *first, enum filter_connective *connective);

/* Whether a test, with its operator and its `not`, says what a value is not. */
bool filter_node_is_negative(const struct filter_node *node);

/* Removes the nodes that became empty. The first node of a list is never one of them. */
void filter_remove_empty(struct filter_node *first);

#endif
