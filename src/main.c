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
#include <termios.h>
#include <unistd.h>

#include "cli/dialect.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/schema.h"
#include "cli/words.h"
#include "config.h"
#include "run/destination.h"
#include "run/privileges.h"
#include "run/record.h"
#include "run/rounds.h"
#include "run/settings.h"
#include "sink/write.h"
#include "util/escape.h"
#include "util/lent.h"
#include "util/output.h"
#include "util/plural.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_INCOMPLETE = 3, EXIT_UNEXPECTED = 4 };

/* Prints one line on stderr, escaped, because arguments and names may contain any byte. */
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

/* Opens the standard descriptors that the caller closed. Otherwise the first file opened here would
 * get one of them, and rows or errors would be written into that file. Without /dev/null, an empty
 * file in memory is used. False when standard output itself was closed. */
static bool occupy_standard_descriptors(void)
{
    bool has_output = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if (fcntl(i, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
            memfd_create("closed", 0);
    }
    return has_output;
}

/* Prints a text and frees it. */
static int print_buffer(struct strbuf *text, struct destination *output, struct error *error)
{
    bool good = sink_write(output->stream, text, error) != EMIT_ERROR &&
                sink_flush(output->stream, error) && pager_finish(output->pager, error);
    strbuf_free(text);
    return good ? EXIT_DONE : fail(error, EXIT_FAILED);
}

static int print_text(void (*put)(struct strbuf *), struct destination *output, struct error *error)
{
    struct strbuf text = {0};
    put(&text);
    return print_buffer(&text, output, error);
}

static int print_words(const struct options *options, struct destination *output,
                       struct error *error)
{
    struct strbuf text = {0};
    words_put(&text, options->dialect, options->words, options->word_count, live_words_read);
    return print_buffer(&text, output, error);
}

static int print_schema(const struct format *format, struct destination *output,
                        struct error *error)
{
    struct strbuf text = {0};
    schema_put(&text, format);
    return print_buffer(&text, output, error);
}

static void put_version(struct strbuf *buffer)
{
    strbuf_put_string(buffer, "sockview " SOCKVIEW_VERSION "\n");
}

/* The version is that of the program whose manner this is. */
static int print_dialect(const struct options *options, struct destination *output,
                         struct error *error)
{
    struct strbuf text = {0};
    if (options->action == ACTION_VERSION) {
        strbuf_put_string(&text, options->dialect->version);
        strbuf_put_char(&text, '\n');
    } else {
        dialect_put_help(&text, options->dialect);
    }
    return print_buffer(&text, output, error);
}

/* The question goes to stderr, so that standard output contains only rows. */
static bool confirm(size_t count)
{
    char answer[8] = "";
    tcflush(STDIN_FILENO, TCIFLUSH); /* what was typed before is no answer to this */
    fprintf(stderr, "sockview: destroy %zu %s? [y/N] ", count, plural(count, "socket", "sockets"));
    fflush(stderr);
    return fgets(answer, sizeof(answer), stdin) != NULL &&
           (strcasecmp(answer, "y\n") == 0 || strcasecmp(answer, "yes\n") == 0);
}

static void tell(const char *note)
{
    print_line(note, "");
}

/* Only a complete answer tells that --expect does not hold. */
static int status_of(const struct rounds *rounds)
{
    bool as_ss = rounds->query->as_other && rounds->query->recording.path != NULL;
    const int statuses[] = {
        [OUTCOME_COMPLETE] = rounds->unexpected ? EXIT_UNEXPECTED : EXIT_DONE,
        [OUTCOME_INCOMPLETE] = rounds->query->as_other ? EXIT_DONE : EXIT_INCOMPLETE,
        /* ss ends so when it cannot read TCPDIAG_FILE. */
        [OUTCOME_NOTHING] = as_ss ? EXIT_DONE : EXIT_FAILED,
    };
    return statuses[rounds_outcome(rounds)];
}

static int show(const struct query *query, struct destination *output, struct error *error)
{
    struct utsname machine = {0};
    uname(&machine);
    struct rounds rounds = {
        .query = query,
        .lookups = settings_lookups(query, &output->progress),
        .tell = tell,
        .confirm = confirm,
        .pager = output->pager,
        .redraw = output->redraw,
    };
    rounds.settings = settings_for(query, &rounds.lookups, output->stream);
    rounds.settings.version = SOCKVIEW_VERSION;
    rounds.settings.host = query_is_recorded(query) ? NULL : machine.nodename;
    bool good = rounds_run(&rounds, error);
    int status = good ? status_of(&rounds) : fail(error, EXIT_FAILED);
    bool busy = hosts_are_busy(&rounds.lookups.hosts);
    rounds_free(&rounds);
    if (busy) /* a thread may still run code of a library that exit() would unload */
        _exit(status);
    return status;
}

/* Without a terminal, the user must have agreed by an option. */
static bool can_ask(const struct query *query, struct error *error)
{
    if (query->arrangement.kill != KILL_ASK || (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)))
        return true;
    return error_set(error, 0,
                     "--kill: there is no terminal to ask on: use --yes to destroy without a "
                     "question, or --dry-run to see what would be destroyed");
}

/* Rights that the file of the program lends are only for reading. */
static bool may_destroy(const struct query *query, struct error *error)
{
    if (query->arrangement.kill == KILL_NOTHING || !lent_rights() || getuid() == 0)
        return true;
    return error_set(error, EPERM,
                     "--kill: not with the rights that the file of the program lends: run it as "
                     "root, for example with sudo");
}

static int run(const struct options *options, struct destination *output, struct error *error)
{
    bool asks = options->action == ACTION_SHOW || options->action == ACTION_COMPLETE;
    if (options->dialect != NULL && !asks)
        return print_dialect(options, output, error);
    switch (options->action) {
    case ACTION_USAGE:
        return print_text(help_put_usage, output, error);
    case ACTION_HELP:
        return print_text(help_put_options, output, error);
    case ACTION_VERSION:
        return print_text(put_version, output, error);
    case ACTION_LIST_COLUMNS:
        return print_text(options->query.format->has_schema ? schema_put_columns : help_put_columns,
                          output, error);
    case ACTION_SCHEMA:
        return print_schema(options->schema, output, error);
    case ACTION_COMPLETE:
        return print_words(options, output, error);
    case ACTION_SHOW:
        if (!may_destroy(&options->query, error) ||
            !privileges_allow_sources(&options->query, error))
            return fail(error, EXIT_FAILED);
        if (options->query.record != NULL)
            return record_run(&options->query, output->stream, error) ? EXIT_DONE
                                                                      : fail(error, EXIT_FAILED);
        if (!can_ask(&options->query, error))
            return fail(error, EXIT_USAGE);
        return show(&options->query, output, error);
    }
    return EXIT_FAILED;
}

/* `has_output` is whether the caller left standard output open. Only --quiet does without. */
static int run_with_output(const struct options *options, bool has_output, struct error *error)
{
    struct destination output = {0};
    const struct query *query = options->action == ACTION_SHOW ? &options->query : NULL;
    if (query != NULL)
        privileges_limit(query); /* before the first thread */
    bool opened = (has_output || (query != NULL && query->quiet)) &&
                  destination_open(&output, query, options->no_pager || options->dialect != NULL);
    if (!opened)
        error_set_errno(error, has_output ? errno : EBADF, "standard output");
    int status = opened ? run(options, &output, error) : fail(error, EXIT_FAILED);
    destination_close(&output);
    return status;
}

static int run_arguments(int argc, char **argv, bool has_output, struct error *error)
{
    struct options options = {0};
    int status = options_parse(&options, argc, argv, error)
                     ? run_with_output(&options, has_output, error)
                     : fail(error, dialect_status(&options, EXIT_USAGE));
    options_free(&options);
    return status;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    bool has_output = occupy_standard_descriptors();
    /* A reader that closes the pipe, and a limit on file size, then cause errors of write() instead
     * of signals. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    return run_arguments(argc, argv, has_output, &error);
}
