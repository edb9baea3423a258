/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_KINDS_H
#define SOCKVIEW_CLI_KINDS_H

#include "filter/selection.h"

/* Adds the sockets that a name means: a family ("unix"), one of its kinds ("unix_stream" or, as
 * printed, "u_str"), "inet" for every internet protocol, or "all". "inet6" adds nothing and limits
 * the choice to IPv6. False when it is none of these. */
bool kinds_add(struct selection *selection, struct slice name);

/* Removes the sockets that such a name means. False for "inet6", and when it is no such name. */
bool kinds_remove(struct selection *selection, struct slice name);

/* The name at a place of the list of all that kinds_add understands, with its help; NULL
 * after the last. */
const char *kinds_word(size_t place, const char **help);

#endif
