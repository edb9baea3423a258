/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "netns/open.h"
#include "options.h"
#include "util/clock.h"
#include "util/number.h"

/* Says which words an option takes instead of `word`. */
static bool refuse_word(struct error *error, const char *option, struct slice word,
                        enum option_argument argument)
{
    struct strbuf list = {0};
    const char *help, *name;
    for (size_t i = 0; (name = option_argument_word(argument, i, &help)) != NULL; i++) {
        strbuf_put_string(&list, i == 0 ? "" : ", ");
        strbuf_put_string(&list, name);
    }
    error_set(error, 0, "%s: '%.*s' is none of: %.*s", option, (int)word.length, word.data,
              (int)list.length, list.data);
    strbuf_free(&list);
    return false;
}

static bool set_action(struct options *options, const char *argument, struct error *error)
{
    (void)error;
    options->action = argument[0] == 'h'   ? ACTION_HELP
                      : argument[0] == 'v' ? ACTION_VERSION
                                           : ACTION_LIST_COLUMNS;
    return true;
}

static bool add_kind(struct options *options, const char *argument, struct error *error)
{
    return selection_add(&options->query.selection, slice_of(argument)) ||
           error_set(error, 0, "'%s' sockets are unknown to this program", argument);
}

/* The names of -f where they differ from those of -A: "link" of ss; an internet protocol narrows
 * rather than chooses. */
static bool add_address_family(struct options *options, const char *argument, struct error *error)
{
    if (strcmp(argument, "inet") == 0)
        options->query.addresses |= NARROW_IPV4;
    else if (strcmp(argument, "inet6") == 0)
        options->query.addresses |= NARROW_IPV6;
    else if (!selection_add(&options->query.selection,
                            slice_of(strcmp(argument, "link") == 0 ? "packet" : argument)))
        return refuse_word(error, "--family", slice_of(argument), ARGUMENT_FAMILY);
    return true;
}

static bool add_kinds(struct options *options, const char *argument, struct error *error)
{
    for (const char *at = argument;; at++) {
        struct slice name = {at, strcspn(at, ",")};
        if (!selection_add(&options->query.selection, name))
            return refuse_word(error, "--query", name, ARGUMENT_KINDS);
        at += name.length;
        if (*at == '\0')
            return true;
    }
}

static bool add_ipv4(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.addresses |= NARROW_IPV4;
    return true;
}

static bool add_ipv6(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.addresses |= NARROW_IPV6;
    return true;
}

static bool set_all(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->all = true;
    return true;
}

static bool add_states(struct options *options, const char *argument, struct error *error)
{
    for (const char *at = argument;; at++) {
        struct slice name = {at, strcspn(at, ",")};
        uint32_t states = state_set_find(name);
        if (states == 0)
            return refuse_word(error, "--state", name, ARGUMENT_STATES);
        options->query.states |= states;
        at += name.length;
        if (*at == '\0')
            return true;
    }
}

static bool set_netns(struct options *options, const char *argument, struct error *error)
{
    options->query.netns.argument = argument;
    return netns_check(argument, error);
}

static bool set_all_netns(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.netns.all = true;
    options->query.details |= IN_NAMESPACES;
    return true;
}

static bool set_numeric(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.numeric = true;
    return true;
}

static bool set_hosts(struct options *options, const char *argument, struct error *error)
{
    (void)error;
    if (argument[0] == 'y')
        options->query.details |= IN_HOSTS;
    else
        options->query.details &= ~(unsigned)IN_HOSTS;
    return true;
}

static bool set_summary(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.summary = true;
    return true;
}

/* `argument` names sets of columns. */
static bool add_details(struct options *options, const char *argument, struct error *error)
{
    static const struct {
        const char *name;
        unsigned sets;
    } rows[] = {
        {"processes", IN_PROCESSES},
        {"extended", IN_EXTENDED},
        {"timers", IN_TIMERS},
        {"info", IN_INFO},
        {"memory", IN_MEMORY},
        {"tos", IN_TOS},
        {"cgroup", IN_CGROUP},
        {"sockopt", IN_SOCKOPT},
        {"bpf", IN_BPF},
        {"threads", IN_PROCESSES | IN_THREADS},
        {"context", IN_PROCESSES | IN_CONTEXTS},
        {"contexts", IN_PROCESSES | IN_CONTEXTS | IN_SOCKET_CONTEXT},
    };
    (void)error;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(argument, rows[i].name) == 0)
            options->query.details |= rows[i].sets;
    }
    return true;
}

static bool set_format(struct options *options, const char *argument, struct error *error)
{
    const struct format *format = format_find(slice_of(argument));
    if (format == NULL)
        return refuse_word(error, "--format", slice_of(argument), ARGUMENT_FORMAT);
    if (options->query.format != NULL && options->query.format != format)
        return error_set(error, 0, "the formats %s and %s exclude each other: choose one",
                         options->query.format->name, format->name);
    options->query.format = format;
    return true;
}

static bool set_columns(struct options *options, const char *argument, struct error *error)
{
    (void)error;
    options->columns = argument;
    return true;
}

static bool set_filter_file(struct options *options, const char *argument, struct error *error)
{
    if (options->filter_file != NULL)
        return error_set(error, 0, "--filter: only one file can be given");
    options->filter_file = argument;
    return true;
}

/* A dry run is one, whatever else is said. */
static bool set_kill(struct options *options, const char *argument, struct error *error)
{
    enum kill_mode mode = argument[0] == 'd' ? KILL_DRY : argument[0] == 'y' ? KILL_NOW : KILL_ASK;
    (void)error;
    options->kill |= argument[0] == 'k';
    if (options->query.kill != KILL_DRY && mode != KILL_ASK)
        options->query.kill = mode;
    return true;
}

static bool set_kill_all(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->kill = options->kill_all = true;
    return true;
}

static bool set_no_header(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.no_header = true;
    return true;
}

static bool set_colour(struct options *options, const char *argument, struct error *error)
{
    if (strcmp(argument, "auto") == 0)
        options->query.colour = COLOUR_AUTO;
    else if (strcmp(argument, "always") == 0)
        options->query.colour = COLOUR_ALWAYS;
    else if (strcmp(argument, "never") == 0)
        options->query.colour = COLOUR_NEVER;
    else
        return refuse_word(error, "--color", slice_of(argument), ARGUMENT_COLOUR);
    return true;
}

static bool set_source(struct options *options, const char *argument, struct error *error)
{
    for (size_t i = 0; i < source_rows_count; i++) {
        if (strcmp(argument, source_rows[i].name) == 0) {
            options->query.source = source_rows[i].choice;
            return true;
        }
    }
    return refuse_word(error, "--source", slice_of(argument), ARGUMENT_SOURCE);
}

static bool set_owners(struct options *options, const char *argument, struct error *error)
{
    for (size_t i = 0; i < owners_rows_count; i++) {
        if (strcmp(argument, owners_rows[i].name) == 0) {
            options->query.owners = owners_rows[i].choice;
            return true;
        }
    }
    return refuse_word(error, "--owners", slice_of(argument), ARGUMENT_OWNERS);
}

/* Between two answers, at least and at most. */
#define SECONDS_LEAST_TEXT "0.01"
enum { NANOSECONDS_LEAST = 10000000, SECONDS_MOST = 86400 };

/* Reads "12", "0.5" or ".5" as nanoseconds; what is less than one is dropped. False for anything
 * else, and for more than SECONDS_MOST. */
static bool parse_seconds(const char *text, uint64_t *nanoseconds)
{
    size_t length = strcspn(text, ".");
    const char *fraction = text[length] == '.' ? text + length + 1 : "0";
    uint64_t seconds = 0, unit = CLOCK_SECOND;
    if ((length > 0 || text[0] == '\0') &&
        !number_parse((struct slice){text, length}, SECONDS_MOST, &seconds))
        return false;
    *nanoseconds = seconds * CLOCK_SECOND;
    do {
        if (*fraction < '0' || *fraction > '9')
            return false;
        unit /= 10;
        *nanoseconds += unit * (uint64_t)(*fraction - '0');
    } while (*++fraction != '\0');
    return *nanoseconds <= SECONDS_MOST * CLOCK_SECOND;
}

static bool set_continuous(struct options *options, const char *argument, struct error *error)
{
    options->query.repeats = true;
    if (parse_seconds(argument, &options->query.interval) &&
        options->query.interval >= NANOSECONDS_LEAST)
        return true;
    return error_set(error, 0, "--continuous: '%s' is no number of seconds from %s to %d", argument,
                     SECONDS_LEAST_TEXT, SECONDS_MOST);
}

static bool set_events(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.events = true;
    return true;
}

static bool set_count(struct options *options, const char *argument, struct error *error)
{
    uint64_t *count = &options->query.count;
    return (number_parse(slice_of(argument), UINT32_MAX, count) && *count > 0) ||
           error_set(error, 0, "--count: '%s' is no number from 1 to %" PRIu32, argument,
                     UINT32_MAX);
}

/* Rows are always whole and on one line: what these options of ss and netstat ask for. */
static bool accept(struct options *options, const char *argument, struct error *error)
{
    (void)options, (void)argument, (void)error;
    return true;
}

/* A row of a table is easier to read as a row. */
/* clang-format off */
const struct option_row option_rows[] = {
    {'t', "tcp", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "TCP sockets",
     add_kind, "tcp", true},
    {'u', "udp", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "UDP sockets",
     add_kind, "udp", true},
    {'U', "udplite", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "UDP-Lite sockets",
     add_kind, "udplite", true},
    {'w', "raw", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "raw, ICMP and ping sockets",
     add_kind, "raw", true},
    {'x', "unix", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "UNIX domain sockets",
     add_kind, "unix", true},
    {'S', "sctp", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "SCTP sockets",
     add_kind, "sctp", true},
    {'d', "dccp", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "DCCP sockets",
     add_kind, "dccp", true},
    {'M', "mptcp", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "Multipath TCP connections",
     add_kind, "mptcp", true},
    {'0', "packet", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "packet sockets",
     add_kind, "packet", true},
    {0, "netlink", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "netlink sockets",
     add_kind, "netlink", true},
    {0, "vsock", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "sockets between virtual machines and their host",
     add_kind, "vsock", true},
    {0, "tipc", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "TIPC sockets",
     add_kind, "tipc", true},
    {0, "xdp", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "XDP sockets",
     add_kind, "xdp", true},
    {'A', "query", {"socket"}, ARGUMENT_KINDS, "LIST", GROUP_SOCKETS,
     "these kinds of sockets, separated by commas, such as all, inet, tcp or unix_stream",
     add_kinds, NULL, true},
    {'f', "family", {"protocol"}, ARGUMENT_FAMILY, "FAMILY", GROUP_SOCKETS,
     "one address family: inet, inet6, unix, link, netlink, vsock, tipc or xdp",
     add_address_family, NULL, true},
    {'4', "ipv4", {"inet"}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "only those that use IPv4",
     add_ipv4, NULL, false},
    {'6', "ipv6", {"inet6"}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "only those that use IPv6",
     add_ipv6, NULL, false},
    {'a', "all", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "sockets in every state (without -a, -l or --state: all but LISTEN and UNCONN; packet, netlink "
     "and XDP sockets are shown all the same, as they have no other state)",
     set_all, NULL, true},
    {'l', "listening", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "sockets that wait: LISTEN, and UNCONN where there are no connections",
     add_states, "LISTEN,UNCONN", true},
    {0, "state", {NULL}, ARGUMENT_STATES, "LIST", GROUP_SOCKETS,
     "sockets in these states, separated by commas",
     add_states, NULL, true},
    {'F', "filter", {NULL}, ARGUMENT_FILE, "FILE", GROUP_SOCKETS,
     "sockets that match the expression in the file (- for standard input) as well as the words of "
     "the command line",
     set_filter_file, NULL, false},
    {'N', "net", {"netns"}, ARGUMENT_NAMESPACE, "NAMESPACE", GROUP_SOCKETS,
     "those of another network namespace: a name in /run/netns, a process id, or a path",
     set_netns, NULL, false},
    {0, "all-netns", {NULL}, ARGUMENT_NONE, NULL, GROUP_SOCKETS,
     "those of every network namespace on the machine, with its name or inode beside each",
     set_all_netns, NULL, false},
    {'p', "processes", {"programs", "program"}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "the processes that hold each socket",
     add_details, "processes", true},
    {'e', "extended", {"extend"}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "user, inode, cookie, interface and the like; with -p the descriptor too",
     add_details, "extended", true},
    {'o', "options", {"timers"}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "the timer of each socket, when it expires and how often it did",
     add_details, "timers", true},
    {'i', "info", {"tipcinfo"}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "what the protocol knows: round-trip time, congestion window and the like",
     add_details, "info", true},
    {'m', "memory", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "memory of the buffers, and drops",
     add_details, "memory", true},
    {0, "tos", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "type of service, traffic class and priority",
     add_details, "tos", true},
    {0, "cgroup", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "path of the control group",
     add_details, "cgroup", true},
    {0, "inet-sockopt", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "options that are set on the socket",
     add_details, "sockopt", true},
    {'b', "bpf", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "filter program of a packet socket",
     add_details, "bpf", true},
    {'T', "threads", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "the threads that use each socket, with their processes",
     add_details, "threads", true},
    {'Z', "context", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "security contexts of the processes, which are shown too",
     add_details, "context", true},
    {'z', "contexts", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "as -Z, and the security context of each socket",
     add_details, "contexts", true},
    {'n', "numeric", {"numeric-ports"}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "port numbers instead of service names",
     set_numeric, NULL, false},
    {'r', "resolve", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "names of hosts instead of addresses, as far as they come within 2 seconds; -n still means ports",
     set_hosts, "yes", false},
    {0, "numeric-users", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "accepted for netstat: a user is always shown by number, and by name beside it",
     accept, NULL, false},
    {0, "numeric-hosts", {NULL}, ARGUMENT_NONE, NULL, GROUP_DETAILS,
     "addresses, as without -r; the later of the two counts",
     set_hosts, "no", false},
    {'s', "summary", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "totals in place of sockets: by family and state, and memory against its limits",
     set_summary, NULL, false},
    {0, "columns", {NULL}, ARGUMENT_COLUMNS, "LIST", GROUP_OUTPUT,
     "these columns, separated by commas; +NAME adds one, -NAME takes one away",
     set_columns, NULL, false},
    {'j', "json", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "one JSON object with everything",
     set_format, "json", false},
    {0, "ndjson", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "one JSON object a line for each socket",
     set_format, "ndjson", false},
    {0, "format", {NULL}, ARGUMENT_FORMAT, "FORMAT", GROUP_OUTPUT,
     "table, json or ndjson",
     set_format, NULL, false},
    {'E', "events", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "TCP and UDP sockets as they are destroyed, with the time, until interrupted",
     set_events, NULL, false},
    {'c', "continuous", {NULL}, ARGUMENT_SECONDS, "SECONDS", GROUP_OUTPUT,
     "one answer after the other, each with its time, until interrupted; every second, or as often as said",
     set_continuous, "1", false},
    {0, "count", {NULL}, ARGUMENT_NUMBER, "N", GROUP_OUTPUT,
     "only so many answers of -c, which is implied, or so many sockets of -E",
     set_count, NULL, false},
    {'H', "no-header", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "no header line",
     set_no_header, NULL, false},
    {0, "color", {"colour"}, ARGUMENT_COLOUR, "WHEN", GROUP_OUTPUT,
     "paint states: auto (on a terminal, unless NO_COLOR is set), always or never",
     set_colour, NULL, false},
    {'O', "oneline", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "accepted for ss: a socket is always one line",
     accept, NULL, false},
    {'v', "verbose", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "accepted for netstat: nothing is ever hidden",
     accept, NULL, false},
    {'W', "wide", {NULL}, ARGUMENT_NONE, NULL, GROUP_OUTPUT,
     "accepted for netstat: nothing is ever cut",
     accept, NULL, false},
    {'K', "kill", {NULL}, ARGUMENT_NONE, NULL, GROUP_KILL,
     "destroy the TCP and UDP sockets that match; asks first, and shows those that it destroyed",
     set_kill, "kill", true},
    {0, "kill-all", {NULL}, ARGUMENT_NONE, NULL, GROUP_KILL,
     "the same without a filter: all the chosen sockets",
     set_kill_all, NULL, true},
    {0, "dry-run", {NULL}, ARGUMENT_NONE, NULL, GROUP_KILL,
     "with -K: show what would be destroyed, and destroy nothing",
     set_kill, "dry-run", false},
    {0, "yes", {NULL}, ARGUMENT_NONE, NULL, GROUP_KILL,
     "with -K: do not ask; needed where there is no terminal",
     set_kill, "yes", false},
    {0, "source", {NULL}, ARGUMENT_SOURCE, "SOURCE", GROUP_SOURCE,
     "ask only netlink or only proc; auto takes proc for what netlink does not give",
     set_source, NULL, false},
    {0, "owners", {NULL}, ARGUMENT_OWNERS, "SOURCE", GROUP_SOURCE,
     "find owners only in proc or only by bpf; auto takes what is permitted and costs less",
     set_owners, NULL, false},
    {0, "list-columns", {NULL}, ARGUMENT_NONE, NULL, GROUP_OTHER,
     "every column with its meaning",
     set_action, "columns", false},
    {'h', "help", {NULL}, ARGUMENT_NONE, NULL, GROUP_OTHER,
     "this text",
     set_action, "help", false},
    {'V', "version", {NULL}, ARGUMENT_NONE, NULL, GROUP_OTHER,
     "the version",
     set_action, "version", false},
};
/* clang-format on */
const size_t option_rows_count = sizeof(option_rows) / sizeof(option_rows[0]);

const char *option_group_title(enum option_group group)
{
    static const char *const titles[] = {
        [GROUP_SOCKETS] = "Which sockets",      [GROUP_DETAILS] = "What is told of each",
        [GROUP_OUTPUT] = "How it is printed",   [GROUP_KILL] = "Destroying sockets",
        [GROUP_SOURCE] = "Where it comes from", [GROUP_OTHER] = "Other",
    };
    return titles[group];
}

/* What -f takes, as ss spells it. */
static const char *const address_families[][2] = {
    {"inet", "IPv4"},
    {"inet6", "IPv6"},
    {"unix", "UNIX domain sockets"},
    {"link", "packet sockets"},
    {"netlink", "netlink sockets"},
    {"vsock", "sockets between virtual machines"},
    {"tipc", "TIPC sockets"},
    {"xdp", "XDP sockets"},
};
enum { ADDRESS_FAMILIES = sizeof(address_families) / sizeof(address_families[0]) };

const char *option_argument_word(enum option_argument argument, size_t place, const char **help)
{
    static const char *const when[][2] = {
        {"auto", "on a terminal"}, {"always", "everywhere"}, {"never", "nowhere"}};
    switch (argument) {
    case ARGUMENT_NONE:
    case ARGUMENT_FILE:
    case ARGUMENT_NAMESPACE:
    case ARGUMENT_SECONDS:
    case ARGUMENT_NUMBER:
        return NULL;
    case ARGUMENT_KINDS:
        return selection_name(place, help);
    case ARGUMENT_FAMILY:
        *help = place < ADDRESS_FAMILIES ? address_families[place][1] : NULL;
        return place < ADDRESS_FAMILIES ? address_families[place][0] : NULL;
    case ARGUMENT_STATES:
        *help = place < state_rows_count ? state_rows[place].help : NULL;
        return place < state_rows_count ? state_rows[place].name : NULL;
    case ARGUMENT_COLUMNS:
        *help = place < columns_count() ? column_at(place)->help : NULL;
        return place < columns_count() ? column_at(place)->name : NULL;
    case ARGUMENT_FORMAT:
        *help = place < formats_count ? formats[place].help : NULL;
        return place < formats_count ? formats[place].name : NULL;
    case ARGUMENT_SOURCE:
        *help = place < source_rows_count ? source_rows[place].help : NULL;
        return place < source_rows_count ? source_rows[place].name : NULL;
    case ARGUMENT_OWNERS:
        *help = place < owners_rows_count ? owners_rows[place].help : NULL;
        return place < owners_rows_count ? owners_rows[place].name : NULL;
    case ARGUMENT_COLOUR:
        *help = place < 3 ? when[place][1] : NULL;
        return place < 3 ? when[place][0] : NULL;
    }
    return NULL;
}
