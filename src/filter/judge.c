/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "column/groups.h"
#include "filter/tree.h"

static enum filter_verdict negate(enum filter_verdict verdict)
{
    return verdict == FILTER_NO ? FILTER_YES : verdict == FILTER_YES ? FILTER_NO : FILTER_LATER;
}

/* Of what is left of a connection, or only begins to be one, the kernel tells less. FIN_WAIT2 that
 * no program holds any more is kept as TIME_WAIT is. */
static bool is_remnant(const struct sock *sock)
{
    uint32_t remnants = state_bit(STATE_TIME_WAIT) | state_bit(STATE_SYN_RECV);
    if (!(sock->have & (HAVE_INODE | HAVE_UID)))
        remnants |= state_bit(STATE_FIN_WAIT2);
    return sock->have & HAVE_STATE && state_bit(sock->state) & remnants;
}

/* With what a socket is judged. */
struct judge {
    struct lookups *lookups;
    bool looked_up;
    /* Tests are open where it is not known what they need: one of these (HAVE_*), */
    uint64_t untold;
    bool from_file; /* or what only netlink tells, */
    bool strict;    /* or anything else */
};

/* Whether all that a test looks at was read of each owner that was seen. */
static bool are_parts_known(const struct filter_test *test, const struct sock *sock,
                            struct lookups *lookups)
{
    size_t count;
    const struct process *owners = columns_find_owners(sock, lookups, &count);
    bool known = true;
    for (size_t i = 0; i < count; i++) {
        known &= test->field.kind != FILTER_PROCESS || owners[i].name.data != NULL;
        known &= !(test->needs & NEED_CONTEXTS) || owners[i].context.length > 0;
    }
    return known;
}

/* Whether a test says the same of a socket whoever else holds it. What is found in a list stays
 * true when there is more; a text is the socket's own. */
static bool are_owners_known(const struct filter_test *test, const struct sock *sock,
                             struct lookups *lookups)
{
    struct value value = {0};
    if (!column_get(test->field.column, sock, lookups, &value))
        return false;
    if (value.type == VALUE_TEXT || filter_value_holds(test, sock, lookups, &value))
        return true;
    return (owners_are_whole(&lookups->owners) || !sock_can_be_held(sock)) &&
           are_parts_known(test, sock, lookups);
}

/* Whether the test is about something that is known of the socket. */
static bool is_known(const struct filter_test *test, const struct sock *sock,
                     struct lookups *lookups)
{
    struct value value = {0};
    if (test->needs & NEED_OWNERS)
        return are_owners_known(test, sock, lookups);
    if (test->field.kind == FILTER_AUTOBOUND)
        return true; /* of families of which the kernel does not tell it, see the untold */
    if ((sock->have & test->field.column->have) != test->field.column->have)
        return false;
    return test->field.kind == FILTER_STATE || filter_needs_no_value(test) ||
           column_get(test->field.column, sock, lookups, &value);
}

/* What /proc/net has for no socket of the address family. */
static uint64_t absent_from_files(const struct sock *sock)
{
    const struct address_family *address = family_address(sock);
    return address == NULL ? 0 : address->files_lack;
}

static bool is_kept_back(const struct filter_test *test, const struct sock *sock,
                         struct lookups *lookups)
{
    const struct column *column = test->field.column;
    if (is_remnant(sock) || !column_belongs_to(column, sock->from))
        return false;
    bool netlink_tells = test->needs & NEED_DETAILS || column_is_special(column) ||
                         column->have & absent_from_files(sock);
    return netlink_tells && !is_known(test, sock, lookups);
}

static bool is_open(const struct judge *judge, const struct filter_test *test,
                    const struct sock *sock)
{
    return (!judge->looked_up && test->needs & NEED_HOLD) ||
           test->field.column->have & judge->untold & ~sock->have ||
           (judge->from_file && is_kept_back(test, sock, judge->lookups)) ||
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

/* Three-valued: the verdicts are in order, `and` is the lesser and `or` the greater. */
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
        enum filter_verdict one = judge_node(judge, &filter->root, sock);
        all = one < all ? one : all;
    }
    return all;
}

enum filter_verdict filter_judge(const struct filter *filter, const struct sock *sock,
                                 struct lookups *lookups, bool looked_up)
{
    const struct judge judge = {.lookups = lookups, .looked_up = looked_up};
    return judge_all(&judge, filter, sock);
}

/* What netlink tells of sockets like it, and not of this one. */
static uint64_t untold_of(const struct sock *sock)
{
    return is_remnant(sock) ? 0 : sock->from->netlink_only & ~sock->have;
}

/* The first test of a list that is open. */
static const char *find_open(const struct judge *judge, const struct filter_node *node,
                             const struct sock *sock)
{
    const char *name = NULL;
    for (; node != NULL && name == NULL; node = node->next) {
        if (node->test == NULL)
            name = find_open(judge, node->first, sock);
        else if (is_open(judge, node->test, sock) && !(node->test->needs & NEED_HOLD))
            name = node->test->field.name;
    }
    return name;
}

const char *filter_misses(const struct filter *filter, const struct sock *sock,
                          struct lookups *lookups, bool from_file)
{
    const struct judge judge = {
        .lookups = lookups, .untold = untold_of(sock), .from_file = from_file};
    const char *name = NULL;
    if ((judge.untold == 0 && !from_file) || judge_all(&judge, filter, sock) != FILTER_LATER)
        return NULL;
    for (; filter != NULL && name == NULL; filter = filter->other)
        name = find_open(&judge, filter->root.first, sock);
    return name;
}

bool filter_is_sure(const struct filter *filter, const struct sock *sock, struct lookups *lookups)
{
    const struct judge judge = {
        .lookups = lookups, .looked_up = true, .untold = untold_of(sock), .strict = true};
    return judge_all(&judge, filter, sock) == FILTER_YES;
}
