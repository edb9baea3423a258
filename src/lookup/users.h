/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_USERS_H
#define SOCKVIEW_LOOKUP_USERS_H

#include <stdint.h>

#include "lookup/names.h"

/* Names of users through the C library (getpwuid_r), each asked once. Starts zeroed. */
struct users {
    struct names names;
};

/* The name of `uid`, or an empty slice when it has none. The text stays until users_free. */
struct slice users_find(struct users *users, uint32_t uid);

/* Frees the names. */
void users_free(struct users *users);

#endif
