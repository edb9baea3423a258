/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/help.h"
#include "column/columns.h"
#include "generate/parts.h"

static void put_operators(const char *field)
{
    struct strbuf text = {0};
    filter_put_operators(slice_of(field), &text);
    printf("%.*s", (int)text.length, text.length == 0 ? "" : text.data);
    strbuf_free(&text);
}

/* Prints a field that is not a column: its meaning, operators and values. */
static void put_manual_field(const char *word, const char *help)
{
    printf(".It Cm %s", word);
    if (generate_has_operator(word, "=")) {
        fputs(" Pq Li \"", stdout);
        put_operators(word);
        putchar('"');
    }
    putchar('\n');
    generate_put_prose(help);
    if (!generate_has_operator(word, "="))
        return;
    puts("Value:");
    generate_put_prose(filter_values_text(slice_of(word)));
}

static void put_manual_fields(void)
{
    const char *help, *word;
    puts(".Pp\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; (word = filter_field_word(i, &help)) != NULL; i++)
        put_manual_field(word, help);
    puts(".El");
}

/* Prints the operators and values of each type of column, taken from the last column of that type.
 * The first columns do not serve: ports, marks and others have special values. */
static void put_manual_operators(void)
{
    puts(".Pp\n.Bl -tag -width Ds -compact");
    for (enum value_type type = VALUE_UNSIGNED; type < VALUE_TYPES; type++) {
        const char *name = NULL;
        for (size_t i = 0; i < columns_count(); i++) {
            if (column_at(i)->type == type)
                name = column_at(i)->name;
        }
        if (name == NULL || type == VALUE_TEXTS || type == VALUE_NUMBERS || type == VALUE_PROCESSES)
            continue;
        printf(".It %s Pq Li \"", type == VALUE_ADDRESS    ? "address"
                                  : type == VALUE_ENDPOINT ? "address and port"
                                                           : value_types[type].words);
        put_operators(name);
        puts("\"");
        generate_put_prose(filter_values_text(slice_of(name)));
    }
    puts(".El");
}

const struct generate_part manual_filter_parts[] = {
    {"manual-fields", put_manual_fields},
    {"manual-operators", put_manual_operators},
};
const size_t manual_filter_parts_count =
    sizeof(manual_filter_parts) / sizeof(manual_filter_parts[0]);
