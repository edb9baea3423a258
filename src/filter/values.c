/* SPDX-License-Identifier: MIT */
#include "filter/kinds.h"
#include "filter/units.h"

/* Appends the words of a column: a, b or c. */
static void put_words(const struct column *column, struct strbuf *buffer)
{
    const char *word = column->word(0);
    for (size_t i = 1; word != NULL; i++) {
        const char *next = column->word(i);
        bool is_last = next == NULL;
        if (i > 1)
            strbuf_put_string(buffer, is_last ? " or " : ", ");
        strbuf_put_string(buffer, word);
        word = next;
    }
}

void filter_put_values(const struct filter_field *field, struct strbuf *buffer)
{
    if (field->column->word != NULL) {
        put_words(field->column, buffer);
        return;
    }
    strbuf_put_string(buffer, field->kind->text);
    if (value_types[field->column->type].is_number)
        unit_put_words(field->column, buffer);
}

bool filter_fail_value(const struct filter_test *test, const struct filter_operand *operand,
                       struct slice wrong)
{
    struct strbuf right = {0};
    filter_put_values(&test->field, &right);
    error_set(operand->error, 0, "'%.*s' is no value for '%s': right is %.*s", filter_shown(wrong),
              wrong.data, test->field.name, (int)right.length, right.data);
    strbuf_free(&right);
    return false;
}
