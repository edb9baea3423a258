/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_OPTIONS_H
#define SOCKVIEW_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "run/query.h"
#include "util/error.h"

/* What the program is asked to do. */
enum action {
    ACTION_SHOW,
    ACTION_USAGE,
    ACTION_HELP,
    ACTION_VERSION,
    ACTION_LIST_COLUMNS,
    ACTION_SCHEMA,
    ACTION_COMPLETE
};

struct option_row;
struct dialect;

/* The command line as it was read. Starts zeroed. */
struct options {
    enum action action;
    const struct dialect *dialect; /* the program whose options these are, or NULL: sockview */
    bool filter_failed;            /* the error is about the filter */
    bool refused;                  /* the error is about an option that does what sockview cannot */
    uint32_t usual_states; /* in ss: those that options for families bring, then the chosen */
    uint32_t whole;        /* in ss: a bit for each place in families[] that -f chose */
    bool numeric_hosts;    /* in a dialect: hosts have no names */
    bool listening;        /* in a dialect: -l */
    bool queried;          /* in a dialect: -A of ss was there */
    bool bound;            /* in a dialect: TCP sockets that are only bound are shown too */
    struct query query;
    const char *columns;               /* argument of --columns, or NULL; borrowed from argv */
    const char *count_by;              /* of --count-by, likewise */
    const char *total;                 /* of --total, likewise */
    const char *sort;                  /* argument of --sort, or NULL; borrowed from argv */
    const struct format *schema;       /* whose schema is printed (--schema), or NULL */
    const char *filter_file;           /* argument of -F, or NULL; borrowed from argv */
    const struct option_row *list_row; /* the last option that takes a list of words, or NULL */
    const char *list;                  /* its list; borrowed from argv */
    bool is_empty;                     /* there is no argument at all */
    bool asks;                         /* an option chose families, states or details */
    bool all;                          /* -a */
    bool kill;                         /* -K or --kill-all */
    bool kill_all;                     /* --kill-all */
    bool no_pager;                     /* --no-pager */
    char **words;                      /* to be completed (--complete); borrowed from argv */
    size_t word_count;
};

/* Where --help and the manual show an option. */
enum option_group {
    GROUP_SOCKETS,
    GROUP_DETAILS,
    GROUP_OUTPUT,
    GROUP_KILL,
    GROUP_SOURCE,
    GROUP_OTHER
};

/* What the argument of an option is; completion offers such words. */
enum option_argument {
    ARGUMENT_NONE,
    ARGUMENT_STATES,
    ARGUMENT_KINDS,
    ARGUMENT_FAMILY,
    ARGUMENT_COLUMNS,
    ARGUMENT_FORMAT,
    ARGUMENT_SCHEMA,
    ARGUMENT_SORT,
    ARGUMENT_FIELDS, /* what rows can be counted by */
    ARGUMENT_TOTALS, /* columns that can be added up */
    ARGUMENT_SOURCE,
    ARGUMENT_OWNERS,
    ARGUMENT_COLOUR,
    ARGUMENT_FILE,
    ARGUMENT_DIRECTORY,
    ARGUMENT_NAMESPACE, /* has no words of its own: completion looks for them on the machine */
    ARGUMENT_SECONDS,
    ARGUMENT_NUMBER,
    ARGUMENT_NUMBERS,
    ARGUMENT_DIALECT, /* the program whose manner is taken (cli/dialect.h) */
    ARGUMENT_CHECKS,  /* what --health looks for */
};

/* One row of the table of options: getopt, -h, --help, the manual and the completions come from it.
 */
struct option_row {
    char short_name;        /* or 0 */
    const char *name;       /* long */
    const char *aliases[3]; /* other long names that are understood; ends with NULL */
    enum option_argument argument;
    const char *argument_name; /* in help, or NULL */
    enum option_group group;
    const char *help; /* phrases with semicolons between; -h prints only the first */
    /* Enters into `options` what the option means with that argument. */
    bool (*apply)(struct options *options, const struct option_row *row, const char *argument,
                  struct error *error);
    const char *implied; /* passed to `apply` when the option is given without an argument */
    bool asks;           /* chooses sockets or details, so that the default question is not asked */
    size_t target;       /* for an `apply` that only sets a value: its offset in struct options */
    bool common;         /* on the page of -h and in the manual's list of common options */
    bool hidden;         /* for scripts: in the manual, but neither in --help nor completed */
};

/* Rows of options. Borrowed. */
struct option_list {
    const struct option_row *items;
    size_t count;
};

extern const struct option_row option_rows[];
extern const size_t option_rows_count;

/* Whether the argument may be left out; the short form then takes none. */
static inline bool option_argument_is_optional(const struct option_row *row)
{
    return row->argument != ARGUMENT_NONE && row->implied != NULL;
}

/* Length of the first phrase of the help: all that -h prints, without the semicolon. */
static inline size_t option_brief_length(const struct option_row *row)
{
    return strcspn(row->help, ";");
}

/* Title of a group in --help. */
const char *option_group_title(enum option_group group);

/* The word at a place of the list that an argument is chosen from (names of states, formats, ...)
 * with its help, or NULL after the last. */
const char *option_argument_word(enum option_argument argument, size_t place, const char **help);

/* Appends what an option does. Where it chooses a family or a format, their words follow. */
void option_put_help(struct strbuf *text, const struct option_row *row);

/* The word of that list which was probably meant by `word`, or NULL. */
const char *option_argument_nearest(enum option_argument argument, struct slice word);

/* Sets the error for a word that an option does not take: which word was probably meant, or all
 * that it takes. Always false. */
bool option_refuse_word(struct error *error, const struct option_row *row, struct slice word);

/* Reads the command line and completes the query: defaults, columns. False with `error` for
 * anything that is wrong with it. */
bool options_parse(struct options *options, int argc, char **argv, struct error *error);

/* Frees what the options own. */
void options_free(struct options *options);

#endif
