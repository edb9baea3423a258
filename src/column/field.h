/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_FIELD_H
#define SOCKVIEW_COLUMN_FIELD_H

#include "column/column.h"

/* What rows are ordered by: a column, or a part of the owners that a column shows. */
struct field {
    const char *name;
    const char *header;
    const char *help;
    const struct column *column; /* whose value is pulled */
    enum value_type type;        /* of the members of that value */
    /* The member at a place of the value, counted from 0. False after the last. It borrows from the
     * value. NULL: the value is its own only member. */
    bool (*member)(const struct value *value, size_t place, struct value *member);
};

/* Whether the name is that of a field: a column, or `process` or `pid`. */
bool field_find(struct slice name, struct field *field);

/* The field of a column. */
struct field field_of(const struct column *column);

/* The name of the field at a place, counted from 0, with its help; NULL after the last. */
const char *field_word(size_t place, const char **help);

/* The member at a place of a value of the field's column. False after the last. */
static inline bool field_member(const struct field *field, const struct value *value, size_t place,
                                struct value *member)
{
    if (field->member != NULL)
        return field->member(value, place, member);
    *member = *value;
    return place == 0;
}

#endif
