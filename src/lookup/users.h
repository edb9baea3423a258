/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_USERS_H
#define SOCKVIEW_LOOKUP_USERS_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/lookup.h"
#include "util/slice.h"

/* The name of a user through the C library (getpwuid_r), which is asked once for each; empty when
 * it has none. The text stays until the state is freed. */
struct slice users_find(struct lookup_states *states, uint32_t uid);

/* Whether some lookup has failed, so that an empty name does not tell that the user has none. */
bool users_failed(struct lookup_states *states);

#endif
