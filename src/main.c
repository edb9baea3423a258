/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "config.h"
#include "help.h"
#include "options.h"
#include "show.h"
#include "sink.h"
#include "source/destroy.h"
#include "summary/print.h"
#include "summary/read.h"
#include "util/clock.h"
#include "util/escape.h"
#include "util/output.h"
#include "util/wait.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_INCOMPLETE = 3 };

/* One line on stderr, whatever an argument or a name in it holds. */
static void print_line(const char *what, const char *hint)
{
    static const char out_of_memory[] = "sockview: out of memory\n";
    struct strbuf line = {0};
    strbuf_put_string(&line, "sockview: ");
    escape_line(&line, slice_of(what), output_needs_ascii(STDERR_FILENO));
    strbuf_put_string(&line, hint);
    strbuf_put_char(&line, '\n');
    if (line.failed)
        fwrite(out_of_memory, 1, sizeof(out_of_memory) - 1, stderr);
    else
        fwrite(line.data, 1, line.length, stderr);
    strbuf_free(&line);
}

static int fail(struct error *error, int status)
{
    bool hint = status == EXIT_USAGE && error->excerpt == NULL;
    print_line(error_message(error), hint ? " (see 'sockview --help')" : "");
    if (error->excerpt != NULL)
        fputs(error->excerpt, stderr);
    error_clear(error);
    return status;
}

/* A descriptor that the caller closed would be given to the first file opened here, and rows or
 * errors would be written into that. Where there is no /dev/null either, an empty file in memory
 * takes the place. False when standard output itself is closed. */
static bool occupy_standard_descriptors(void)
{
    bool has_output = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if (fcntl(i, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
            memfd_create("closed", 0);
    }
    return has_output;
}

static int print_text(void (*put)(struct strbuf *), FILE *output, struct error *error)
{
    struct strbuf text = {0};
    put(&text);
    bool good = sink_write(output, &text, error) != EMIT_ERROR && sink_flush(output, error);
    strbuf_free(&text);
    return good ? EXIT_DONE : fail(error, EXIT_FAILED);
}

static void put_version(struct strbuf *buffer)
{
    strbuf_put_string(buffer, "sockview " SOCKVIEW_VERSION "\n");
}

/* https://no-color.org: set and not empty. */
static bool wants_colour(enum colour_choice choice)
{
    if (choice != COLOUR_AUTO)
        return choice == COLOUR_ALWAYS;
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && (no_colour == NULL || no_colour[0] == '\0') &&
           terminal != NULL && strcmp(terminal, "dumb") != 0;
}

static int destroy(void *context, const struct sock *sock)
{
    return destroyer_destroy(context, sock);
}

/* The question goes to where errors go, so that a list in a file stays one. */
static bool confirm(size_t count)
{
    char answer[8] = "";
    fprintf(stderr, "sockview: destroy %zu %s? [y/N] ", count, count == 1 ? "socket" : "sockets");
    fflush(stderr);
    return fgets(answer, sizeof(answer), stdin) != NULL &&
           (strcasecmp(answer, "y\n") == 0 || strcasecmp(answer, "yes\n") == 0);
}

static struct sink *open_sink(const struct query *query, const struct sink_settings *settings,
                              const struct killer *killer)
{
    struct sink *sink = query->format->open(settings);
    if (sink != NULL && query->kill != KILL_NOTHING)
        sink = sink_open_kill(sink, killer);
    if (sink != NULL && query->needs & NEED_HOLD)
        sink = sink_open_hold(sink, settings->lookups, query->filter, query->needs, "/proc");
    return sink;
}

/* What is read in the chosen network namespace. */
struct summary_errand {
    struct summary summary;
    const struct query *query;
    struct notes *notes;
    struct error *error;
    bool good;
};

static bool read_summary(void *context, const struct netns_stop *stop)
{
    struct summary_errand *errand = context;
    (void)stop;
    errand->good =
        summary_read(&errand->summary, errand->query, "/proc", errand->notes, errand->error);
    return errand->good;
}

static bool read_summary_there(struct summary_errand *errand)
{
    struct netns_tour tour;
    if (!netns_tour_start(&tour, errand->query->netns, errand->error))
        return false;
    bool good = netns_tour_run(&tour, read_summary, errand, errand->notes, errand->error);
    netns_tour_end(&tour);
    return good && errand->good;
}

static bool show_summary(const struct query *query, const struct sink_settings *settings,
                         struct notes *notes, struct error *error)
{
    struct summary_errand errand = {.query = query, .notes = notes, .error = error};
    struct strbuf text = {0};
    bool good = read_summary_there(&errand);
    if (good) {
        query->format->put_summary(
            &text, &(struct summary_output){&errand.summary, query, settings, notes});
        good = sink_write(settings->output, &text, error) != EMIT_ERROR;
    }
    strbuf_free(&text);
    summary_free(&errand.summary);
    return good;
}

static bool show_rows(const struct query *query, const struct sink_settings *settings,
                      struct notes *notes, struct error *error)
{
    struct killer killer = {
        .mode = query->kill, .can = destroyer_can, .destroy = destroy, .confirm = confirm};
    struct sink *sink = open_sink(query, settings, &killer);
    if (sink == NULL)
        return error_set_errno(error, ENOMEM, "output");
    bool good = show_sockets(query, settings->lookups, sink, &killer, notes, error);
    sink->free(sink);
    return good;
}

/* One answer after the other: what they share, and what became of them. */
struct rounds {
    const struct query *query;
    struct sink_settings settings;
    struct lookups lookups;
    struct strbuf time;   /* of the newest, NUL-terminated */
    struct notes notes;   /* of the newest */
    struct notes before;  /* of the one before */
    enum outcome outcome; /* of the worst */
    struct error *error;
};

/* Two answers within a second have different times. */
static void set_time(struct rounds *rounds)
{
    strbuf_clear(&rounds->time);
    clock_put_time(&rounds->time, clock_of_day(), rounds->query->repeats ? 3 : 0);
    strbuf_put_char(&rounds->time, '\0');
    rounds->lookups.time = rounds->time.failed ? "" : rounds->time.data;
}

/* What the answer before had to say as well is not said again. */
static void tell_notes(struct rounds *rounds)
{
    for (size_t i = 0; i < rounds->notes.count; i++) {
        if (!notes_have(&rounds->before, rounds->notes.lines[i]))
            print_line(rounds->notes.lines[i], "");
    }
    if (rounds->notes.outcome > rounds->outcome)
        rounds->outcome = rounds->notes.outcome;
    notes_free(&rounds->before);
    rounds->before = rounds->notes;
    rounds->notes = (struct notes){0};
}

/* A reader that left had enough, and is told nothing more. Every other error of the stream has made
 * the answer fail. */
static bool reader_left(const struct rounds *rounds)
{
    return ferror(rounds->settings.output) != 0;
}

static bool run_round(struct rounds *rounds)
{
    set_time(rounds);
    bool (*answer)(const struct query *, const struct sink_settings *, struct notes *,
                   struct error *) = rounds->query->summary ? show_summary : show_rows;
    if (!answer(rounds->query, &rounds->settings, &rounds->notes, rounds->error) ||
        !sink_flush(rounds->settings.output, rounds->error))
        return false;
    if (!reader_left(rounds) || rounds->query->kill != KILL_NOTHING)
        tell_notes(rounds);
    return true;
}

/* Whether another one is wanted, when it is due. An answer that takes longer than from one time to
 * the next makes the program miss times, not run behind them. */
static bool wait_for_round(const struct rounds *rounds, uint64_t *due)
{
    uint64_t now = clock_steady();
    do
        *due += rounds->query->interval;
    while (*due < now);
    return wait_until(*due, -1, STDOUT_FILENO) == WAIT_TIME;
}

/* Where nothing can be read at all, that is said once and ends it. */
static bool run_rounds(struct rounds *rounds)
{
    const struct query *query = rounds->query;
    uint64_t due = clock_steady(), done = 1;
    if (query->repeats && !wait_catch_signals())
        return error_set_errno(rounds->error, errno, "signals");
    while (run_round(rounds)) {
        if (!query->repeats || reader_left(rounds) || rounds->outcome == OUTCOME_NOTHING ||
            done++ == query->count || !wait_for_round(rounds, &due))
            return true;
        lookups_forget(&rounds->lookups);
    }
    return false;
}

static int status_of(const struct rounds *rounds)
{
    static const int statuses[] = {
        [OUTCOME_COMPLETE] = EXIT_DONE,
        [OUTCOME_INCOMPLETE] = EXIT_INCOMPLETE,
        [OUTCOME_NOTHING] = EXIT_FAILED,
    };
    bool enough = reader_left(rounds) && rounds->query->kill == KILL_NOTHING;
    return enough ? EXIT_DONE : statuses[rounds->outcome];
}

/* Without threads that may be inside a library, which the end would unload. */
static int end_rounds(struct rounds *rounds, int status)
{
    bool busy = hosts_are_busy(&rounds->lookups.hosts);
    notes_free(&rounds->notes);
    notes_free(&rounds->before);
    strbuf_free(&rounds->time);
    lookups_free(&rounds->lookups);
    if (busy)
        _exit(status);
    return status;
}

static int show(const struct query *query, FILE *output, struct error *error)
{
    struct utsname machine = {0};
    uname(&machine);
    struct rounds rounds = {.query = query, .error = error};
    rounds.lookups = (struct lookups){
        .numeric = query->numeric,
        .processes_with_descriptor = (query->details & IN_EXTENDED) != 0,
        .owners = {.choice = query->owners,
                   .with_threads = (query->details & IN_THREADS) != 0,
                   .with_contexts = (query->needs & NEED_CONTEXTS) != 0,
                   .with_socket_contexts = (query->needs & NEED_SOCKET_CONTEXTS) != 0},
    };
    rounds.settings = (struct sink_settings){
        .columns = query->columns,
        .column_count = query->column_count,
        .lookups = &rounds.lookups,
        .output = output,
        .header = !query->no_header,
        .timed = query->repeats,
        .colour = wants_colour(query->colour),
        .ascii = output_needs_ascii(STDOUT_FILENO),
        .version = SOCKVIEW_VERSION,
        .host = machine.nodename,
    };
    bool good = run_rounds(&rounds);
    return end_rounds(&rounds, good ? status_of(&rounds) : fail(error, EXIT_FAILED));
}

/* Whoever cannot be asked has to have said yes before. */
static bool can_ask(const struct query *query, struct error *error)
{
    if (query->kill != KILL_ASK || (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)))
        return true;
    return error_set(error, 0,
                     "--kill: there is no terminal to ask: --yes goes without asking, "
                     "--dry-run shows what would be destroyed");
}

static int run(const struct options *options, FILE *output, struct error *error)
{
    switch (options->action) {
    case ACTION_HELP:
        return print_text(help_put_usage, output, error);
    case ACTION_VERSION:
        return print_text(put_version, output, error);
    case ACTION_LIST_COLUMNS:
        return print_text(help_put_columns, output, error);
    case ACTION_SHOW:
        if (!can_ask(&options->query, error))
            return fail(error, EXIT_USAGE);
        return show(&options->query, output, error);
    }
    return EXIT_FAILED;
}

static int run_arguments(int argc, char **argv, FILE *output, struct error *error)
{
    struct options options = {0};
    int status = options_parse(&options, argc, argv, error) ? run(&options, output, error)
                                                            : fail(error, EXIT_USAGE);
    options_free(&options);
    return status;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    if (!occupy_standard_descriptors()) {
        error_set_errno(&error, EBADF, "standard output");
        return fail(&error, EXIT_FAILED);
    }
    /* A reader that leaves, and a file that may not grow, show as errors of write. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    FILE *output = output_open(STDOUT_FILENO);
    if (output == NULL) {
        error_set_errno(&error, errno, "standard output");
        return fail(&error, EXIT_FAILED);
    }
    int status = run_arguments(argc, argv, output, &error);
    fclose(output);
    return status;
}
