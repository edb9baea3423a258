/* SPDX-License-Identifier: MIT */
#include "cli/option_apply.h"

#include <inttypes.h>
#include <string.h>

#include "util/clock.h"
#include "util/number.h"

OPTION_ACTION(option_set_action)
{
    static const struct {
        const char *name;
        enum action action;
    } actions[] = {
        {"usage", ACTION_USAGE},       {"help", ACTION_HELP},
        {"version", ACTION_VERSION},   {"columns", ACTION_LIST_COLUMNS},
        {"complete", ACTION_COMPLETE},
    };
    (void)row, (void)error;
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (strcmp(argument, actions[i].name) == 0)
            options->action = actions[i].action;
    }
    return true;
}

OPTION_ACTION(option_set_schema)
{
    const struct format *format = format_find(slice_of(argument));
    if (format == NULL || !format->has_schema)
        return option_refuse_word(error, row, slice_of(argument));
    options->action = ACTION_SCHEMA;
    options->schema = format;
    return true;
}

OPTION_ACTION(option_set_hosts)
{
    (void)row, (void)error;
    if (argument[0] == 'y')
        options->query.details |= IN_HOSTS;
    else
        options->query.details &= ~(unsigned)IN_HOSTS;
    return true;
}

/* `argument` names sets of columns. */
unsigned option_details(const char *name)
{
    static const struct {
        const char *name;
        unsigned sets;
    } rows[] = {
        {"processes", IN_PROCESSES},
        {"peers", IN_PROCESSES | IN_PEERS},
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
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(name, rows[i].name) == 0)
            return rows[i].sets;
    }
    return 0;
}

OPTION_ACTION(option_add_details)
{
    (void)row, (void)error;
    options->query.details |= option_details(argument);
    return true;
}

OPTION_ACTION(option_set_format)
{
    const struct format *format = format_find(slice_of(argument));
    if (format == NULL)
        return option_refuse_word(error, row, slice_of(argument));
    if (options->query.format != NULL && options->query.format != format)
        return error_set(error, 0, "the formats %s and %s exclude each other: choose one",
                         options->query.format->name, format->name);
    options->query.format = format;
    return true;
}

OPTION_ACTION(option_set_filter_file)
{
    (void)row;
    if (options->filter_file != NULL)
        return error_set(error, 0, "--filter: only one file can be given");
    options->filter_file = argument;
    return true;
}

/* A dry run stays one, whatever else is given. */
OPTION_ACTION(option_set_kill)
{
    enum kill_mode mode = argument[0] == 'd' ? KILL_DRY : argument[0] == 'y' ? KILL_NOW : KILL_ASK;
    (void)row, (void)error;
    options->kill |= argument[0] == 'k';
    if (options->query.arrangement.kill != KILL_DRY && mode != KILL_ASK)
        options->query.arrangement.kill = mode;
    return true;
}

OPTION_ACTION(option_set_kill_all)
{
    (void)row, (void)argument, (void)error;
    options->kill = options->kill_all = true;
    return true;
}

/* The least and the most time between two answers. */
#define SECONDS_LEAST_TEXT "0.01"
enum { NANOSECONDS_LEAST = 10000000 };

bool option_parse_seconds(const char *text, uint64_t *nanoseconds)
{
    size_t length = strcspn(text, ".");
    const char *fraction = text[length] == '.' ? text + length + 1 : "0";
    uint64_t seconds = 0, unit = CLOCK_SECOND;
    if ((length > 0 || text[0] == '\0') &&
        !number_parse((struct slice){text, length}, OPTION_SECONDS_MOST, &seconds))
        return false;
    *nanoseconds = seconds * CLOCK_SECOND;
    do {
        if (*fraction < '0' || *fraction > '9')
            return false;
        unit /= 10;
        *nanoseconds += unit * (uint64_t)(*fraction - '0');
    } while (*++fraction != '\0');
    return *nanoseconds <= OPTION_SECONDS_MOST * CLOCK_SECOND;
}

static bool set_interval(struct options *options, const char *name, const char *argument,
                         struct error *error)
{
    if (option_parse_seconds(argument, &options->query.interval) &&
        options->query.interval >= NANOSECONDS_LEAST)
        return true;
    return error_set(error, 0, "--%s: '%s' is no number of seconds from %s to %d", name, argument,
                     SECONDS_LEAST_TEXT, OPTION_SECONDS_MOST);
}

OPTION_ACTION(option_set_interval)
{
    return set_interval(options, row->name, argument, error);
}

/* An interval that was given before stays when none is given here. */
OPTION_ACTION(option_set_continuous)
{
    options->query.repeats = true;
    bool is_implied = row != NULL && argument == row->implied;
    return (is_implied && options->query.interval != 0) ||
           set_interval(options, "continuous", argument, error);
}

/* The views exclude each other. */
OPTION_ACTION(option_set_view)
{
    static const struct view *const views[] = {&view_ports, &view_overview};
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        const struct view *before = options->query.view;
        if (strcmp(argument, views[i]->name) != 0)
            continue;
        if (before != NULL && before != views[i])
            return error_set(error, 0, "--%s and --%s exclude each other: choose one", before->name,
                             row->name);
        options->query.view = views[i];
    }
    return true;
}

static void *target_of(struct options *options, const struct option_row *row)
{
    return (char *)options + row->target;
}

OPTION_ACTION(option_set_flag)
{
    (void)argument, (void)error;
    *(bool *)target_of(options, row) = true;
    return true;
}

OPTION_ACTION(option_set_text)
{
    (void)error;
    *(const char **)target_of(options, row) = argument;
    return true;
}

OPTION_ACTION(option_set_choice)
{
    const char *help, *word;
    for (unsigned i = 0; (word = option_argument_word(row->argument, i, &help)) != NULL; i++) {
        if (strcmp(argument, word) == 0) {
            *(unsigned *)target_of(options, row) = i;
            return true;
        }
    }
    return option_refuse_word(error, row, slice_of(argument));
}

/* A path follows the word for a recording. */
OPTION_ACTION(option_set_source)
{
    size_t length = strlen(SOURCE_FILE_WORD);
    options->query.recording = (struct recording){0};
    if (strncmp(argument, SOURCE_FILE_WORD, length) != 0)
        return option_set_choice(options, row, argument, error);
    if (argument[length] == '\0')
        return error_set(error, 0, "--source: the path of a recording has to follow '%s'",
                         SOURCE_FILE_WORD);
    options->query.source = SOURCE_FILE;
    options->query.recording = (struct recording){argument + length, false, RECORDING_PATIENCE};
    return true;
}

OPTION_ACTION(option_set_count)
{
    uint64_t *count = target_of(options, row);
    return (number_parse(slice_of(argument), UINT32_MAX, count) && *count > 0) ||
           error_set(error, 0, "--%s: '%s' is no number from 1 to %" PRIu32, row->name, argument,
                     UINT32_MAX);
}

OPTION_ACTION(option_refuse_count)
{
    (void)options, (void)row;
    return error_set(error, 0,
                     "--count: try --rounds=%s for the answers of -c, or --limit=%s for the "
                     "sockets of -E",
                     argument, argument);
}

/* The first option is taken before all others are read. */
OPTION_ACTION(option_refuse_as)
{
    (void)options, (void)row;
    return error_set(error, 0, "--as: it has to be the first option: try 'sockview --as=%s ...'",
                     argument);
}

/* Does nothing: these options of ss and netstat ask for whole rows on one line, and rows always
 * are. */
OPTION_ACTION(option_accept)
{
    (void)options, (void)row, (void)argument, (void)error;
    return true;
}
