/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_COMMANDS_H
#define SOCKVIEW_LOOKUP_COMMANDS_H

#include <stdint.h>

#include "lookup/lookup.h"
#include "util/slice.h"

/* "NAME/PID" of a process (/proc/PID/comm, read once for each), or an empty slice when there is
 * none or it may not be read. Any byte can be in the name. The text stays until the state is freed.
 */
struct slice commands_find(struct lookup_states *states, uint32_t pid);

#endif
