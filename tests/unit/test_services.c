/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <netdb.h>
#include <sched.h>
#include <sys/mount.h>

#include "lookup/services.h"
#include "tree.h"

/* Returns how many ports have a name. */
static size_t compare_protocol(struct services *services, const char *protocol)
{
    size_t named = 0;
    setservent(1);
    for (unsigned port = 0; port <= UINT16_MAX; port++) {
        static char buffer[64 * 1024];
        struct servent entry, *found = NULL;
        struct slice name = services_find(services, protocol, (uint16_t)port);
        getservbyport_r(htons((uint16_t)port), protocol, &entry, buffer, sizeof(buffer), &found);
        const char *expected = found == NULL ? "" : found->s_name;
        if (!slice_equals(name, expected))
            fail_msg("%s %u: '%.*s' should be '%s'", protocol, port, (int)name.length, name.data,
                     expected);
        named += found != NULL;
    }
    endservent();
    return named;
}

TEST(every_tcp_port_has_the_name_that_getservbyport_gives)
{
    struct services services = {0};
    print_message("# %zu names\n", compare_protocol(&services, "tcp"));
    services_free(&services);
}

TEST(every_udp_port_has_the_name_that_getservbyport_gives)
{
    struct services services = {0};
    print_message("# %zu names\n", compare_protocol(&services, "udp"));
    services_free(&services);
}

TEST(well_known_ports_have_their_names)
{
    struct services services = {0};
    if (getservbyname("ssh", "tcp") == NULL)
        SKIP_BECAUSE("the services database has no ssh");
    assert_slice(services_find(&services, "tcp", 22), "ssh");
    assert_slice(services_find(&services, "tcp", 443), "https");
    assert_slice(services_find(&services, "udp", 53), "domain");
    services_free(&services);
}

TEST(a_protocol_or_port_without_a_name_has_none)
{
    struct services services = {0};
    assert_int_equal(services_find(&services, "tcp", 0).length, 0);
    assert_int_equal(services_find(&services, "no such protocol", 22).length, 0);
    assert_int_equal(services_find(&services, "", 22).length, 0);
    assert_int_equal(services_find(&services, "TCP", 22).length, 0);
    services_free(&services);
}

TEST(nothing_is_loaded_before_it_is_asked_for)
{
    struct services services = {0};
    assert_false(services.loaded);
    services_find(&services, "tcp", 22);
    assert_true(services.loaded);
    services_free(&services);
    assert_false(services.loaded);
    services_free(&services);
}

/* Puts a made-up database in place of the machine's, for this process alone. */
static bool mount_services(const struct tree *tree)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount(tree_path(tree, "services"), "/etc/services", NULL, MS_BIND, NULL) == 0;
}

static void write_services(const struct tree *tree)
{
    struct strbuf text = {0};
    strbuf_put_string(&text, "first 1000/tcp alias # comment\nsecond 1000/tcp\n# third 1001/tcp\n"
                             "udp-only 1002/udp\nother 1003/sctp\nedge 65535/tcp\nfirst 1004/tcp\n"
                             "bad\nbad 1005\nlong 1006/tcp");
    for (int i = 0; i < 3000; i++)
        strbuf_put_string(&text, " alias");
    strbuf_put_string(&text, "\nlast 1007/tcp");
    tree_file(tree, "services", text.data, text.length);
    strbuf_free(&text);
}

/* This is the last test, because its mount stays. */
TEST(the_first_of_several_names_counts_and_hostile_lines_are_survived)
{
    struct tree tree;
    struct services services = {0};
    tree_make(&tree);
    write_services(&tree);
    bool mounted = mount_services(&tree);
    if (mounted) {
        assert_slice(services_find(&services, "tcp", 1000), "first");
        assert_slice(services_find(&services, "tcp", 1001), "");
        assert_slice(services_find(&services, "tcp", 1002), "");
        assert_slice(services_find(&services, "udp", 1002), "udp-only");
        assert_slice(services_find(&services, "sctp", 1003), "other");
        assert_slice(services_find(&services, "tcp", 1004), "first");
        assert_slice(services_find(&services, "tcp", 1006), "long");
        assert_slice(services_find(&services, "tcp", 1007), "last");
        assert_slice(services_find(&services, "tcp", 65535), "edge");
        services_free(&services);
        compare_protocol(&services, "tcp");
        services_free(&services);
        umount("/etc/services");
    }
    tree_remove(&tree);
    if (!mounted)
        SKIP_BECAUSE("a mount namespace is not permitted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tcp_port_has_the_name_that_getservbyport_gives),
        cmocka_unit_test(every_udp_port_has_the_name_that_getservbyport_gives),
        cmocka_unit_test(well_known_ports_have_their_names),
        cmocka_unit_test(a_protocol_or_port_without_a_name_has_none),
        cmocka_unit_test(nothing_is_loaded_before_it_is_asked_for),
        cmocka_unit_test(the_first_of_several_names_counts_and_hostile_lines_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
