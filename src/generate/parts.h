/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_GENERATE_PARTS_H
#define SOCKVIEW_GENERATE_PARTS_H

#include <stddef.h>

#include "cli/options.h"

/* Text that takes the place of the line `@name@` in the template of the manual or of a shell's
 * completions; `put` prints it to standard output. */
struct generate_part {
    const char *name;
    void (*put)(void);
};

/* The parts of the manual, and of the completions. */
extern const struct generate_part manual_parts[];
extern const size_t manual_parts_count;
extern const struct generate_part completion_parts[];
extern const size_t completion_parts_count;

/* Prints the words that an argument is chosen from. */
void generate_put_words(enum option_argument argument, const char *separator);

/* Whether a field of an expression can be compared with an operator, as it is written. */
bool generate_has_operator(const char *field, const char *sign);

/* Prints a blank and the name of each field that can be compared with the operator `sign`, or of
 * every field for NULL. */
void generate_put_fields(const char *sign);

#endif
