/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_SELECTION_H
#define SOCKVIEW_FILTER_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "family/family.h"
#include "util/slice.h"

enum { SELECTION_FAMILIES_MOST = 32 };

/* Which kinds of sockets were asked for. Starts zeroed: none. */
struct selection {
    uint8_t kinds[SELECTION_FAMILIES_MOST]; /* by place in families[]: a bit for each kind */
    uint32_t named;                         /* a bit for each family that was asked for by name */
};

/* Adds what a name stands for: a family ("unix"), one of its kinds ("unix_stream" or, as printed,
 * "u_str"), "inet" for every internet protocol, or "all". False when it is none of these. */
bool selection_add(struct selection *selection, struct slice name);

/* Whether nothing was asked for. */
bool selection_is_empty(const struct selection *selection);

/* The address family (AF_*) of all that was asked for, AF_UNSPEC when it is none or several. IPv4
 * stands for IPv6 too. */
int selection_address_family(const struct selection *selection);

/* Adds the families that are shown when nothing was chosen, if nothing was. */
void selection_complete(struct selection *selection);

/* Whether one of these families (names, the last NULL) was asked for; true for NULL. */
bool selection_has_any(const struct selection *selection, const char *const *names);

/* Whether a kind of a family was asked for. */
bool selection_has_kind(const struct selection *selection, const struct family *family,
                        const struct kind *kind);

/* The name at a place of the list of all that selection_add understands, with its help; NULL
 * behind the last. */
const char *selection_name(size_t place, const char **help);

#endif
