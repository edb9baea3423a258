/* SPDX-License-Identifier: MIT */

/* Generates the manual, the completions and the schemas at build time. It prints a template and
 * replaces each line `@name@` with text from the tables of options, columns, states, formats and
 * sources. `--schema FORMAT` prints a schema.
 * `--words KIND` prints bare words, for tests. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/schema.h"
#include "column/groups.h"
#include "generate/parts.h"
#include "util/notes.h"

/* Prints every spelling of every option, one per line. */
static void put_option_words(void)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->short_name != 0)
            printf("-%c\n", row->short_name);
        printf("--%s\n", row->name);
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
            printf("--%s\n", row->aliases[j]);
    }
}

static bool put_part_of(const struct generate_part *parts, size_t count, const char *line)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(parts[i].name);
        if (strncmp(line + 1, parts[i].name, length) == 0 &&
            strcmp(line + 1 + length, "@\n") == 0) {
            parts[i].put();
            return true;
        }
    }
    return false;
}

static bool put_part(const char *line)
{
    if (put_part_of(manual_parts, manual_parts_count, line) ||
        put_part_of(manual_filter_parts, manual_filter_parts_count, line) ||
        put_part_of(completion_parts, completion_parts_count, line))
        return true;
    fprintf(stderr, "generate: unknown part %s", line);
    return false;
}

static bool put_template(const char *path)
{
    FILE *template = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    bool good = template != NULL;
    while (good && getline(&line, &capacity, template) >= 0) {
        if (line[0] == '@')
            good = put_part(line);
        else
            fputs(line, stdout);
    }
    if (template != NULL)
        fclose(template);
    else
        perror(path);
    free(line);
    return good;
}

static void put_warning_words(void)
{
    for (size_t i = 0; i < NOTE_CODES; i++)
        puts(note_codes[i].name);
}

static void put_owner_status_words(void)
{
    for (size_t i = 0; i < owner_status_rows_count; i++)
        puts(owner_status_rows[i].name);
}

static void put_field_words(void)
{
    generate_put_fields();
    putchar('\n');
}

static bool put_kind(const char *kind)
{
    static const struct {
        const char *name;
        void (*put)(void); /* NULL: prints the words of `argument` */
        enum option_argument argument;
    } kinds[] = {
        {"states", NULL, ARGUMENT_STATES},  {"columns", NULL, ARGUMENT_COLUMNS},
        {"kinds", NULL, ARGUMENT_KINDS},    {"families", NULL, ARGUMENT_FAMILY},
        {"formats", NULL, ARGUMENT_FORMAT}, {"sources", NULL, ARGUMENT_SOURCE},
        {"owners", NULL, ARGUMENT_OWNERS},  {"colours", NULL, ARGUMENT_COLOUR},
        {"fields", put_field_words},        {"options", put_option_words},
        {"warnings", put_warning_words},    {"owner_statuses", put_owner_status_words},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kind, kinds[i].name) != 0)
            continue;
        if (kinds[i].put != NULL) {
            kinds[i].put();
            return true;
        }
        generate_put_words(kinds[i].argument, "\n");
        putchar('\n');
        return true;
    }
    fprintf(stderr, "generate: unknown kind of words %s\n", kind);
    return false;
}

static bool put_schema(const char *name)
{
    struct strbuf text = {0};
    const struct format *format = format_find(slice_of(name));
    if (format != NULL && format->has_schema)
        schema_put(&text, format);
    bool good =
        text.length > 0 && !text.failed && fwrite(text.data, 1, text.length, stdout) == text.length;
    strbuf_free(&text);
    return good;
}

int main(int argc, char **argv)
{
    bool good = false;
    if (argc == 2)
        good = put_template(argv[1]);
    else if (argc == 3 && strcmp(argv[1], "--words") == 0)
        good = put_kind(argv[2]);
    else if (argc == 3 && strcmp(argv[1], "--schema") == 0)
        good = put_schema(argv[2]);
    else
        fputs("usage: generate TEMPLATE | --words KIND | --schema FORMAT\n", stderr);
    return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
