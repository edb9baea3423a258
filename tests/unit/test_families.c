/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "command_line.h"
#include "family/families.h"
#include "source/source.h"

/* The place in families[] of the first family with sockets of an address family. */
static size_t place_of(const struct address_family *address)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->table_count; j++) {
            if (families[i]->tables[j].address_family == address)
                return i;
        }
    }
    fail_msg("no family has %s", address->name);
    return 0;
}

/* A socket of a table, with all of its fields unknown. */
static struct sock sock_of(const struct family *family, const struct socket_table *table)
{
    struct sock sock;
    family_start(family, table, &family->kinds[0], &sock);
    return sock;
}

TEST(every_family_is_listed_by_its_name)
{
    size_t place = 0;
#define CHECK(word) assert_string_equal(families[place++]->name, #word);
    FAMILIES(CHECK)
#undef CHECK
    assert_int_equal(place, families_count);
    assert_true(families_count <= SELECTION_FAMILIES_MOST);
}

TEST(every_table_has_an_address_family)
{
    for (size_t i = 0; i < families_count; i++) {
        assert_true(families[i]->table_count > 0);
        for (size_t j = 0; j < families[i]->table_count; j++) {
            const struct socket_table *table = &families[i]->tables[j];
            struct sock sock = sock_of(families[i], table);
            assert_int_equal(sock.family, table->address_family->number);
            assert_ptr_equal(family_address(&sock), table->address_family);
            assert_ptr_equal(families_find_address(sock.family), table->address_family);
        }
    }
}

TEST(the_column_family_shows_the_name_of_the_address_family)
{
    struct lookups lookups = {0};
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->table_count; j++) {
            struct sock sock = sock_of(families[i], &families[i]->tables[j]);
            struct value value = {0};
            assert_true(column_get(column_find(slice_of("family")), &sock, &lookups, &value));
            assert_true(slice_equals(value.text, families[i]->tables[j].address_family->name));
        }
    }
}

TEST(a_family_of_the_internet_has_both_its_address_families)
{
    for (size_t i = 0; i < families_count; i++) {
        bool both[2] = {false};
        for (size_t j = 0; j < families[i]->table_count; j++) {
            both[0] |= families[i]->tables[j].address_family->number == AF_INET;
            both[1] |= families[i]->tables[j].address_family->number == AF_INET6;
        }
        assert_int_equal(both[0], family_is_inet(families[i]));
        assert_int_equal(both[1], family_is_inet(families[i]));
    }
}

TEST(an_address_that_the_family_has_not_is_found_nowhere)
{
    struct sock sock = sock_of(&family_tcp, family_tcp.whole);
    assert_int_equal(sock.family, AF_UNSPEC);
    assert_null(family_address(&sock));
    sock.family = AF_UNIX;
    assert_null(family_address(&sock));
    assert_null(families_find_address(AF_UNSPEC));
    assert_null(families_find_word(slice_of("")));
    assert_null(families_find_word(slice_of("inet7")));
    assert_null(families_find_word(slice_of("packet")));
}

TEST(address_families_are_listed_once)
{
    size_t count = 0;
    const struct address_family *address;
    for (; (address = families_address(count)) != NULL; count++) {
        assert_ptr_equal(families_find_address(address->number), address);
        assert_ptr_equal(families_find_word(slice_of(address->word)), address);
        assert_true(strlen(address->name) > 0 && strlen(address->help) > 0);
        assert_int_equal(address->narrows != 0, address->end_form == END_INTERNET);
        if (address->narrows == 0)
            assert_string_equal(address->name, families[place_of(address)]->name);
    }
    assert_true(count > 2);
    assert_null(families_address(count + 1));
}

TEST(every_word_of_f_narrows_to_its_sockets_or_chooses_them)
{
    const struct address_family *address;
    for (size_t i = 0; (address = families_address(i)) != NULL; i++) {
        struct command_line line;
        char words[64];
        const char *help;
        snprintf(words, sizeof(words), "-a -f %s", address->word);
        assert_string_equal(option_argument_word(ARGUMENT_FAMILY, i, &help), address->word);
        assert_string_equal(help, address->help);
        const struct selection *selection = &parse_good(&line, words)->selection;
        for (size_t j = 0; j < families_count; j++) {
            for (size_t k = 0; k < families[j]->table_count; k++) {
                const struct address_family *other = families[j]->tables[k].address_family;
                bool chosen = address->narrows == 0 || families[j]->by_default;
                assert_int_equal(selection_wants_table(selection, j, &families[j]->tables[k]),
                                 other == address && chosen);
            }
        }
        command_line_free(&line);
    }
}

static void count_name(void *context, struct slice name)
{
    const struct address_family *address = context;
    assert_true(slice_equals(name, address->name));
}

static bool matches(const char *text, const struct sock *sock)
{
    struct lookups lookups = {0};
    struct error error = {0};
    struct filter *filter = filter_parse(slice_of(text), "filter", AF_UNSPEC, &error);
    if (filter == NULL)
        fail_msg("%s", error_message(&error));
    filter_name_families(filter, count_name, (void *)(uintptr_t)family_address(sock));
    bool same = filter_judge(filter, sock, &lookups, 0) == FILTER_YES;
    filter_free(filter);
    lookups_free(&lookups);
    return same;
}

TEST(every_word_with_a_colon_means_the_sockets_of_that_address_family)
{
    const struct address_family *address, *other;
    for (size_t i = 0; (address = families_address(i)) != NULL; i++) {
        for (size_t j = 0; (other = families_address(j)) != NULL; j++) {
            const struct family *family = families[place_of(address)];
            struct sock sock = sock_of(family, &family->tables[0]);
            char text[64];
            sock.family = (uint8_t)address->number;
            sock.have |= HAVE_LOCAL;
            snprintf(text, sizeof(text), "src %s:*", address->word);
            assert_true(matches(text, &sock));
            if (i == j)
                continue;
            snprintf(text, sizeof(text), "not src %s:*", other->word);
            assert_true(matches(text, &sock));
        }
    }
}

TEST(only_ports_of_the_kernels_choice_are_autobound)
{
    static const struct {
        const struct family *family;
        const char *name;
        uint32_t port;
        bool autobound;
    } cases[] = {
        {&family_unix, "", 0, true},        {&family_unix, "@0a1f3", 0, true},
        {&family_unix, "@0a1fg", 0, false}, {&family_unix, "/a", 0, false},
        {&family_netlink, "", 4000, false}, {&family_netlink, "", UINT32_MAX - 4000, true},
        {&family_vsock, "", 1023, false},   {&family_vsock, "", 1024, true},
        {&family_packet, "", 0, true},      {&family_tipc, "", 0, false},
        {&family_xdp, "", 0, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sock sock = sock_of(cases[i].family, cases[i].family->tables);
        sock.have |= HAVE_LOCAL;
        sock.name = slice_of(cases[i].name);
        sock.local.port = cases[i].port;
        assert_int_equal(matches("autobound", &sock), cases[i].autobound);
    }
}

TEST(what_proc_net_lacks_is_said_of_every_family_that_has_a_file)
{
    for (size_t i = 0; i < families_count; i++) {
        const struct socket_table *table = families[i]->tables;
        assert_int_equal(families[i]->parse_proc != NULL, table->proc_file != NULL);
        assert_int_equal((table->address_family->files_lack & HAVE_SHUTDOWN) != 0,
                         table->proc_file != NULL || family_is_inet(families[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_is_listed_by_its_name),
        cmocka_unit_test(every_table_has_an_address_family),
        cmocka_unit_test(the_column_family_shows_the_name_of_the_address_family),
        cmocka_unit_test(a_family_of_the_internet_has_both_its_address_families),
        cmocka_unit_test(an_address_that_the_family_has_not_is_found_nowhere),
        cmocka_unit_test(address_families_are_listed_once),
        cmocka_unit_test(every_word_of_f_narrows_to_its_sockets_or_chooses_them),
        cmocka_unit_test(every_word_with_a_colon_means_the_sockets_of_that_address_family),
        cmocka_unit_test(only_ports_of_the_kernels_choice_are_autobound),
        cmocka_unit_test(what_proc_net_lacks_is_said_of_every_family_that_has_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
