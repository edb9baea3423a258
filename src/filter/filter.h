/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_FILTER_H
#define SOCKVIEW_FILTER_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "family/family.h"
#include "sock.h"
#include "util/error.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* An expression that sockets are chosen by: the grammar of ss, with every column as a field. */
struct filter;

/* What an expression says of a socket. */
enum filter_verdict {
    FILTER_NO,
    FILTER_LATER, /* it depends on what is not looked up yet (NEED_HOLD of column.h) */
    FILTER_YES,
};

/* The name at a place of the list of fields that are no columns, with its help; NULL behind the
 * last. */
const char *filter_field_word(size_t place, const char **help);

/* Appends the operators of a field, or of a column, with blanks between; nothing for one that takes
 * none. */
void filter_put_operators(struct slice name, struct strbuf *buffer);

/* What the values of a field, or of a column, are, in words. NULL when there is none. */
const char *filter_values_text(struct slice name);

/* Reads an expression, which may not be empty: a script's empty variable is no "everything".
 * `origin` names where it comes from in messages ("filter", or a file), and `family` (AF_*) is that
 * of addresses which do not tell their own; AF_UNSPEC: of the internet. Names of hosts and ports
 * are resolved here. NULL with `error`, whose excerpt shows the place, for what is no expression.
 * Freed with filter_free. */
struct filter *filter_parse(struct slice text, const char *origin, int family, struct error *error);

/* Hands over the name of each family, or of a kind of its sockets, that the expression asks for by
 * an address or a netid. */
void filter_name_families(const struct filter *filter,
                          void (*name)(void *context, struct slice family), void *context);

/* Both must hold. Either may be NULL; the answer owns them. */
struct filter *filter_and(struct filter *left, struct filter *right);

/* Frees it; NULL is fine. */
void filter_free(struct filter *filter);

/* Judges one socket. With `looked_up`, what is looked up for all rows at once (owners, hosts) can
 * be pulled and the answer is never FILTER_LATER. A comparison with a value that is unknown does
 * not hold, so its negation does. */
enum filter_verdict filter_judge(const struct filter *filter, const struct sock *sock,
                                 struct lookups *lookups, bool looked_up);

/* What the fields cost (enum need). */
unsigned filter_needs(const struct filter *filter);

/* The states (state_bit, that of STATE_UNKNOWN among them) that a socket which matches can be in:
 * at least those. */
uint32_t filter_states(const struct filter *filter);

/* What of a socket (HAVE_*) the fields need. */
uint64_t filter_reads(const struct filter *filter);

/* Name of the first field that needs one of these (HAVE_*, enum need), or NULL. */
const char *filter_reader(const struct filter *filter, uint64_t have, unsigned needs);

/* Name of a field on which it depends what the expression says of a socket, and of which it is not
 * known, though netlink tells that of sockets like it: not to everybody (struct family), and of one
 * that was read `from_file` (/proc/net) to nobody. NULL when nothing is missing. */
const char *filter_misses(const struct filter *filter, const struct sock *sock,
                          struct lookups *lookups, bool from_file);

/* Whether a socket matches whatever its owners are, where they could not be seen, and whatever else
 * is kept from us (filter_misses). Owners have been looked up. */
bool filter_is_sure(const struct filter *filter, const struct sock *sock, struct lookups *lookups);

/* Whether the expression says anything of states, so that it chooses them itself. */
bool filter_tests_states(const struct filter *filter);

/* Whether an `and` follows an `or` without brackets, which some languages read in another order. */
bool filter_is_ambiguous(const struct filter *filter);

/* Whether an IPv6 address without brackets was taken for one with a port, which it may not be. */
bool filter_is_split(const struct filter *filter);

/* Name of the first field that only -r can tell of (names of hosts), or NULL. */
const char *filter_host_field(const struct filter *filter);

#endif
