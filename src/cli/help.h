/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_HELP_H
#define SOCKVIEW_CLI_HELP_H

#include "util/strbuf.h"

/* Appends the text of --help: every option by group, in 80 columns. */
void help_put_usage(struct strbuf *buffer);

/* Appends the text of --list-columns: a column a line with its meaning. */
void help_put_columns(struct strbuf *buffer);

#endif
