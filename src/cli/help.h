/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_HELP_H
#define SOCKVIEW_CLI_HELP_H

#include "util/strbuf.h"

/* A command to try, on the page of -h and first among the manual's examples. */
struct help_example {
    const char *command; /* as typed in a shell */
    const char *purpose; /* what it shows: a phrase */
};

extern const struct help_example help_examples[];
extern const size_t help_examples_count;

/* Appends the page of -h: the common options and the examples, in 40 lines of 80 columns. */
void help_put_usage(struct strbuf *buffer);

/* Appends the text of --help: every option by group, in 80 columns. */
void help_put_options(struct strbuf *buffer);

/* Appends the text of --list-columns: one line per column, with its meaning. */
void help_put_columns(struct strbuf *buffer);

#endif
