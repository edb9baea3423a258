/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PROGRAMS_H
#define SOCKVIEW_LOOKUP_PROGRAMS_H

#include <stdint.h>

#include "lookup/lookup.h"
#include "util/slice.h"

/* The program's name as netstat takes it: the first argument of a process (/proc/PID/cmdline)
 * without its directories. Empty when there is none or it may not be read. The process chooses it,
 * so it can contain any byte. Read once. Valid until the state is freed. */
struct slice programs_find(struct lookup_states *states, uint32_t pid);

#endif
