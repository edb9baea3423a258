/* SPDX-License-Identifier: MIT */
#include "cli/kinds.h"
#include "need.h"
#include "owners/bpf.h"
#include "run/expected.h"
#include "support.h"
#include "tree.h"

static const struct sockets_in_use use = {
    .known = true, .all = 1000, .tcp = 500, .udp = 100, .udp6 = 30, .time_wait = 7};

static uint64_t expect(const char *kind, uint32_t states)
{
    struct selection selection = {.states = states};
    assert_true(kinds_add(&selection, slice_of(kind)));
    return expected_sockets(&selection, &use);
}

TEST(the_counts_of_the_chosen_families_are_expected)
{
    assert_int_equal(expect("tcp", state_all()), 500);
    assert_int_equal(expect("udp", state_all()), 130);
    assert_int_equal(expect("unix", state_all()), 370);
    assert_int_equal(expect("raw", state_all()), 0);
}

/* The kernel does not count them, and walking all descriptors for them is no gain. */
TEST(few_listeners_are_expected)
{
    assert_int_equal(expect("tcp", state_bit(STATE_LISTEN)), 0);
    assert_int_equal(expect("tcp", state_bit(STATE_ESTABLISHED)), 500);
}

TEST(nothing_is_expected_where_nothing_is_known)
{
    static const struct sockets_in_use unknown = {.all = 1000, .tcp = 500};
    static const struct sockets_in_use changing = {.known = true, .all = 3, .tcp = 5};
    struct selection selection = {.states = state_all()};
    assert_true(kinds_add(&selection, slice_of("unix")));
    assert_int_equal(expected_sockets(&selection, &unknown), 0);
    assert_int_equal(expected_sockets(&selection, &changing), 0);
    selection.filter = filter_parse(slice_of("inode = 5"), "filter", 0, &(struct error){0});
    assert_int_equal(expected_sockets(&selection, &use), 0);
    selection_free(&selection);
}

/* Whether a query looks for owners early on a machine with very many sockets. */
static bool looks_early(struct query query)
{
    static const char counts[] = "sockets: used 90000\nTCP: inuse 90000 tw 0\nUDP: inuse 0\n";
    static const char ipv6[] = "TCP6: inuse 0\nUDP6: inuse 0\n";
    struct lookups lookups = {0};
    struct tree proc;
    tree_make(&proc);
    tree_directory(&proc, "net");
    tree_file(&proc, "net/sockstat", counts, strlen(counts));
    tree_file(&proc, "net/sockstat6", ipv6, strlen(ipv6));
    query.needs = NEED_OWNERS;
    query.host_proc = proc.path;
    query.selection.states = state_all();
    assert_true(kinds_add(&query.selection, slice_of("tcp")));
    expected_find_owners(&query, &lookups);
    bool tried = lookups.owners.tried_ahead;
    lookups_free(&lookups);
    tree_remove(&proc);
    return tried;
}

/* Findings and the first rows are few. */
TEST(owners_are_looked_for_early_when_most_sockets_are_rows)
{
    if (!owners_bpf_is_built())
        SKIP_BECAUSE("this program was built without BPF");
    assert_true(looks_early((struct query){0}));
    assert_false(looks_early((struct query){.arrangement.limit = 10}));
    assert_false(looks_early((struct query){.arrangement.health.asked = 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counts_of_the_chosen_families_are_expected),
        cmocka_unit_test(few_listeners_are_expected),
        cmocka_unit_test(nothing_is_expected_where_nothing_is_known),
        cmocka_unit_test(owners_are_looked_for_early_when_most_sockets_are_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
