/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "column/groups.h"
#include "filter/kinds.h"

static enum filter_verdict negate(enum filter_verdict verdict)
{
    return verdict == FILTER_NO ? FILTER_YES : verdict == FILTER_YES ? FILTER_NO : FILTER_LATER;
}

/* How the tests of an expression are judged. A test is open (FILTER_LATER) when a value that it
 * needs is missing for a reason that counts. */
struct judge {
    struct lookups *lookups;
    unsigned later;      /* enum need: tests that need one of these are open */
    uint64_t unreported; /* HAVE_*: tests that need one of these are open */
    bool from_file;      /* tests of values that only netlink reports are open too */
    bool strict;         /* tests of any unknown value are open */
};

/* Whether the value that a test needs is known for every owner that was seen. */
static bool are_parts_known(const struct filter_test *test, const struct sock *sock,
                            struct lookups *lookups)
{
    size_t count;
    const struct process *owners = columns_find_owners(sock, lookups, &count);
    bool known = true;
    for (size_t i = 0; i < count; i++) {
        known &= !filter_is_kind(&test->field, FILTER_PROCESS) || owners[i].name.data != NULL;
        known &= !(test->needs & NEED_CONTEXTS) || owners[i].context.length > 0;
        known &= !(test->needs & NEED_OWNER_DETAILS) ||
                 columns_know_owner(test->field.column, &owners[i]);
    }
    return known;
}

/* Whether the text cannot change: it is the socket's own, or it is that of owners and some owners
 * were seen. */
static bool is_settled_text(const struct filter_test *test, const struct sock *sock,
                            struct lookups *lookups)
{
    size_t count;
    columns_find_owners(sock, lookups, &count);
    return test->field.column->type == VALUE_TEXT &&
           (test->field.column->have & HAVE_INODE || count > 0);
}

/* Whether a match only means that the rest of the name may match the pattern. */
static bool is_guess(const struct filter_test *test)
{
    return test->is_cut && filter_is_glob(test);
}

/* Whether owners that were not seen cannot change the result of a test. A match in the list stays
 * one when the list grows. */
static bool are_owners_known(const struct filter_test *test, const struct sock *sock,
                             struct lookups *lookups)
{
    struct value value = {0};
    if (!column_get(test->field.column, sock, lookups, &value))
        return false;
    bool holds = filter_value_holds(test, sock, lookups, &value); /* before others are looked up */
    if (is_settled_text(test, sock, lookups))
        return true;
    if (holds)
        return !is_guess(test);
    return (owners_are_whole(&lookups->owners) || !sock_can_be_held(sock)) &&
           are_parts_known(test, sock, lookups);
}

/* Whether the socket is known to have no value of the column. */
static bool is_absent(const struct column *column, const struct sock *sock, struct lookups *lookups)
{
    return column->is_absent != NULL && column->is_absent(column, sock, lookups);
}

static bool is_value_known(const struct column *column, const struct sock *sock,
                           struct lookups *lookups)
{
    struct value value = {0};
    return column == NULL || !column_belongs_to(column, sock->from) ||
           column_get(column, sock, lookups, &value) || is_absent(column, sock, lookups);
}

/* Whether the value that a test needs is known, or known to be absent. */
static bool is_known(const struct filter_test *test, const struct sock *sock,
                     struct lookups *lookups)
{
    struct value value = {0};
    if (test->other != NULL)
        return is_value_known(test->field.column, sock, lookups) &&
               is_value_known(test->other, sock, lookups);
    if (test->needs & NEED_OWNERS)
        return are_owners_known(test, sock, lookups);
    if (filter_is_kind(&test->field, FILTER_AUTOBOUND))
        return true; /* families for which the kernel does not report it; others: see
                      * `unreported` */
    if (!column_belongs_to(test->field.column, sock->from))
        return true;
    if ((sock->have & test->field.column->have) != test->field.column->have)
        return false;
    return filter_needs_no_value(test) || filter_get_value(test, sock, lookups, &value) ||
           is_absent(test->field.column, sock, lookups);
}

static bool is_missing_in_file(const struct filter_test *test, const struct sock *sock,
                               struct lookups *lookups)
{
    bool is_lacking = column_is_netlink_only(test->field.column, sock) ||
                      (test->other != NULL && column_is_netlink_only(test->other, sock));
    return is_lacking && !is_known(test, sock, lookups);
}

static bool is_open(const struct judge *judge, const struct filter_test *test,
                    const struct sock *sock)
{
    return test->needs & judge->later || filter_test_have(test) & judge->unreported & ~sock->have ||
           (judge->from_file && is_missing_in_file(test, sock, judge->lookups)) ||
           (judge->strict && !is_known(test, sock, judge->lookups));
}

static enum filter_verdict judge_test(const struct judge *judge, const struct filter_test *test,
                                      const struct sock *sock)
{
    if (is_open(judge, test, sock))
        return FILTER_LATER;
    bool negative = test->comparison != filter_operator_positive(test->comparison);
    return filter_test_holds(test, sock, judge->lookups) != negative ? FILTER_YES : FILTER_NO;
}

static enum filter_verdict judge_node(const struct judge *judge, const struct filter_node *node,
                                      const struct sock *sock);

/* Three-valued logic: the verdicts are ordered, `and` takes the lower one and `or` the higher
 * one. */
static enum filter_verdict judge_list(const struct judge *judge, const struct filter_node *node,
                                      const struct sock *sock)
{
    enum filter_verdict all = FILTER_YES;
    for (; node != NULL; node = node->next) {
        bool is_and = node->connective == FILTER_AND;
        if (all == (is_and ? FILTER_NO : FILTER_YES))
            continue;
        enum filter_verdict one = judge_node(judge, node, sock);
        if (is_and ? one < all : one > all)
            all = one;
    }
    return all;
}

static enum filter_verdict judge_node(const struct judge *judge, const struct filter_node *node,
                                      const struct sock *sock)
{
    enum filter_verdict verdict = node->test != NULL ? judge_test(judge, node->test, sock)
                                                     : judge_list(judge, node->first, sock);
    return node->negated ? negate(verdict) : verdict;
}

static enum filter_verdict judge_all(const struct judge *judge, const struct filter *filter,
                                     const struct sock *sock)
{
    enum filter_verdict all = FILTER_YES;
    for (; filter != NULL && all != FILTER_NO; filter = filter->other) {
        enum filter_verdict one = judge_node(judge, &filter->judged, sock);
        all = one < all ? one : all;
    }
    return all;
}

enum filter_verdict filter_judge(const struct filter *filter, const struct sock *sock,
                                 struct lookups *lookups, unsigned later)
{
    const struct judge judge = {.lookups = lookups, .later = later};
    return judge_all(&judge, filter, sock);
}

/* The values (HAVE_*) that netlink reports of such sockets, but that this record lacks. */
static uint64_t unreported_of(const struct sock *sock)
{
    return sock_is_reduced(sock) ? 0 : sock->from->netlink_only & ~sock->have;
}

/* Name of the field of the first test in a list that is open and will stay so, or NULL. Rates are
 * known of some sockets only, whatever reads them. */
static const char *find_open(const struct judge *judge, const struct filter_node *node,
                             const struct sock *sock)
{
    const char *name = NULL;
    for (; node != NULL && name == NULL; node = node->next) {
        if (node->test == NULL)
            name = find_open(judge, node->first, sock);
        else if (is_open(judge, node->test, sock) &&
                 !(node->test->needs & (NEED_HOLD | NEED_RATES)))
            name = node->test->field.name;
    }
    return name;
}

const char *filter_misses(const struct filter *filter, const struct sock *sock,
                          struct lookups *lookups, bool from_file)
{
    struct judge judge = {.lookups = lookups,
                          .later = NEED_LATER,
                          .unreported = unreported_of(sock),
                          .from_file = from_file};
    const char *name = NULL;
    if ((judge.unreported == 0 && !from_file) || judge_all(&judge, filter, sock) != FILTER_LATER)
        return NULL;
    judge.later = 0;
    for (; filter != NULL && name == NULL; filter = filter->other)
        name = find_open(&judge, filter->joined.first, sock);
    return name;
}

bool filter_is_sure(const struct filter *filter, const struct sock *sock, struct lookups *lookups)
{
    const struct judge judge = {
        .lookups = lookups, .unreported = unreported_of(sock), .strict = true};
    return judge_all(&judge, filter, sock) == FILTER_YES;
}
