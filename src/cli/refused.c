/* SPDX-License-Identifier: MIT */
#include "cli/refused.h"

#include <string.h>

/* They are no rows of the table of options, so that a long name such as --stat can still be cut
 * short. */
const struct refused_option refused_options[] = {
    {0, "route", "routes belong to ip(8): try 'ip route'"},
    {0, "fib", "routes belong to ip(8): try 'ip route'"},
    {'C', "cache", "routes belong to ip(8): try 'ip route show cache'"},
    {'g', "groups", "multicast groups belong to ip(8): try 'ip maddress'"},
    {0, "interfaces", "interfaces belong to ip(8): try 'ip -s link'"},
    {0, "statistics",
     "counters of protocols belong to nstat(8): try 'nstat -a'; -s counts sockets"},
    {0, "symbolic", "names of hardware belong to ip(8): try 'ip link'"},
    {'D', "diag", "raw messages of the kernel are not written to files: try -j, or ss(8)"},
    {0, "ax25", "AX.25 sockets are not known: try netstat(8)"},
    {0, "appletalk", "AppleTalk sockets are not known: try netstat(8)"},
    {0, "ash", "ASH sockets are not known, and the kernel has none"},
    {0, "bluetooth", "Bluetooth sockets are not known: try netstat(8)"},
    {0, "ddp", "AppleTalk sockets are not known: try netstat(8)"},
    {0, "econet", "Econet sockets are not known, and the kernel has none any more"},
    {0, "ipx", "IPX sockets are not known, and the kernel has none any more"},
    {0, "netrom", "NET/ROM sockets are not known: try netstat(8)"},
    {0, "rose", "ROSE sockets are not known: try netstat(8)"},
    {0, "x25", "X.25 sockets are not known: try netstat(8)"},
    {0, "masquerade", "translated connections belong to conntrack(8): try 'conntrack -L'"},
    {0, "ip", "it is called --inet here: try -4"},
    {0, "tcpip", "it is called --inet here: try -4"},
    {'B', "bound-inactive", "such sockets are in state CLOSE: try -t --state CLOSE"},
    {'Q', "no-queues", "columns are chosen by name: try --columns -recv_q,-send_q"},
    {0, "bpf-maps", "BPF socket storage belongs to bpftool(8): try 'bpftool map'"},
    {0, "bpf-map-id", "BPF socket storage belongs to bpftool(8): try 'bpftool map'"},
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
