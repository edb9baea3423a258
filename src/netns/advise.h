/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_ADVISE_H
#define SOCKVIEW_NETNS_ADVISE_H

#include "util/error.h"

/* Replaces `error`, which says that a network namespace may not be entered, by the command that can
 * enter it, if there is one: as in a container without root, it belongs to a user namespace that
 * this user made. `argument` is that of --net, `target` its open descriptor. */
void netns_advise(const char *argument, int target, struct error *error);

#endif
