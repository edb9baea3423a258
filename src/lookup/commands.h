/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_COMMANDS_H
#define SOCKVIEW_LOOKUP_COMMANDS_H

#include <stdint.h>

#include "lookup/names.h"

/* Processes by id, each asked once (/proc/PID/comm). Starts zeroed. */
struct commands {
    struct names names;
};

/* "NAME/PID" of a process, or an empty slice when there is none or it may not be read. Any byte can
 * be in the name. The text stays until commands_free. */
struct slice commands_find(struct commands *commands, uint32_t pid);

/* Frees the names. */
void commands_free(struct commands *commands);

#endif
