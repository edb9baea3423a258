/* SPDX-License-Identifier: MIT */
#include "netns/route.h"

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "support.h"

enum { INDEX = 7, PEER = 9, NAMESPACE = 3 };

struct device {
    _Alignas(struct nlmsghdr) char bytes[256];
};

static struct nlmsghdr *make_device(struct device *device, const char *kind)
{
    struct nlmsghdr *message = mnl_nlmsg_put_header(device->bytes);
    message->nlmsg_type = RTM_NEWLINK;
    struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
    link->ifi_index = INDEX;
    if (kind != NULL) {
        struct nlattr *information = mnl_attr_nest_start(message, IFLA_LINKINFO);
        mnl_attr_put_strz(message, IFLA_INFO_KIND, kind);
        mnl_attr_nest_end(message, information);
    }
    return message;
}

TEST(a_veth_has_its_peer_and_the_namespace_of_it)
{
    struct device device;
    struct route_veth veth;
    struct nlmsghdr *message = make_device(&device, "veth");
    assert_false(route_read_veth(message, &veth));
    mnl_attr_put_u32(message, IFLA_LINK_NETNSID, NAMESPACE);
    assert_true(route_read_veth(message, &veth));
    assert_int_equal(veth.peer, INDEX);
    mnl_attr_put_u32(message, IFLA_LINK, PEER);
    assert_true(route_read_veth(message, &veth));
    assert_int_equal(veth.index, INDEX);
    assert_int_equal(veth.peer, PEER);
    assert_int_equal(veth.peer_id, NAMESPACE);
}

TEST(devices_that_only_look_like_a_pair_are_none)
{
    static const char *const kinds[] = {"macvlan", "macvtap", "ipvlan", "ipvtap", "netkit", "vlan",
                                        "vxlan",   "veth2",   "vet",    "",       NULL};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct device device;
        struct route_veth veth;
        struct nlmsghdr *message = make_device(&device, kinds[i]);
        mnl_attr_put_u32(message, IFLA_LINK_NETNSID, NAMESPACE);
        mnl_attr_put_u32(message, IFLA_LINK, PEER);
        assert_false(route_read_veth(message, &veth));
    }
}

TEST(a_namespace_without_a_number_is_none)
{
    struct device device;
    struct route_veth veth;
    struct nlmsghdr *message = make_device(&device, "veth");
    mnl_attr_put_u32(message, IFLA_LINK, PEER);
    mnl_attr_put_u32(message, IFLA_LINK_NETNSID, (uint32_t)-1);
    assert_false(route_read_veth(message, &veth));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_veth_has_its_peer_and_the_namespace_of_it),
        cmocka_unit_test(devices_that_only_look_like_a_pair_are_none),
        cmocka_unit_test(a_namespace_without_a_number_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
