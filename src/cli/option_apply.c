/* SPDX-License-Identifier: MIT */
#include "cli/option_apply.h"

#include <inttypes.h>
#include <string.h>

#include "cli/kinds.h"
#include "netns/open.h"
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

bool option_set_action(struct options *options, const char *argument, struct error *error)
{
    (void)error;
    options->action = argument[0] == 'h'   ? ACTION_HELP
                      : argument[0] == 'v' ? ACTION_VERSION
                                           : ACTION_LIST_COLUMNS;
    return true;
}

bool option_add_kind(struct options *options, const char *argument, struct error *error)
{
    return kinds_add(&options->query.selection, slice_of(argument)) ||
           error_set(error, 0, "'%s' sockets are unknown to this program", argument);
}

/* The names of -f where they differ from those of -A: "link" of ss; an internet protocol narrows
 * rather than chooses. */
bool option_add_address_family(struct options *options, const char *argument, struct error *error)
{
    if (strcmp(argument, "inet") == 0)
        options->query.selection.addresses |= NARROW_IPV4;
    else if (strcmp(argument, "inet6") == 0)
        options->query.selection.addresses |= NARROW_IPV6;
    else if (!kinds_add(&options->query.selection,
                        slice_of(strcmp(argument, "link") == 0 ? "packet" : argument)))
        return refuse_word(error, "--family", slice_of(argument), ARGUMENT_FAMILY);
    return true;
}

bool option_add_kinds(struct options *options, const char *argument, struct error *error)
{
    for (const char *at = argument;; at++) {
        struct slice name = {at, strcspn(at, ",")};
        if (!kinds_add(&options->query.selection, name))
            return refuse_word(error, "--query", name, ARGUMENT_KINDS);
        at += name.length;
        if (*at == '\0')
            return true;
    }
}

bool option_add_ipv4(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.selection.addresses |= NARROW_IPV4;
    return true;
}

bool option_add_ipv6(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.selection.addresses |= NARROW_IPV6;
    return true;
}

bool option_set_all(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->all = true;
    return true;
}

/* As in ss, the later of -a and -l counts. */
bool option_add_listening(struct options *options, const char *argument, struct error *error)
{
    options->all = false;
    return option_add_states(options, argument, error);
}

bool option_add_states(struct options *options, const char *argument, struct error *error)
{
    for (const char *at = argument;; at++) {
        struct slice name = {at, strcspn(at, ",")};
        uint32_t states = state_set_find(name);
        if (states == 0)
            return refuse_word(error, "--state", name, ARGUMENT_STATES);
        options->query.selection.states |= states;
        at += name.length;
        if (*at == '\0')
            return true;
    }
}

bool option_set_netns(struct options *options, const char *argument, struct error *error)
{
    options->query.netns.argument = argument;
    return netns_check(argument, error);
}

bool option_set_all_netns(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.netns.all = true;
    options->query.details |= IN_NAMESPACES;
    return true;
}

bool option_set_numeric(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.numeric = true;
    return true;
}

bool option_set_hosts(struct options *options, const char *argument, struct error *error)
{
    (void)error;
    if (argument[0] == 'y')
        options->query.details |= IN_HOSTS;
    else
        options->query.details &= ~(unsigned)IN_HOSTS;
    return true;
}

bool option_set_summary(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.summary = true;
    return true;
}

/* `argument` names sets of columns. */
bool option_add_details(struct options *options, const char *argument, struct error *error)
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

bool option_set_format(struct options *options, const char *argument, struct error *error)
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

bool option_set_columns(struct options *options, const char *argument, struct error *error)
{
    (void)error;
    options->columns = argument;
    return true;
}

bool option_set_filter_file(struct options *options, const char *argument, struct error *error)
{
    if (options->filter_file != NULL)
        return error_set(error, 0, "--filter: only one file can be given");
    options->filter_file = argument;
    return true;
}

/* A dry run is one, whatever else is said. */
bool option_set_kill(struct options *options, const char *argument, struct error *error)
{
    enum kill_mode mode = argument[0] == 'd' ? KILL_DRY : argument[0] == 'y' ? KILL_NOW : KILL_ASK;
    (void)error;
    options->kill |= argument[0] == 'k';
    if (options->query.kill != KILL_DRY && mode != KILL_ASK)
        options->query.kill = mode;
    return true;
}

bool option_set_kill_all(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->kill = options->kill_all = true;
    return true;
}

bool option_set_no_header(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.no_header = true;
    return true;
}

bool option_set_colour(struct options *options, const char *argument, struct error *error)
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

bool option_set_source(struct options *options, const char *argument, struct error *error)
{
    for (size_t i = 0; i < source_rows_count; i++) {
        if (strcmp(argument, source_rows[i].name) == 0) {
            options->query.source = source_rows[i].choice;
            return true;
        }
    }
    return refuse_word(error, "--source", slice_of(argument), ARGUMENT_SOURCE);
}

bool option_set_owners(struct options *options, const char *argument, struct error *error)
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

bool option_set_continuous(struct options *options, const char *argument, struct error *error)
{
    options->query.repeats = true;
    if (parse_seconds(argument, &options->query.interval) &&
        options->query.interval >= NANOSECONDS_LEAST)
        return true;
    return error_set(error, 0, "--continuous: '%s' is no number of seconds from %s to %d", argument,
                     SECONDS_LEAST_TEXT, SECONDS_MOST);
}

bool option_set_events(struct options *options, const char *argument, struct error *error)
{
    (void)argument, (void)error;
    options->query.events = true;
    return true;
}

bool option_set_count(struct options *options, const char *argument, struct error *error)
{
    uint64_t *count = &options->query.count;
    return (number_parse(slice_of(argument), UINT32_MAX, count) && *count > 0) ||
           error_set(error, 0, "--count: '%s' is no number from 1 to %" PRIu32, argument,
                     UINT32_MAX);
}

/* Rows are always whole and on one line: what these options of ss and netstat ask for. */
bool option_accept(struct options *options, const char *argument, struct error *error)
{
    (void)options, (void)argument, (void)error;
    return true;
}
