/* SPDX-License-Identifier: MIT */
#include "cli/refused.h"

#include <string.h>

/* They are not in the table of options: getopt would then find a shortened name such as --stat
 * ambiguous. */
const struct refused_option refused_options[] = {
    {0, "route", "ip(8) shows routes: try 'ip route'"},
    {0, "fib", "ip(8) shows routes: try 'ip route'"},
    {'C', "cache", "ip(8) shows routes: try 'ip route show cache'"},
    {'g', "groups", "ip(8) shows multicast groups: try 'ip maddress'"},
    {0, "interfaces", "ip(8) shows interfaces: try 'ip -s link'"},
    {0, "statistics", "nstat(8) shows protocol counters: try 'nstat -a'; -s counts sockets"},
    {0, "symbolic", "ip(8) shows hardware names: try 'ip link'"},
    {'D', "diag", "sockview does not write raw kernel messages to files: try -j, or ss(8)"},
    {0, "ax25", "sockview does not show AX.25 sockets: try netstat(8)"},
    {0, "appletalk", "sockview does not show AppleTalk sockets: try netstat(8)"},
    {0, "ash", "the kernel has no ASH sockets"},
    {0, "bluetooth", "sockview does not show Bluetooth sockets: try netstat(8)"},
    {0, "ddp", "sockview does not show AppleTalk sockets: try netstat(8)"},
    {0, "econet", "the kernel has no Econet sockets any more"},
    {0, "ipx", "the kernel has no IPX sockets any more"},
    {0, "netrom", "sockview does not show NET/ROM sockets: try netstat(8)"},
    {0, "rose", "sockview does not show ROSE sockets: try netstat(8)"},
    {0, "x25", "sockview does not show X.25 sockets: try netstat(8)"},
    {0, "masquerade", "conntrack(8) shows translated connections: try 'conntrack -L'"},
    {0, "ip", "sockview calls this option --inet: try -4"},
    {0, "tcpip", "sockview calls this option --inet: try -4"},
    {'B', "bound-inactive", "sockview shows these sockets in state CLOSE: try -t --state CLOSE"},
    {'Q', "no-queues", "sockview chooses columns by name: try --columns -recv_q,-send_q"},
    {0, "bpf-maps", "bpftool(8) shows BPF socket storage: try 'bpftool map'"},
    {0, "bpf-map-id", "bpftool(8) shows BPF socket storage: try 'bpftool map'"},
};
const size_t refused_options_count = sizeof(refused_options) / sizeof(refused_options[0]);

const struct refused_option *refused_find_letter(int letter)
{
    for (size_t i = 0; i < refused_options_count; i++) {
        if (letter != 0 && refused_options[i].short_name == letter)
            return &refused_options[i];
    }
    return NULL;
}

const struct refused_option *refused_find_word(const char *word)
{
    if (strncmp(word, "--", 2) != 0)
        return NULL;
    struct slice name = {word + 2, strcspn(word + 2, "=")};
    for (size_t i = 0; i < refused_options_count; i++) {
        if (slice_equals(name, refused_options[i].name))
            return &refused_options[i];
    }
    return NULL;
}
