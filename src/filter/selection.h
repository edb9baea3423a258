/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_SELECTION_H
#define SOCKVIEW_FILTER_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "column/columns.h"
#include "family/families.h"
#include "filter/filter.h"
#include "util/slice.h"

enum { SELECTION_FAMILIES_MOST = 32 };

/* Which sockets were asked for. Starts zeroed: nothing. */
struct selection {
    uint8_t kinds[SELECTION_FAMILIES_MOST]; /* a bit for each kind; indexed like families[] */
    uint32_t named;                         /* a bit for each family that was asked for by name */
    unsigned addresses;                     /* NARROW_* */
    uint32_t states;                        /* 0: all states except LISTEN and UNCONN */
    const struct family *apart;             /* a family with states of its own, or NULL */
    uint32_t apart_states;                  /* these */
    bool default_states;   /* no state was asked for: families add states of their own
                            * (shown_by_default) */
    struct filter *filter; /* owned; NULL: everything */
};

/* Whether nothing was asked for. */
bool selection_is_empty(const struct selection *selection);

/* The address family (AF_*) that addresses in a filter have: that of everything that was asked for.
 * AF_UNSPEC when there are several or none, and for the internet. */
int selection_address_family(const struct selection *selection);

/* Adds the default families when none was chosen. */
void selection_complete(struct selection *selection);

/* Whether a family with the columns of a group was asked for. */
bool selection_has_columns(const struct selection *selection, const struct column_group *group);

/* Whether a kind of a family was asked for. */
bool selection_has_kind(const struct selection *selection, const struct family *family,
                        const struct kind *kind);

/* The states of a family that were asked for. */
uint32_t selection_states(const struct selection *selection, const struct family *family);

/* Whether any of the chosen kinds of sockets can be in one of the chosen states. */
bool selection_is_possible(const struct selection *selection);

/* Whether a table of families[family] is asked for. */
bool selection_wants_table(const struct selection *selection, size_t family,
                           const struct socket_table *table);

/* The states of a family that can be in the answer: those that were asked for and that the filter
 * can pass. Sockets in other states need not be read. */
uint32_t selection_possible_states(const struct selection *selection, const struct family *family);

/* Whether the kind, the addresses and the state of a socket were asked for. */
bool selection_wants_sock(const struct selection *selection, const struct sock *sock);

/* Frees what the selection owns. */
void selection_free(struct selection *selection);

#endif
