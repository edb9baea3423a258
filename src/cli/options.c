/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "cli/kinds.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cli/refused.h"
#include "util/clock.h"
#include "util/file.h"

/* getopt_long's own tables, made from option_rows. `val` of a long option is the place of its row
 * plus this, so that it cannot be taken for a short name. */
enum { LONG_BASE = 1000 };

/* Far longer than anybody writes. */
enum { FILTER_MOST = 1024 * 1024 };

struct getopt_tables {
    char *short_options;
    struct option *long_options;
};

static void free_tables(struct getopt_tables *tables)
{
    free(tables->short_options);
    free(tables->long_options);
}

static void add_long(struct option **next, const char *name, size_t row)
{
    int has_argument = option_rows[row].argument == ARGUMENT_NONE       ? no_argument
                       : option_argument_is_optional(&option_rows[row]) ? optional_argument
                                                                        : required_argument;
    *(*next)++ = (struct option){name, has_argument, NULL, LONG_BASE + (int)row};
}

static bool make_tables(struct getopt_tables *tables)
{
    /* Two characters a short option, ':' in front so that a missing argument is told apart. */
    char *letter = tables->short_options = calloc(option_rows_count * 2 + 2, 1);
    struct option *next = tables->long_options =
        calloc(option_rows_count * 4 + 1, sizeof(*tables->long_options));
    if (letter == NULL || next == NULL)
        return false;
    *letter++ = ':';
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->short_name != 0)
            *letter++ = row->short_name;
        if (row->short_name != 0 && row->argument != ARGUMENT_NONE &&
            !option_argument_is_optional(row))
            *letter++ = ':';
        add_long(&next, row->name, i);
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
            add_long(&next, row->aliases[j], i);
    }
    return true;
}

/* The row that getopt answered with: its letter, or its place. */
static const struct option_row *find_row(int code)
{
    size_t row = 0;
    if (code >= LONG_BASE)
        return &option_rows[code - LONG_BASE];
    while (row + 1 < option_rows_count && option_rows[row].short_name != code)
        row++;
    return &option_rows[row];
}

/* A long option that getopt did not take: either nothing begins so, or more than one does. */
static bool unknown_word(const char *word, struct error *error)
{
    struct strbuf names = {0};
    size_t length = strcspn(word + 2, "=");
    for (size_t i = 0; i < option_rows_count; i++) {
        if (strncmp(option_rows[i].name, word + 2, length) != 0)
            continue;
        strbuf_put_string(&names, names.length == 0 ? "--" : ", --");
        strbuf_put_string(&names, option_rows[i].name);
    }
    if (names.length == 0)
        error_set(error, 0, "unknown option '%s'", word);
    else
        error_set(error, 0, "ambiguous option '%s': it could be %.*s", word, (int)names.length,
                  names.data);
    strbuf_free(&names);
    return false;
}

/* As in -c5. */
static bool follows_continuous(const char *word, int letter)
{
    const char *at = strchr(word, letter);
    return at != NULL && at > word && at[-1] == 'c' && (isdigit(letter) || letter == '=');
}

/* getopt sets optopt to the letter of an unknown short option, to 0 for an unknown or ambiguous
 * long one, and to its `val` when it is given an argument that it does not take. */
static bool unknown_option(const char *word, struct error *error)
{
    const struct refused_option *refused = refused_find_letter(optopt);
    if (refused == NULL && optopt == 0)
        refused = refused_find_word(word);
    if (refused != NULL && optopt != 0)
        return error_set(error, 0, "option '-%c' (--%s): %s", optopt, refused->name, refused->why);
    if (refused != NULL)
        return error_set(error, 0, "option '--%s': %s", refused->name, refused->why);
    if (optopt >= LONG_BASE)
        return error_set(error, 0, "option '--%s' takes no argument", find_row(optopt)->name);
    if (optopt != 0)
        return error_set(
            error, 0, "unknown option '-%c'%s", optopt,
            follows_continuous(word, optopt) ? ": the pause of -c is --continuous=SECONDS" : "");
    return unknown_word(word, error);
}

static bool missing_argument(struct error *error)
{
    const struct option_row *row = find_row(optopt);
    return error_set(error, 0, "option '--%s' needs an argument: %s", row->name,
                     row->argument_name);
}

static bool apply_option(struct options *options, int code, const char *word, struct error *error)
{
    if (code == '?')
        return unknown_option(word, error);
    if (code == ':')
        return missing_argument(error);
    const struct option_row *row = find_row(code);
    options->asks |= row->asks;
    return row->apply(options, optarg == NULL ? row->implied : optarg, error);
}

/* The words of the command line with a blank between. */
static bool join_words(struct strbuf *text, int count, char **words, struct error *error)
{
    for (int i = 0; i < count; i++) {
        strbuf_put_string(text, i == 0 ? "" : " ");
        strbuf_put_string(text, words[i]);
    }
    return !text->failed || error_set_errno(error, ENOMEM, "filter");
}

static bool add_filter(struct options *options, const struct strbuf *text, const char *origin,
                       struct error *error)
{
    int chosen = selection_address_family(&options->query.selection);
    struct filter *filter =
        filter_parse(strbuf_slice(text), origin, chosen == AF_INET ? AF_UNSPEC : chosen, error);
    if (filter != NULL)
        options->query.selection.filter = filter_and(options->query.selection.filter, filter);
    return filter != NULL;
}

/* netstat has its pause as a word. */
static bool is_pause(const struct options *options, int count, char **words)
{
    return options->query.repeats && count == 1 && words[0][0] != '\0' &&
           words[0][strspn(words[0], "0123456789.")] == '\0';
}

/* Lines that begin with # are for the reader. Blanks take their place, so that faults are shown
 * where they are. */
static void blank_comments(struct strbuf *text)
{
    bool begins = true, comment = false;
    for (size_t i = 0; i < text->length; i++) {
        char character = text->data[i];
        comment = character != '\n' && (comment || (begins && character == '#'));
        begins = character == '\n' || (begins && (character == ' ' || character == '\t'));
        if (comment)
            text->data[i] = ' ';
    }
}

/* Words that are no options are the expression; one in a file must hold as well. */
static bool read_filter(struct options *options, int count, char **words, struct error *error)
{
    struct strbuf text = {0};
    bool is_input = options->filter_file != NULL && strcmp(options->filter_file, "-") == 0;
    const char *origin = is_input ? "standard input" : options->filter_file;
    bool good = true;
    if (is_pause(options, count, words))
        return error_set(error, 0, "'%s' is no filter: the pause of -c is --continuous=%s",
                         words[0], words[0]);
    if (count > 0)
        good =
            join_words(&text, count, words, error) && add_filter(options, &text, "filter", error);
    strbuf_clear(&text);
    if (good && options->filter_file != NULL) {
        good = file_read(options->filter_file, FILTER_MOST, &text, error);
        blank_comments(&text);
        good = good && add_filter(options, &text, origin, error);
    }
    strbuf_free(&text);
    return good;
}

static bool read_arguments(struct options *options, int argc, char **argv, struct error *error)
{
    struct getopt_tables tables = {0};
    bool good = make_tables(&tables) || error_set(error, 0, "out of memory");
    opterr = 0;
    optind = 0; /* start anew: glibc resets its state for 0 */
    while (good) {
        int code = getopt_long(argc, argv, tables.short_options, tables.long_options, NULL);
        if (code == -1)
            break;
        good = apply_option(options, code, argv[optind - 1], error);
    }
    free_tables(&tables);
    return good && read_filter(options, argc - optind, argv + optind, error);
}

/* Without any question: who owns which socket, the one that most people have. */
static void ask_default(struct options *options)
{
    options->all = true;
    if (options->columns == NULL)
        options->query.details |= IN_PROCESSES;
}

/* What is told of single sockets has no place among totals. */
static bool complete_summary(struct options *options, struct error *error)
{
    struct query *query = &options->query;
    if (query->netns.all)
        return error_set(error, 0,
                         "--summary: totals are of one network namespace: --net chooses it, not "
                         "--all-netns");
    const char *with = query->selection.filter != NULL               ? "a filter"
                       : options->columns != NULL                    ? "--columns"
                       : (query->details & ~(unsigned)IN_HOSTS) != 0 ? "details of sockets"
                       : query->selection.states != 0                ? "states"
                       : query->source == SOURCE_NETLINK             ? "--source=netlink"
                       : query->format->put_summary == NULL          ? query->format->name
                                                                     : NULL;
    if (with == NULL)
        return true;
    return error_set(error, 0,
                     "--summary: totals are read from /proc and show no single sockets: "
                     "not with %s",
                     with);
}

/* A script that forgot its filter must not destroy everything. */
static bool complete_kill(struct options *options, struct error *error)
{
    struct query *query = &options->query;
    if (!options->kill && query->kill != KILL_NOTHING)
        return error_set(error, 0, "%s goes with --kill only",
                         query->kill == KILL_DRY ? "--dry-run" : "--yes");
    if (!options->kill)
        return true;
    if (query->kill == KILL_NOTHING)
        query->kill = KILL_ASK;
    if (options->kill_all && query->selection.filter != NULL)
        return error_set(error, 0,
                         "--kill-all takes every socket, a filter some: give one of them");
    if (!options->kill_all && query->selection.filter == NULL)
        return error_set(error, 0,
                         "--kill needs a filter such as 'dport = :443', or --kill-all for "
                         "all the chosen sockets");
    if (query->netns.all)
        return error_set(error, 0,
                         "--kill: in one network namespace at a time: --net chooses it, not "
                         "--all-netns");
    if (query->summary || query->source == SOURCE_PROC)
        return error_set(error, 0, "--kill: not with %s",
                         query->summary ? "--summary"
                                        : "--source=proc, which cannot tell a socket "
                                          "from the next with its addresses");
    if (query->repeats)
        return error_set(error, 0, "--kill: not with --continuous or --count");
    return true;
}

/* --count alone means every second, as -c does. */
static void complete_repetition(struct query *query)
{
    if (query->count == 0 || query->repeats || query->events)
        return;
    query->repeats = true;
    query->interval = CLOCK_SECOND;
}

/* What has no end, and what the kernel does not tell of destroyed sockets. */
static bool complete_events(struct options *options, struct error *error)
{
    struct query *query = &options->query;
    const char *with = query->format->has_end         ? "--json, which has an end: use --ndjson"
                       : query->summary               ? "--summary"
                       : query->repeats               ? "--continuous: they go on by themselves"
                       : query->netns.all             ? "--all-netns: choose one with --net"
                       : options->kill                ? "--kill"
                       : query->details & IN_HOSTS    ? "-r: they do not wait for names of hosts"
                       : query->source == SOURCE_PROC ? "--source=proc, where there are none"
                                                      : NULL;
    if (with != NULL)
        return error_set(error, 0, "--events: not with %s", with);
    options->all |= query->selection.states == 0;
    return true;
}

/* What inet_diag_handler_get_info() of the kernel leaves out of its message (enum sock_have, enum
 * need). */
enum {
    EVENTS_LACK = HAVE_UID | HAVE_INODE | HAVE_MARK | HAVE_CGROUP | HAVE_TIMER | HAVE_TIMER_DETAIL |
                  HAVE_TOS | HAVE_TCLASS | HAVE_PRIORITY | HAVE_SHUTDOWN | HAVE_DROPS,
    EVENTS_NEED_LACKS = NEED_MEMORY | NEED_TOS | NEED_SHUTDOWN,
};

static bool check_event_filter(const struct query *query, struct error *error)
{
    const char *field = filter_reader(query->selection.filter, EVENTS_LACK, EVENTS_NEED_LACKS);
    return field == NULL ||
           error_set(error, 0,
                     "--events: filter: the kernel does not tell '%s' of destroyed sockets", field);
}

/* A TCP socket is closed before it is destroyed, and of UDP that is a connected one, too. */
static uint32_t event_states(const struct family *family)
{
    return family->states & state_bit(STATE_UNCONN)
               ? state_bit(STATE_UNCONN) | state_bit(STATE_ESTABLISHED)
               : state_bit(STATE_CLOSE);
}

static bool check_event_states(const struct query *query, struct error *error)
{
    for (size_t i = 0; i < families_count; i++) {
        if (query->selection.kinds[i] != 0 &&
            selection_possible_states(&query->selection, families[i]) & event_states(families[i]))
            return true;
    }
    return error_set(
        error, 0,
        "--events: the state of a destroyed TCP socket is CLOSE, of a UDP socket UNCONN "
        "or ESTABLISHED: none would be shown");
}

static bool has_events(const struct family *family)
{
    return family->tables[0].destroy_group != 0;
}

static bool check_event_families(const struct query *query, struct error *error)
{
    for (size_t i = 0; i < families_count; i++) {
        if (query->selection.kinds[i] != 0 && !has_events(families[i]))
            return error_set(error, 0,
                             "--events: the kernel tells of destroyed TCP and UDP sockets, not of "
                             "those of %s",
                             families[i]->name);
    }
    return true;
}

static void add_named(void *context, struct slice family)
{
    kinds_add(context, family);
}

/* A filter that names a family asks for it beside those that are shown without an option. */
static void select_named(struct query *query)
{
    selection_complete(&query->selection);
    filter_name_families(query->selection.filter, add_named, &query->selection);
}

static bool complete_query(struct options *options, struct error *error)
{
    struct query *query = &options->query;
    if (query->netns.all && query->netns.argument != NULL)
        return error_set(error, 0, "--net and --all-netns exclude each other: choose one");
    if (query->format == NULL)
        query->format = &formats[0];
    complete_repetition(query);
    if (query->events && !complete_events(options, error))
        return false;
    if (!complete_kill(options, error))
        return false;
    if (query->summary)
        return complete_summary(options, error);
    if (!options->asks)
        ask_default(options);
    if (options->all ||
        (query->selection.states == 0 && filter_tests_states(query->selection.filter)))
        query->selection.states = state_all();
    if (selection_is_empty(&query->selection))
        select_named(query);
    query->selection.unasked = query->selection.states == 0;
    if (query->selection.unasked)
        query->selection.states =
            state_all() & ~(state_bit(STATE_LISTEN) | state_bit(STATE_UNCONN));
    selection_complete(&query->selection);
    if (query->events && (!check_event_families(query, error) ||
                          !check_event_filter(query, error) || !check_event_states(query, error)))
        return false;
    if (!query->selection.unasked && !selection_is_possible(&query->selection))
        return error_set(error, 0,
                         "none of the chosen kinds of sockets can be in the chosen states");
    const char *host = filter_host_field(query->selection.filter);
    if (host != NULL && !(query->details & IN_HOSTS))
        return error_set(error, 0, "filter: '%s': names of hosts are asked for with -r only", host);
    return query_choose_columns(query, options->columns, error);
}

bool options_parse(struct options *options, int argc, char **argv, struct error *error)
{
    return read_arguments(options, argc, argv, error) && complete_query(options, error);
}

void options_free(struct options *options)
{
    query_free(&options->query);
}
