/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_MOUNTED_H
#define SOCKVIEW_NETNS_MOUNTED_H

#include "netns/search.h"

/* Finds the namespaces that are mounted where the thread of the search can see them. */
void netns_search_mounts(struct netns_search *search);

#endif
