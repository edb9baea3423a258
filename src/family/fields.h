/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_FIELDS_H
#define SOCKVIEW_FAMILY_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"

/* Takes the next field, which blanks surround, off the front of a line of /proc/net; `line` then
 * begins with what ended the field. False when there is none. */
bool fields_next(struct slice *line, struct slice *field);

/* Takes the next `count` fields. */
bool fields_take(struct slice *line, struct slice *fields, size_t count);

/* Reads a whole field as a decimal number of at most `most`. */
bool fields_decimal(struct slice field, uint32_t most, uint32_t *number);

/* Reads a whole field as a hexadecimal number of at most `most`. */
bool fields_hex(struct slice field, uint32_t most, uint32_t *number);

#endif
