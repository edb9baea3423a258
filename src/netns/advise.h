/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_ADVISE_H
#define SOCKVIEW_NETNS_ADVISE_H

#include "util/error.h"

/* Replaces `error`, a refusal to enter a network namespace, by the command that can enter it, if
 * there is one. There is one when the namespace belongs to a user namespace that this user made, as
 * in a container without root. `argument` is that of --net, `target` its open descriptor. */
void netns_advise(const char *argument, int target, struct error *error);

#endif
