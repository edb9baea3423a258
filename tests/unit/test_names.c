/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <net/if.h>
#include <pwd.h>
#include <sys/stat.h>

#include "lookup/interfaces.h"
#include "lookup/namespaces.h"
#include "lookup/users.h"
#include "sock.h"
#include "support.h"

static const uint32_t nobody_has = 4000000017;

TEST(a_stored_name_is_found_and_is_a_copy)
{
    struct names names = {0};
    char text[] = "first";
    assert_null(names_find(&names, 0));
    assert_slice(names_store(&names, 0, slice_of(text)), "first");
    text[0] = 'x';
    assert_slice(*names_find(&names, 0), "first");
    assert_null(names_find(&names, 1));
    names_free(&names);
    assert_null(names_find(&names, 0));
}

TEST(an_empty_name_is_known_and_empty)
{
    struct names names = {0};
    assert_int_equal(names_store(&names, 8, (struct slice){0}).length, 0);
    assert_non_null(names_find(&names, 8));
    assert_int_equal(names_find(&names, 8)->length, 0);
    names_free(&names);
}

TEST(texts_stay_while_thousands_are_added)
{
    enum { NAMES = 20000 };
    struct names names = {0};
    struct slice first = names_store(&names, UINT32_MAX, slice_of("stays"));
    for (uint32_t id = 0; id < NAMES; id++) {
        char text[32];
        snprintf(text, sizeof(text), "name-%" PRIu32, id);
        names_store(&names, id, slice_of(text));
    }
    for (uint32_t id = 0; id < NAMES; id++) {
        char text[32];
        snprintf(text, sizeof(text), "name-%" PRIu32, id);
        if (!slice_equals(*names_find(&names, id), text))
            fail_msg("%s is lost", text);
    }
    assert_slice(first, "stays");
    names_free(&names);
}

TEST(the_loopback_interface_has_its_name)
{
    struct interfaces interfaces = {0};
    unsigned index = if_nametoindex("lo");
    if (index == 0)
        SKIP_BECAUSE("there is no interface lo");
    struct slice name = interfaces_find(&interfaces, 0, index);
    assert_slice(name, "lo");
    assert_ptr_equal(interfaces_find(&interfaces, 0, index).data, name.data);
    interfaces_free(&interfaces);
}

TEST(an_interface_that_has_gone_is_told_by_what_no_device_is_called)
{
    struct interfaces interfaces = {0};
    assert_slice(interfaces_find(&interfaces, 0, 2147483647), "if/2147483647");
    assert_slice(interfaces_find(&interfaces, 0, UINT32_MAX), "if/4294967295");
    assert_slice(interfaces_find(&interfaces, 0, 2147483647), "if/2147483647");
    interfaces_free(&interfaces);
}

/* The kernel gives names only for the namespace of the caller. No namespace has inode 2. */
TEST(an_interface_of_another_namespace_is_not_taken_from_this_one)
{
    struct interfaces interfaces = {0};
    unsigned index = if_nametoindex("lo");
    if (index == 0 || namespaces_current() == 0)
        SKIP_BECAUSE("there is no interface lo, or no /proc");
    char number[24];
    snprintf(number, sizeof(number), "if/%u", index);
    assert_slice(interfaces_find(&interfaces, 2, index), number);
    assert_slice(interfaces_find(&interfaces, namespaces_current(), index), "lo");
    assert_slice(interfaces_find(&interfaces, 2, index), number);
    interfaces_free(&interfaces);
}

/* Of the devices of another machine only the loopback is known. */
TEST(the_interfaces_of_a_recording_are_those_of_no_namespace)
{
    struct interfaces interfaces = {0};
    assert_slice(interfaces_find(&interfaces, NETNS_RECORDED, 1), "lo");
    assert_slice(interfaces_find(&interfaces, NETNS_RECORDED, 2), "if/2");
    assert_int_equal(interfaces_index(&interfaces, NETNS_RECORDED, "lo"), 1);
    assert_int_equal(interfaces_index(&interfaces, NETNS_RECORDED, "eth0"), 0);
    interfaces_free(&interfaces);
}

TEST(interfaces_that_were_loaded_are_found_from_elsewhere)
{
    enum { SPACES = 100 };
    struct interfaces interfaces = {0};
    unsigned index = if_nametoindex("lo");
    if (index == 0)
        SKIP_BECAUSE("there is no interface lo");
    for (uint32_t netns = 1; netns <= SPACES; netns++)
        interfaces_load(&interfaces, netns);
    for (uint32_t netns = 1; netns <= SPACES; netns++)
        assert_slice(interfaces_find(&interfaces, netns, index), "lo");
    interfaces_free(&interfaces);
}

static int freed;

static void count_freed(void *state)
{
    freed += *(int *)state;
}

TEST(a_lookup_keeps_its_state_until_it_is_forgotten)
{
    static const struct lookup_kind lasting = {sizeof(int), count_freed, .lasts = true};
    static const struct lookup_kind passing = {sizeof(int), count_freed, .lasts = false};
    struct lookup_states states = {0};
    int *first = lookup_state(&states, &lasting), *second = lookup_state(&states, &passing);
    assert_int_equal(*first, 0);
    assert_int_equal(*second, 0);
    *first = 1;
    *second = 10;
    assert_ptr_equal(lookup_state(&states, &lasting), first);
    assert_ptr_equal(lookup_state(&states, &passing), second);
    lookup_states_forget(&states);
    assert_int_equal(freed, 10);
    assert_ptr_equal(lookup_state(&states, &lasting), first);
    second = lookup_state(&states, &passing);
    assert_int_equal(*second, 0);
    *second = 100;
    lookup_states_free(&states);
    assert_int_equal(freed, 111);
    lookup_states_free(&states);
    assert_int_equal(freed, 111);
}

TEST(every_user_of_the_machine_has_the_name_of_getpwuid)
{
    struct lookup_states states = {0};
    for (uint32_t uid = 0; uid < 2000; uid++) {
        const struct passwd *entry = getpwuid(uid);
        struct slice name = users_find(&states, uid);
        assert_slice(name, entry == NULL ? "" : entry->pw_name);
    }
    lookup_states_free(&states);
}

TEST(a_user_without_a_name_has_none)
{
    struct lookup_states states = {0};
    if (getpwuid(nobody_has) != NULL)
        SKIP_BECAUSE("every user has a name");
    assert_int_equal(users_find(&states, nobody_has).length, 0);
    assert_int_equal(users_find(&states, nobody_has).length, 0);
    lookup_states_free(&states);
}

TEST(the_current_namespace_is_that_of_proc)
{
    struct stat status;
    if (stat("/proc/self/ns/net", &status) != 0)
        SKIP_BECAUSE("there is no /proc/self/ns/net");
    assert_int_equal(namespaces_current(), status.st_ino);
}

TEST(a_namespace_without_a_name_is_its_inode)
{
    struct namespaces namespaces = {0};
    assert_slice(namespaces_find(&namespaces, 1), "1");
    assert_slice(namespaces_find(&namespaces, 1), "1");
    assert_true(namespaces.loaded);
    namespaces_free(&namespaces);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stored_name_is_found_and_is_a_copy),
        cmocka_unit_test(an_empty_name_is_known_and_empty),
        cmocka_unit_test(texts_stay_while_thousands_are_added),
        cmocka_unit_test(the_loopback_interface_has_its_name),
        cmocka_unit_test(an_interface_that_has_gone_is_told_by_what_no_device_is_called),
        cmocka_unit_test(an_interface_of_another_namespace_is_not_taken_from_this_one),
        cmocka_unit_test(the_interfaces_of_a_recording_are_those_of_no_namespace),
        cmocka_unit_test(interfaces_that_were_loaded_are_found_from_elsewhere),
        cmocka_unit_test(a_lookup_keeps_its_state_until_it_is_forgotten),
        cmocka_unit_test(every_user_of_the_machine_has_the_name_of_getpwuid),
        cmocka_unit_test(a_user_without_a_name_has_none),
        cmocka_unit_test(the_current_namespace_is_that_of_proc),
        cmocka_unit_test(a_namespace_without_a_name_is_its_inode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
