/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_DIALECT_H
#define SOCKVIEW_CLI_DIALECT_H

#include "cli/options.h"

/* One option of a dialect, by reference to a row of the table of options. */
struct dialect_word {
    char letter;          /* or 0 */
    const char *name;     /* long, or NULL */
    const char *row;      /* long name of the row of option_rows that it means */
    const char *argument; /* what the action gets instead of what the row implies, or NULL */
    /* An action of the dialect's own, or NULL: that of the row. */
    bool (*apply)(struct options *options, const struct option_row *row, const char *argument,
                  struct error *error);
    const char *help;          /* instead of that of the row, or NULL */
    const char *argument_name; /* likewise */
};

/* What an option of a dialect takes, or its filter: words with `|` between. ARGUMENT_FIELDS are
 * what a test in a filter begins with. */
struct dialect_list {
    enum option_argument argument;
    const char *words;
};

/* The language of another program: its options, what it shows when nothing else is said, its
 * layout, and how it ends. A dialect is a file with one such constant. */
struct dialect {
    const char *name;    /* of the program, and after --as= (cli/dialect_names.h) */
    const char *version; /* what -V prints */
    const char *usage;   /* the line above its options */
    const struct dialect_word *words;
    size_t word_count;
    const struct dialect_list *lists;
    size_t list_count;
    bool takes_filter; /* words that are no options are a filter; otherwise they are ignored */
    int usage_status;  /* after an option that is wrong */
    int filter_status; /* after a filter that is wrong */
    /* Completes the families, which say how the filter is read, after all options; or NULL. */
    void (*choose)(struct options *options);
    /* Completes the query after the filter too: families, states, layout. */
    void (*complete)(struct options *options);
};

extern const struct dialect dialect_ss;
extern const struct dialect dialect_netstat;

/* Finds the dialect that the first word (the program's name) or the option --as asks for; NULL for
 * sockview's own. `skipped` becomes the number of words that are done with. False with `error` when
 * --as names no dialect. */
bool dialect_choose(const struct dialect **dialect, int argc, char **argv, int *skipped,
                    struct error *error);

/* The rows of options that the words of a dialect mean. The caller frees what is returned, which
 * `list` borrows. NULL when out of memory. */
struct option_row *dialect_rows(const struct dialect *dialect, struct option_list *list);

/* The words that an argument is chosen from in a dialect, as in struct dialect_list; NULL where
 * they are those of sockview. */
const char *dialect_find_list(const struct dialect *dialect, enum option_argument argument);

/* Appends the usage line and every option of a dialect. */
void dialect_put_help(struct strbuf *text, const struct dialect *dialect);

/* The exit status after an error in the command line. `usual` is that of sockview. */
int dialect_status(const struct options *options, int usual);

/* Actions of more than one dialect. */

/* Refuses an option: `argument` is why, with the command to use. */
bool dialect_refuse(struct options *options, const struct option_row *row, const char *argument,
                    struct error *error);

/* Chooses every kind of the internet families named in `names`, which ends with NULL, when none of
 * them was chosen. */
void dialect_add_families(struct selection *selection, const char *const *names);

/* Whether one of these families was chosen. */
bool dialect_has_family(const struct selection *selection, const char *const *names);

#endif
