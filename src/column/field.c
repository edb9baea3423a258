/* SPDX-License-Identifier: MIT */
#include "column/field.h"

#include "column/columns.h"

static bool name_of_process(const struct value *value, size_t place, struct value *member)
{
    const struct value_processes *processes = value_processes(value);
    if (place >= processes->count)
        return false;
    *member = (struct value){.type = VALUE_TEXT, .text = processes->items[place].name};
    return true;
}

static bool pid_of_process(const struct value *value, size_t place, struct value *member)
{
    const struct value_processes *processes = value_processes(value);
    if (place >= processes->count)
        return false;
    *member = (struct value){.type = VALUE_UNSIGNED, .number = processes->items[place].pid};
    return true;
}

static bool text_of_texts(const struct value *value, size_t place, struct value *member)
{
    const struct value_texts *texts = value_texts(value);
    if (place >= texts->count)
        return false;
    *member = (struct value){.type = VALUE_TEXT, .text = texts->items[place]};
    return true;
}

static bool number_of_numbers(const struct value *value, size_t place, struct value *member)
{
    const struct value_numbers *numbers = value_numbers(value);
    if (place >= numbers->count)
        return false;
    *member = (struct value){.type = VALUE_UNSIGNED, .number = numbers->items[place]};
    return true;
}

/* Types of lists, and those of their members. */
static const struct {
    enum value_type list, type;
    bool (*member)(const struct value *value, size_t place, struct value *member);
} lists[] = {
    {VALUE_TEXTS, VALUE_TEXT, text_of_texts},
    {VALUE_PROCESSES, VALUE_TEXT, name_of_process},
    {VALUE_NUMBERS, VALUE_UNSIGNED, number_of_numbers},
};

/* The parts of the owners. */
static const struct {
    const char *name;
    const char *header;
    const char *help;
    enum value_type type;
    bool (*member)(const struct value *value, size_t place, struct value *member);
} parts[] = {
    {"process", "Process", "name of a process that holds the socket", VALUE_TEXT, name_of_process},
    {"pid", "PID", "id of a process that holds the socket", VALUE_UNSIGNED, pid_of_process},
};
enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

static struct field part_at(size_t place)
{
    return (struct field){
        .name = parts[place].name,
        .header = parts[place].header,
        .help = parts[place].help,
        .column = column_find(slice_of("processes")),
        .type = parts[place].type,
        .member = parts[place].member,
    };
}

struct field field_of(const struct column *column)
{
    struct field owner = part_at(0);
    if (column == owner.column)
        return owner;
    struct field field = {
        .name = column->name,
        .header = column->header,
        .help = column->help,
        .column = column,
        .type = column->type,
    };
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (column->type != lists[i].list)
            continue;
        field.type = lists[i].type;
        field.member = lists[i].member;
    }
    return field;
}

bool field_find(struct slice name, struct field *field)
{
    const struct column *column = column_find(name);
    if (column != NULL)
        *field = field_of(column);
    for (size_t i = 0; i < PARTS && column == NULL; i++) {
        if (!slice_equals(name, parts[i].name))
            continue;
        *field = part_at(i);
        return true;
    }
    return column != NULL;
}

const char *field_word(size_t place, const char **help)
{
    if (place < PARTS) {
        *help = parts[place].help;
        return parts[place].name;
    }
    *help = place - PARTS < columns_count() ? column_at(place - PARTS)->help : NULL;
    return *help == NULL ? NULL : column_at(place - PARTS)->name;
}
