/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "generate/parts.h"

/* Prints text inside single quotes of a shell, with a backslash before each of the `special`
 * characters. */
static void put_quoted(const char *text, const char *special)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\'", stdout);
        else if (strchr(special, *text) != NULL)
            putchar('\\');
        putchar(*text);
    }
}

static bool takes_list(const struct option_row *row)
{
    return row->argument == ARGUMENT_STATES || row->argument == ARGUMENT_COLUMNS ||
           row->argument == ARGUMENT_KINDS;
}

static void put_netids(void)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->kind_count; j++)
            printf(" %s", families[i]->kinds[j].netid);
    }
}

/* Prints the lists of words for completing an expression. `open` precedes each list and `close`
 * follows it. */
static void put_filter_lists(const char *open, const char *close)
{
    printf("    %sfields%s", open, *close == ')' ? "=(" : "");
    generate_put_fields(NULL);
    printf("%s\n    %sordered%s", close, open, *close == ')' ? "=(" : "");
    generate_put_fields("<");
    printf("%s\n    %stexts%s", close, open, *close == ')' ? "=(" : "");
    generate_put_fields("~");
    printf("%s\n    %sstates%s ", close, open, *close == ')' ? "=(" : "");
    generate_put_words(ARGUMENT_STATES, " ");
    printf(" all connected synchronized bucket big%s\n    %snetids%s", close, open,
           *close == ')' ? "=(" : "");
    put_netids();
    puts(close);
}

static void put_shell_filter(void)
{
    put_filter_lists("local -a ", ")");
}

static void put_fish_filter(void)
{
    put_filter_lists("set -l ", "");
}

static bool needs_argument(const struct option_row *row)
{
    return row->argument != ARGUMENT_NONE && !option_argument_is_optional(row);
}

static void put_bash_options(void)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->short_name != 0)
            printf("    options+=(-%c)\n", row->short_name);
        const char *sign = needs_argument(row) ? "=" : "";
        printf("    options+=(--%s%s)\n", row->name, sign);
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
            printf("    options+=(--%s%s)\n", row->aliases[j], sign);
    }
}

/* Prints the short options that need an argument. */
static void put_bash_letters(void)
{
    fputs("    local letters=", stdout);
    for (size_t i = 0; i < option_rows_count; i++) {
        if (option_rows[i].short_name != 0 && needs_argument(&option_rows[i]))
            putchar(option_rows[i].short_name);
    }
    putchar('\n');
}

static void put_bash_arguments(void)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (!needs_argument(row))
            continue;
        printf("    --%s", row->name);
        if (row->short_name != 0)
            printf(" | -%c", row->short_name);
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
            printf(" | --%s", row->aliases[j]);
        if (row->argument == ARGUMENT_NAMESPACE) {
            puts(")\n        _sockview_namespace\n        ;;");
            continue;
        }
        printf(")\n        _sockview_%s '", row->argument == ARGUMENT_FILE ? "file"
                                            : takes_list(row)              ? "list"
                                                                           : "word");
        generate_put_words(row->argument, " ");
        puts("'\n        ;;");
    }
}

static const char *zsh_list_name(enum option_argument argument)
{
    return argument == ARGUMENT_STATES    ? "states"
           : argument == ARGUMENT_COLUMNS ? "columns"
                                          : "kinds";
}

static void put_zsh_list(enum option_argument argument)
{
    const char *help, *word;
    printf("    (%s)\n        found=(\n", zsh_list_name(argument));
    for (size_t i = 0; (word = option_argument_word(argument, i, &help)) != NULL; i++) {
        printf("            '%s:", word);
        put_quoted(help, "");
        puts("'");
    }
    puts("        )\n        ;;");
}

static void put_zsh_lists(void)
{
    put_zsh_list(ARGUMENT_STATES);
    put_zsh_list(ARGUMENT_COLUMNS);
    put_zsh_list(ARGUMENT_KINDS);
}

static void put_zsh_action(const struct option_row *row)
{
    const char *help;
    if (option_argument_is_optional(row))
        putchar(':');
    printf(":%s:", row->argument_name);
    if (row->argument == ARGUMENT_NAMESPACE || row->argument == ARGUMENT_FILE) {
        fputs(row->argument == ARGUMENT_FILE ? "_files" : "_sockview_namespaces", stdout);
        return;
    }
    if (option_argument_word(row->argument, 0, &help) == NULL) {
        putchar(' ');
        return;
    }
    if (!takes_list(row)) {
        putchar('(');
        generate_put_words(row->argument, " ");
        putchar(')');
        return;
    }
    printf(" _sockview_list %s", zsh_list_name(row->argument));
}

static void put_zsh_spec(const struct option_row *row, const char *dashes, const char *name)
{
    bool is_long = dashes[1] == '-';
    bool has_argument = needs_argument(row) || (is_long && option_argument_is_optional(row));
    printf("    '*%s%s%s[", dashes, name,
           !has_argument          ? ""
           : !needs_argument(row) ? "=-"
           : is_long              ? "="
                                  : "+");
    put_quoted(row->help, "[]:");
    putchar(']');
    if (has_argument)
        put_zsh_action(row);
    puts("' \\");
}

static void put_zsh_options(void)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->short_name != 0)
            put_zsh_spec(row, "-", (const char[]){row->short_name, '\0'});
        put_zsh_spec(row, "--", row->name);
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
            put_zsh_spec(row, "--", row->aliases[j]);
    }
}

static void put_fish_argument(const struct option_row *row)
{
    const char *help, *word;
    if (row->argument == ARGUMENT_NAMESPACE || row->argument == ARGUMENT_FILE) {
        fputs(row->argument == ARGUMENT_FILE ? " -r -F" : " -x -a '(__sockview_namespaces)'",
              stdout);
        return;
    }
    if (option_argument_word(row->argument, 0, &help) == NULL) {
        fputs(" -x", stdout);
        return;
    }
    printf(" -x -a '(__sockview_%s", takes_list(row) ? "list" : "word");
    for (size_t i = 0; (word = option_argument_word(row->argument, i, &help)) != NULL; i++) {
        printf(" %s \"", word);
        put_quoted(help, "\"$\\");
        putchar('"');
    }
    fputs(")'", stdout);
}

static void put_fish_options(void)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        fputs("complete -c sockview", stdout);
        if (row->short_name != 0)
            printf(" -s %c", row->short_name);
        printf(" -l %s", row->name);
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
            printf(" -l %s", row->aliases[j]);
        fputs(" -d '", stdout);
        put_quoted(row->help, "\\");
        putchar('\'');
        if (needs_argument(row))
            put_fish_argument(row);
        putchar('\n');
    }
}

const struct generate_part completion_parts[] = {
    {"bash-options", put_bash_options}, {"bash-arguments", put_bash_arguments},
    {"bash-letters", put_bash_letters}, {"zsh-lists", put_zsh_lists},
    {"zsh-options", put_zsh_options},   {"fish-options", put_fish_options},
    {"shell-filter", put_shell_filter}, {"fish-filter", put_fish_filter},
};
const size_t completion_parts_count = sizeof(completion_parts) / sizeof(completion_parts[0]);
