/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_HABIT_H
#define SOCKVIEW_UTIL_HABIT_H

#include <stdbool.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* What people type who were trained by another program, and the command that they want. */
struct habit {
    const char *typed;   /* words with one blank between; `@` stands for the rest of a word, `#` for
                          * a number */
    const char *command; /* to paste into a shell; each `@` is replaced by what these stand for */
};

/* Whether a text begins with the words of the habit, in upper or lower case. `rest` is then what
 * `@` or `#` stands for: at least one byte without a blank. It is empty if there is neither. */
bool habit_matches(const struct habit *habit, struct slice text, struct slice *rest);

/* Whether a shell and a filter take the word as it is, without quotation marks. A word that is too
 * long for a message is not plain. */
bool habit_is_plain(struct slice word);

/* Appends a command with `word` in place of each `@`. */
void habit_put_command(struct strbuf *buffer, const char *command, struct slice word);

#endif
