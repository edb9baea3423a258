/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_FIELDS_H
#define SOCKVIEW_FAMILY_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"

/* Takes the next field of a line of /proc/net. `line` then begins with the character that ended the
 * field. False when there is no field left. */
bool fields_next(struct slice *line, struct slice *field);

/* Takes the next `count` fields. False when there are fewer. */
bool fields_take(struct slice *line, struct slice *fields, size_t count);

/* Reads a whole field as a decimal number. False when it is not one, or exceeds `most`. */
bool fields_decimal(struct slice field, uint32_t most, uint32_t *number);

/* Reads a whole field as a hexadecimal number. False when it is not one, or exceeds `most`. */
bool fields_hex(struct slice field, uint32_t most, uint32_t *number);

#endif
