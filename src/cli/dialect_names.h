/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_DIALECT_NAMES_H
#define SOCKVIEW_CLI_DIALECT_NAMES_H

#include <stddef.h>

/* The name of the program at a place of the list of those whose manner sockview can take, with its
 * help; NULL after the last. */
const char *dialect_name(size_t place, const char **help);

#endif
