/* SPDX-License-Identifier: MIT */
#include <sys/socket.h>

#include "cli/kinds.h"
#include "family/address_family.h"
#include "family/families.h"
#include "filter/selection.h"
#include "support.h"

static unsigned every_kind(size_t place)
{
    return (1u << families[place]->kind_count) - 1;
}

/* The selection that one name makes. The name must be accepted. */
static struct selection select_name(const char *name)
{
    struct selection selection = {0};
    if (!kinds_add(&selection, slice_of(name)))
        fail_msg("'%s' is not understood", name);
    return selection;
}

/* Fails unless just these kinds of one family are chosen, and it alone is named. */
static void check_only(const struct selection *selection, size_t place, unsigned kinds)
{
    for (size_t i = 0; i < families_count; i++)
        assert_int_equal(selection->kinds[i], i == place ? kinds : 0);
    assert_int_equal(selection->named, UINT32_C(1) << place);
}

TEST(the_tables_fit_into_a_selection)
{
    assert_true(families_count <= SELECTION_FAMILIES_MOST);
    for (size_t i = 0; i < families_count; i++)
        assert_in_range(families[i]->kind_count, 1, 8);
}

TEST(the_name_of_a_family_chooses_all_its_kinds)
{
    for (size_t i = 0; i < families_count; i++) {
        struct selection selection = select_name(families[i]->name);
        check_only(&selection, i, every_kind(i));
    }
}

static bool is_family_name(const char *name)
{
    bool found = false;
    for (size_t i = 0; i < families_count; i++)
        found |= strcmp(name, families[i]->name) == 0;
    return found;
}

/* A name that a family has as well stands for all its kinds. */
TEST(the_names_of_a_kind_choose_it_alone)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->kind_count && families[i]->kind_count > 1; j++) {
            struct selection selection = select_name(families[i]->kinds[j].name);
            check_only(&selection, i, 1u << j);
            const char *netid = families[i]->kinds[j].netid;
            selection = select_name(netid);
            check_only(&selection, i, is_family_name(netid) ? every_kind(i) : 1u << j);
        }
    }
}

TEST(all_is_every_family_and_names_none)
{
    struct selection selection = select_name("all");
    for (size_t i = 0; i < families_count; i++)
        assert_int_equal(selection.kinds[i], every_kind(i));
    assert_int_equal(selection.named, 0);
}

TEST(inet_is_every_internet_protocol_and_nothing_else)
{
    struct selection selection = select_name("inet");
    for (size_t i = 0; i < families_count; i++) {
        bool is_inet = families[i]->tables[0].address_family->number == AF_INET;
        assert_int_equal(selection.kinds[i], is_inet ? every_kind(i) : 0);
    }
    assert_int_equal(selection.named, 0);
    selection = select_name("tcp");
    struct selection inet = select_name("inet");
    for (size_t i = 0; i < families_count; i++)
        assert_int_equal(selection.kinds[i] & ~(unsigned)inet.kinds[i], 0);
}

TEST(names_add_up)
{
    struct selection selection = select_name("tcp"), tcp = selection, udp = select_name("udp");
    assert_true(kinds_add(&selection, slice_of("udp")));
    for (size_t i = 0; i < families_count; i++)
        assert_int_equal(selection.kinds[i], tcp.kinds[i] | udp.kinds[i]);
    assert_int_equal(selection.named, tcp.named | udp.named);
    assert_true(kinds_add(&selection, slice_of("all")));
    assert_int_equal(selection.named, tcp.named | udp.named);
}

TEST(other_names_are_refused_and_choose_nothing)
{
    static const char *const names[] = {"",     "tc",   "tcpx",   "TCP", "tcp ", " tcp",
                                        "tcp,", "al",   "allall", "*",   "-",    "unix_",
                                        "0",    "raw6", "inet4",  "any", "tcp\n"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct selection selection = {0};
        if (kinds_add(&selection, slice_of(names[i])))
            fail_msg("'%s' is understood", names[i]);
        assert_memory_equal(&selection, &(struct selection){0}, sizeof(selection));
    }
    struct selection selection = {0};
    assert_false(kinds_add(&selection, (struct slice){"tcp\0", 4}));
    assert_false(kinds_add(&selection, (struct slice){"tcp", 2}));
    assert_false(kinds_add(&selection, (struct slice){NULL, 0}));
}

TEST(without_a_choice_the_default_families_are_shown)
{
    struct selection selection = {0};
    selection_complete(&selection);
    bool any = false;
    for (size_t i = 0; i < families_count; i++) {
        assert_int_equal(selection.kinds[i], families[i]->by_default ? every_kind(i) : 0);
        any |= families[i]->by_default;
    }
    assert_true(any);
    assert_int_equal(selection.named, 0);
}

TEST(a_choice_is_not_completed)
{
    struct selection selection = select_name("udp"), before = selection;
    selection_complete(&selection);
    assert_memory_equal(&selection, &before, sizeof(selection));
}

TEST(a_kind_is_chosen_or_not)
{
    for (size_t i = 0; i < families_count; i++) {
        struct selection selection = {0};
        for (size_t j = 0; j < families[i]->kind_count; j++) {
            const struct kind *kind = &families[i]->kinds[j];
            assert_false(selection_has_kind(&selection, families[i], kind));
            selection.kinds[i] = (uint8_t)(1u << j);
            assert_true(selection_has_kind(&selection, families[i], kind));
            selection.kinds[i] = (uint8_t) ~(1u << j);
            assert_false(selection_has_kind(&selection, families[i], kind));
            selection.kinds[i] = 0;
        }
    }
    struct family stranger = *families[0];
    struct selection selection = select_name("all");
    assert_false(selection_has_kind(&selection, &stranger, &stranger.kinds[0]));
}

TEST(a_socket_has_addresses_that_were_asked_for)
{
    struct selection selection = select_name("tcp");
    struct sock sock = {.from = &family_tcp, .kind = &family_tcp.kinds[0], .family = AF_INET};
    selection.states = state_all();
    assert_true(selection_wants_sock(&selection, &sock));
    selection.addresses = NARROW_IPV6;
    assert_false(selection_wants_sock(&selection, &sock));
    sock.family = AF_INET6;
    assert_true(selection_wants_sock(&selection, &sock));
    selection.addresses = NARROW_IPV4;
    assert_false(selection_wants_sock(&selection, &sock));
}

static size_t count_offers(const char *wanted)
{
    const char *name, *help;
    size_t count = 0;
    for (size_t i = 0; (name = kinds_word(i, &help)) != NULL; i++)
        count += strcmp(name, wanted) == 0;
    return count;
}

TEST(every_name_that_is_offered_is_understood_and_offered_once)
{
    const char *name, *help = NULL;
    for (size_t i = 0; (name = kinds_word(i, &help)) != NULL; i++) {
        assert_non_null(help);
        select_name(name);
        assert_int_equal(count_offers(name), 1);
    }
}

TEST(every_family_and_every_kind_is_offered)
{
    assert_int_equal(count_offers("all"), 1);
    assert_int_equal(count_offers("inet"), 1);
    for (size_t i = 0; i < families_count; i++) {
        assert_int_equal(count_offers(families[i]->name), 1);
        for (size_t j = 0; j < families[i]->kind_count && families[i]->kind_count > 1; j++)
            assert_int_equal(count_offers(families[i]->kinds[j].name), 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_fit_into_a_selection),
        cmocka_unit_test(the_name_of_a_family_chooses_all_its_kinds),
        cmocka_unit_test(the_names_of_a_kind_choose_it_alone),
        cmocka_unit_test(all_is_every_family_and_names_none),
        cmocka_unit_test(inet_is_every_internet_protocol_and_nothing_else),
        cmocka_unit_test(names_add_up),
        cmocka_unit_test(other_names_are_refused_and_choose_nothing),
        cmocka_unit_test(without_a_choice_the_default_families_are_shown),
        cmocka_unit_test(a_choice_is_not_completed),
        cmocka_unit_test(a_kind_is_chosen_or_not),
        cmocka_unit_test(a_socket_has_addresses_that_were_asked_for),
        cmocka_unit_test(every_name_that_is_offered_is_understood_and_offered_once),
        cmocka_unit_test(every_family_and_every_kind_is_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
