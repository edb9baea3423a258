/* SPDX-License-Identifier: MIT */
#include "netns/route.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

/* Far more than the kernel needs between two messages. */
enum { RECEIVE_TIMEOUT_SECONDS = 30 };

enum { REQUEST_SIZE = 256, RECEIVE_SIZE = 32 * 1024 };

/* What is done with an answer: the devices are taken, the number is kept. */
struct answer {
    bool (*take)(void *context, const struct route_veth *veth);
    void *context;
    int32_t id;
};

struct mnl_socket *route_open(void)
{
    struct timeval timeout = {.tv_sec = RECEIVE_TIMEOUT_SECONDS};
    struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
    if (socket == NULL)
        return NULL;
    setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
    if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0)
        return socket;
    int number = errno;
    mnl_socket_close(socket);
    errno = number;
    return NULL;
}

/* Whoever administers a network namespace can send to the sockets in it, but only the kernel sends
 * from port 0. Returns a negative errno on failure. */
static ssize_t receive(struct mnl_socket *socket, void *buffer, size_t size)
{
    for (;;) {
        struct sockaddr_nl sender = {0};
        socklen_t sender_size = sizeof(sender);
        ssize_t length = recvfrom(mnl_socket_get_fd(socket), buffer, size, MSG_TRUNC,
                                  (struct sockaddr *)&sender, &sender_size);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return -errno;
        if (sender_size != sizeof(sender) || sender.nl_pid != 0)
            continue;
        return (size_t)length > size ? -EMSGSIZE : length;
    }
}

/* Sends a request and gives each message of the answer to `take`. Returns 0 or an errno. */
static int ask(struct mnl_socket *socket, struct nlmsghdr *request, mnl_cb_t take,
               struct answer *answer)
{
    _Alignas(struct nlmsghdr) char buffer[RECEIVE_SIZE];
    request->nlmsg_seq = 1;
    if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
        return errno;
    for (;;) {
        ssize_t length = receive(socket, buffer, sizeof(buffer));
        if (length < 0)
            return (int)-length;
        int result = mnl_cb_run(buffer, (size_t)length, request->nlmsg_seq,
                                mnl_socket_get_portid(socket), take, answer);
        if (result < 0)
            return errno;
        if (result == MNL_CB_STOP)
            return 0;
    }
}

/* The attributes of a message by type; NULL for those that it does not have. */
struct attributes {
    const struct nlattr *by_type[IFLA_LINK_NETNSID + 1];
};

static int keep_attribute(const struct nlattr *attribute, void *context)
{
    struct attributes *attributes = context;
    uint16_t type = mnl_attr_get_type(attribute);
    if (type < sizeof(attributes->by_type) / sizeof(attributes->by_type[0]))
        attributes->by_type[type] = attribute;
    return MNL_CB_OK;
}

/* Leaves `number` as it is when there is no such attribute. */
static bool read_number(const struct nlattr *attribute, uint32_t *number)
{
    if (attribute == NULL || mnl_attr_get_payload_len(attribute) < sizeof(*number))
        return false;
    memcpy(number, mnl_attr_get_payload(attribute), sizeof(*number));
    return true;
}

static bool is_veth(const struct nlattr *information)
{
    static const char word[] = "veth";
    struct attributes attributes = {0};
    if (information == NULL || mnl_attr_parse_nested(information, keep_attribute, &attributes) < 0)
        return false;
    const struct nlattr *name = attributes.by_type[IFLA_INFO_KIND];
    return name != NULL && mnl_attr_get_payload_len(name) == sizeof(word) &&
           memcmp(mnl_attr_get_payload(name), word, sizeof(word)) == 0;
}

/* Some kernels leave out the index of the other end when it is that of this one. */
bool route_read_veth(const struct nlmsghdr *message, struct route_veth *veth)
{
    struct ifinfomsg link;
    struct attributes attributes = {0};
    uint32_t id;
    if (message->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(message) < sizeof(link) ||
        mnl_attr_parse(message, sizeof(link), keep_attribute, &attributes) < 0 ||
        !is_veth(attributes.by_type[IFLA_LINKINFO]) ||
        !read_number(attributes.by_type[IFLA_LINK_NETNSID], &id))
        return false;
    memcpy(&link, mnl_nlmsg_get_payload(message), sizeof(link));
    *veth = (struct route_veth){(uint32_t)link.ifi_index, (uint32_t)link.ifi_index, (int32_t)id};
    read_number(attributes.by_type[IFLA_LINK], &veth->peer);
    return veth->peer_id >= 0;
}

static int take_link(const struct nlmsghdr *message, void *context)
{
    struct answer *answer = context;
    struct route_veth veth;
    if (!route_read_veth(message, &veth) || answer->take(answer->context, &veth))
        return MNL_CB_OK;
    errno = E2BIG;
    return MNL_CB_ERROR;
}

/* The kernel sends only links of the kind that the request names, if it can (since Linux 4.6). */
int route_read_veths(struct mnl_socket *socket,
                     bool (*take)(void *context, const struct route_veth *veth), void *context)
{
    _Alignas(struct nlmsghdr) char buffer[REQUEST_SIZE];
    struct answer answer = {.take = take, .context = context};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
    request->nlmsg_type = RTM_GETLINK;
    request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
    struct nlattr *information = mnl_attr_nest_start(request, IFLA_LINKINFO);
    mnl_attr_put_strz(request, IFLA_INFO_KIND, "veth");
    mnl_attr_nest_end(request, information);
    mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    return ask(socket, request, take_link, &answer);
}

static int take_id(const struct nlmsghdr *message, void *context)
{
    struct answer *answer = context;
    struct attributes attributes = {0};
    uint32_t id;
    if (message->nlmsg_type == RTM_NEWNSID &&
        mnl_nlmsg_get_payload_len(message) >= sizeof(struct rtgenmsg) &&
        mnl_attr_parse(message, sizeof(struct rtgenmsg), keep_attribute, &attributes) >= 0 &&
        read_number(attributes.by_type[NETNSA_NSID], &id))
        answer->id = (int32_t)id;
    return MNL_CB_STOP;
}

int32_t route_ask_id(struct mnl_socket *socket, int file)
{
    _Alignas(struct nlmsghdr) char buffer[REQUEST_SIZE];
    struct answer answer = {.id = -1};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
    request->nlmsg_type = RTM_GETNSID;
    request->nlmsg_flags = NLM_F_REQUEST;
    mnl_nlmsg_put_extra_header(request, sizeof(struct rtgenmsg));
    mnl_attr_put_u32(request, NETNSA_FD, (uint32_t)file);
    return ask(socket, request, take_id, &answer) == 0 && answer.id >= 0 ? answer.id : -1;
}
