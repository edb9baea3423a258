/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_FIND_H
#define SOCKVIEW_NETNS_FIND_H

#include "netns/list.h"
#include "util/error.h"

/* Finds the namespaces that have a file in the directory `named` (usually NAMESPACES_DIRECTORY),
 * those that a thread in `proc` (usually "/proc") is in, those that a process there has open, and
 * those mounted anywhere that such a thread can see. Skips what goes away during the search. False
 * with `error` when `proc` cannot be read. */
bool netns_find_all(struct netns_list *list, const char *proc, const char *named,
                    struct error *error);

#endif
