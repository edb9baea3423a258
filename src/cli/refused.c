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
    {'D', "diag",
     "sockview does so only in the manner of ss(8): try -j, or 'sockview --as=ss -D FILE'"},
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
    /* Options that people know from other programs. */
    {'I', NULL, "a filter chooses devices: try 'sockview dev = @'", "lo"},
    {0, "port", "a filter chooses ports: try 'sockview :@'", "80"},
    {0, "sport", "a filter chooses ports: try 'sockview sport = :@'", "80"},
    {0, "dport", "a filter chooses ports: try 'sockview dport = :@'", "80"},
    {0, "pid", "a filter chooses processes: try 'sockview pid @'", "1"},
    {0, "name", "a filter chooses processes: try 'sockview process @'", "sshd"},
    {0, "user", "a filter chooses users: try 'sockview user @'", "root"},
    {0, "uid", "a filter chooses users: try 'sockview uid @'", "0"},
    {0, "host", "a filter chooses addresses: try 'sockview src @ or dst @'", "127.0.0.1"},
    {0, "src", "a filter chooses addresses: try 'sockview src @'", "127.0.0.1"},
    {0, "dst", "a filter chooses addresses: try 'sockview dst @'", "127.0.0.1"},
    {0, "interface", "a filter chooses devices: try 'sockview dev = @'", "lo"},
    {0, "device", "a filter chooses devices: try 'sockview dev = @'", "lo"},
    {0, "dev", "a filter chooses devices: try 'sockview dev = @'", "lo"},
    {0, "established", "--state chooses states: try 'sockview --state established'"},
    {0, "connected", "--state chooses states: try 'sockview --state connected'"},
    {0, "inet4", "sockview calls this option --inet: try 'sockview -4'"},
    {0, "tcp4", "options are joined: try 'sockview -4t'"},
    {0, "tcp6", "options are joined: try 'sockview -6t'"},
    {0, "udp4", "options are joined: try 'sockview -4u'"},
    {0, "udp6", "options are joined: try 'sockview -6u'"},
    {0, "all-namespaces", "sockview calls this option --all-netns: try 'sockview --all-netns'"},
    {0, "namespace", "sockview calls this option --net: try 'sockview --net @'", "1"},
    {0, "watch", "-c repeats the answer: try 'sockview -c'"},
    {0, "top",
     "rates are columns: try 'sockview -tn --columns +sent_rate_bps --sort -sent_rate_bps'"},
    {0, "rates",
     "rates are columns: try 'sockview -tn --columns +sent_rate_bps,received_rate_bps'"},
    {0, "exposure", "a column and a filter have it: try 'sockview -tulnp --columns +exposure'"},
    {0, "check", "--health finds what is wrong: try 'sockview --health'"},
    {0, "follow", "-c repeats the answer, and -E shows events: try 'sockview -c'"},
};
const size_t refused_options_count = sizeof(refused_options) / sizeof(refused_options[0]);

const struct habit refused_words[] = {
    {"-iTCP", "sockview -t"},  {"-iTCP:@", "sockview -t :@"},
    {"-iUDP", "sockview -u"},  {"-iUDP:@", "sockview -u :@"},
    {"-i:@", "sockview :@"},   {"-sTCP:@", "sockview -t state @"},
    {"-p#", "sockview pid @"},
};
const size_t refused_words_count = sizeof(refused_words) / sizeof(refused_words[0]);

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
        if (refused_options[i].name != NULL && slice_equals(name, refused_options[i].name))
            return &refused_options[i];
    }
    return NULL;
}
