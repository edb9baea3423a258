/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_PLURAL_H
#define SOCKVIEW_UTIL_PLURAL_H

#include <stdint.h>

/* The words after a count: those for 1, such as "socket has", or those for any other number. */
static inline const char *plural(uint64_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

#endif
