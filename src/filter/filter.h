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

/* A parsed filter expression. Its grammar is that of ss, with every column as a field. */
struct filter;

/* The result of a filter for one socket. */
enum filter_verdict {
    FILTER_NO,
    FILTER_LATER, /* depends on values that are not looked up yet (NEED_LATER) */
    FILTER_YES,
};

/* The name, with its help, at a place in the list of fields that are not columns. NULL after the
 * last. */
const char *filter_field_word(size_t place, const char **help);

/* Appends the operators of a field or column, separated by blanks. Appends nothing when it takes
 * none. */
void filter_put_operators(struct slice name, struct strbuf *buffer);

/* Describes the values of a field or column in words. NULL when there is no such field. */
const char *filter_values_text(struct slice name);

/* Parses an expression. It must not be empty: an empty variable in a script must not match
 * everything. `origin` names the source in messages ("filter", or a file). `family` (AF_*) applies
 * to addresses without a family of their own; AF_UNSPEC means the internet. Names of hosts and
 * ports are resolved here. NULL with `error` when the text is no expression; its excerpt shows the
 * place. Free the result with filter_free. */
struct filter *filter_parse(struct slice text, const char *origin, int family, struct error *error);

/* Calls `name` with each family, or kind of its sockets, that the expression requires by an address
 * or a netid. */
void filter_name_families(const struct filter *filter,
                          void (*name)(void *context, struct slice family), void *context);

/* Joins two filters: both must hold. Either may be NULL. The result owns them. */
struct filter *filter_and(struct filter *left, struct filter *right);

/* Frees the filter. NULL is allowed. */
void filter_free(struct filter *filter);

/* Judges one socket. Tests that need what is in `later` (enum need) wait for it, and the result is
 * FILTER_LATER when it depends on them; with 0 it never is. A comparison with an unknown value does
 * not hold, so its negation does. */
enum filter_verdict filter_judge(const struct filter *filter, const struct sock *sock,
                                 struct lookups *lookups, unsigned later);

/* What its fields need (enum need). */
unsigned filter_needs(const struct filter *filter);

/* A set of states (state_bit) that contains every state in which a socket can match, including
 * STATE_UNKNOWN. It may contain more. */
uint32_t filter_states(const struct filter *filter);

/* The values of a socket (HAVE_*) that its fields need. */
uint64_t filter_reads(const struct filter *filter);

/* Name of the first field that needs one of these values (HAVE_*, enum need), or NULL. */
const char *filter_reader(const struct filter *filter, uint64_t have, unsigned needs);

/* Name of a field that decides whether the socket matches, but whose value is missing although
 * netlink reports it for such sockets. It is missing because netlink reports it only to privileged
 * processes (netlink_only in struct family), or because the socket was read `from_file`
 * (/proc/net). NULL when no value is missing. */
const char *filter_misses(const struct filter *filter, const struct sock *sock,
                          struct lookups *lookups, bool from_file);

/* Whether a socket certainly matches, whatever the owners that could not be seen and other missing
 * values (filter_misses) are. Call it after owners were looked up. */
bool filter_is_sure(const struct filter *filter, const struct sock *sock, struct lookups *lookups);

/* Whether the expression tests states. It then replaces the default choice of states. */
bool filter_tests_states(const struct filter *filter);

/* Whether an `and` follows an `or` without brackets. Some languages read that in another order. */
bool filter_is_ambiguous(const struct filter *filter);

/* Whether an IPv6 address without brackets was read as address and port, which the user may not
 * have meant. */
bool filter_is_split(const struct filter *filter);

/* Valid as long as the filter: the part that the kernel keeps of the first process name that is
 * longer; or the first pattern that matches only longer names, and then `is_pattern` is set; or an
 * empty slice. */
struct slice filter_cut_name(const struct filter *filter, bool *is_pattern);

/* Name of the first field that needs names of hosts, which only -r looks up; or NULL. */
const char *filter_host_field(const struct filter *filter);

#endif
