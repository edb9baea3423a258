/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_FUZZ_CHECKS_H
#define SOCKVIEW_TESTS_FUZZ_CHECKS_H

#include "family/family.h"
#include "fuzz.h"
#include "lookups.h"

/* Each ends the program unless what its name says holds. */

/* Nothing that a terminal could take for a command: no control bytes, and UTF-8 throughout. */
void check_clean(struct slice text);

/* One JSON value, and nothing after it. */
void check_json(struct slice text);

/* Every column of a socket can be pulled, compared with itself and written in every style. */
void check_columns(const struct sock *sock, struct lookups *lookups);

/* The tables of all families one after the other, with the one that holds all tables of its
 * family; the place is counted from 0 and begins anew after the last. */
const struct socket_table *table_at(size_t place, const struct family **family);

/* Lookups that last for many inputs, so that the files of the machine are not read for each. They
 * are freed at the end of the program. */
struct lookups *lasting_lookups(void);

#endif
