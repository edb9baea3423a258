/* SPDX-License-Identifier: MIT */

/* Makes the manual and the completions at build time: prints a template, and replaces each line
 * `@name@` by text that is made from the tables of options, columns, states, formats and sources.
 * `--words KIND` prints the bare words, for tests. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate/parts.h"

/* Every spelling of every option, one per line. */
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

static bool put_kind(const char *kind)
{
    static const struct {
        const char *name;
        enum option_argument argument;
    } kinds[] = {
        {"states", ARGUMENT_STATES},   {"columns", ARGUMENT_COLUMNS}, {"kinds", ARGUMENT_KINDS},
        {"families", ARGUMENT_FAMILY}, {"formats", ARGUMENT_FORMAT},  {"sources", ARGUMENT_SOURCE},
        {"owners", ARGUMENT_OWNERS},   {"colours", ARGUMENT_COLOUR},
    };
    if (strcmp(kind, "fields") == 0) {
        generate_put_fields(NULL);
        putchar('\n');
        return true;
    }
    if (strcmp(kind, "options") == 0) {
        put_option_words();
        return true;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kind, kinds[i].name) != 0)
            continue;
        generate_put_words(kinds[i].argument, "\n");
        putchar('\n');
        return true;
    }
    fprintf(stderr, "generate: unknown kind of words %s\n", kind);
    return false;
}

int main(int argc, char **argv)
{
    bool good = false;
    if (argc == 2)
        good = put_template(argv[1]);
    else if (argc == 3 && strcmp(argv[1], "--words") == 0)
        good = put_kind(argv[2]);
    else
        fputs("usage: generate TEMPLATE | --words KIND\n", stderr);
    return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
