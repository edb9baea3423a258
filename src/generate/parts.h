/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_GENERATE_PARTS_H
#define SOCKVIEW_GENERATE_PARTS_H

#include <stddef.h>

#include "cli/options.h"

/* One part of the manual or of a shell's completions. `put` prints its text to standard output, in
 * place of the line `@name@` of the template. */
struct generate_part {
    const char *name;
    void (*put)(void);
};

/* All parts of the manual, those of it about filters, and those of the completions. */
extern const struct generate_part manual_parts[];
extern const size_t manual_parts_count;
extern const struct generate_part manual_filter_parts[];
extern const size_t manual_filter_parts_count;
extern const struct generate_part completion_parts[];
extern const size_t completion_parts_count;

/* Prints the words that an argument can be, with `separator` between them. */
void generate_put_words(enum option_argument argument, const char *separator);

/* Whether a field of an expression allows an operator. `sign` is its spelling. */
bool generate_has_operator(const char *field, const char *sign);

/* Prints a help text as a sentence for mdoc(7). Lines are shorter than 80 bytes, and `\&` precedes
 * a control character at the start of a line. */
void generate_put_prose(const char *text);

/* Prints a blank and the name of each field. */
void generate_put_fields(void);

#endif
