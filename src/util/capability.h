/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_CAPABILITY_H
#define SOCKVIEW_UTIL_CAPABILITY_H

#include <stdbool.h>

/* Whether this process has a capability (CAP_* of linux/capability.h) in effect. */
bool capability_is_held(unsigned capability);

#endif
