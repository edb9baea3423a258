/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_PACK_H
#define SOCKVIEW_VALUE_PACK_H

#include "value/value.h"

/* Values as bytes, one after the other. Two values have the same bytes exactly if they are the same
 * in all that is shown of them. Not for lists and owners: their members are packed. */

/* Appends a value; NULL is one that is unknown. */
void value_pack(struct strbuf *bytes, const struct value *value);

/* Takes the next value, of that type, off packed bytes. It borrows from them. False when it is
 * unknown, or no value is left. */
bool value_unpack(struct slice *bytes, enum value_type type, struct value *value);

#endif
