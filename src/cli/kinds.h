/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_KINDS_H
#define SOCKVIEW_CLI_KINDS_H

#include "filter/selection.h"

/* Adds what a name stands for: a family ("unix"), one of its kinds ("unix_stream" or, as printed,
 * "u_str"), "inet" for every internet protocol, or "all". "inet6" adds nothing and narrows what is
 * chosen to IPv6. False when it is none of these. */
bool kinds_add(struct selection *selection, struct slice name);

/* Takes away what such a name stands for. False for "inet6", and when it is none of these. */
bool kinds_remove(struct selection *selection, struct slice name);

/* The name at a place of the list of all that kinds_add understands, with its help; NULL
 * after the last. */
const char *kinds_word(size_t place, const char **help);

#endif
