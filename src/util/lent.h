/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_LENT_H
#define SOCKVIEW_UTIL_LENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Rights that are put aside for a while. */
struct lent {
    uid_t user;
    gid_t group;
    uint64_t capabilities;
};

/* Whether the file of the program lends it rights that the caller does not have: by its set-user-ID
 * or set-group-ID bit, or by capabilities (AT_SECURE in getauxval(3)). */
bool lent_rights(void);

/* Puts lent rights aside, so that files are opened with those of the caller alone. Does nothing if
 * none are lent. To be called while there is one thread. False with errno; the rights are then as
 * they were. */
bool lent_put_aside(struct lent *lent);

/* Takes them back. False with errno. */
bool lent_take_back(const struct lent *lent);

#endif
