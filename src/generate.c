/* SPDX-License-Identifier: MIT */

/* Makes the manual and the completions at build time: prints a template with each line that is
 * only `@name@` replaced by text made from the tables of options, columns, states, formats and
 * sources. With --words KIND instead: the bare words, for tests. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "summary/summary.h"

enum { PROSE_WIDTH = 76 };

/* Text inside single quotes of a shell; `special` characters get a backslash in front. */
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

static void put_words(enum option_argument argument, const char *separator)
{
    const char *help, *word;
    for (size_t i = 0; (word = option_argument_word(argument, i, &help)) != NULL; i++)
        printf("%s%s", i == 0 ? "" : separator, word);
}

/* Lines of roff that begin so are no text. */
static bool is_control(char character)
{
    return character == '.' || character == '\'';
}

static bool takes_list(const struct option_row *row)
{
    return row->argument == ARGUMENT_STATES || row->argument == ARGUMENT_COLUMNS ||
           row->argument == ARGUMENT_KINDS;
}

/* A sentence as mdoc(7) takes it: lines below 80 bytes, none beginning with a control character. */
static void put_prose(const char *text)
{
    while (strlen(text) > PROSE_WIDTH) {
        size_t length = PROSE_WIDTH;
        while (length > 0 && text[length] != ' ')
            length--;
        if (length == 0)
            break;
        printf("%s%.*s\n", is_control(*text) ? "\\&" : "", (int)length, text);
        text += length + 1;
    }
    printf("%s%s.\n", is_control(*text) ? "\\&" : "", text);
}

static void put_manual_option(const struct option_row *row)
{
    fputs(".It ", stdout);
    if (row->short_name != 0)
        printf("Fl %c , ", row->short_name);
    printf("Fl Fl %s", row->name);
    if (option_argument_is_optional(row))
        printf(" Ns Op Ns = Ns Ar %s", row->argument_name);
    else if (row->argument != ARGUMENT_NONE)
        printf(" Ns = Ns Ar %s", row->argument_name);
    putchar('\n');
    put_prose(row->help);
    for (size_t i = 0; i < 3 && row->aliases[i] != NULL; i++)
        printf("%s %s", i == 0 ? "Also\n.Fl Fl" : " , Fl Fl", row->aliases[i]);
    if (row->aliases[0] != NULL)
        puts(" .");
}

static void put_manual_options(void)
{
    for (enum option_group group = GROUP_SOCKETS; group <= GROUP_OTHER; group++) {
        printf(".Ss %s\n.Bl -tag -width Ds\n", option_group_title(group));
        for (size_t i = 0; i < option_rows_count; i++) {
            if (option_rows[i].group == group)
                put_manual_option(&option_rows[i]);
        }
        puts(".El");
    }
}

static const char *type_name(enum value_type type)
{
    static const char *const names[] = {
        [VALUE_UNSIGNED] = "number",        [VALUE_FLAG] = "true or false",
        [VALUE_HEX] = "hexadecimal string", [VALUE_TEXT] = "string",
        [VALUE_TEXTS] = "list of strings",  [VALUE_ADDRESS] = "string",
        [VALUE_ENDPOINT] = "string",        [VALUE_PROCESSES] = "list of objects",
    };
    return names[type];
}

static void put_manual_columns(void)
{
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; i < columns_count(); i++) {
        printf(".It Cm %s Pq %s\n", column_at(i)->name, type_name(column_at(i)->type));
        put_prose(column_at(i)->help);
    }
    puts(".El");
}

static void put_manual_words(enum option_argument argument)
{
    const char *help, *word;
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; (word = option_argument_word(argument, i, &help)) != NULL; i++) {
        printf(".It Cm %s\n", word);
        put_prose(help);
    }
    puts(".El");
}

static void put_manual_summary(void)
{
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; i < summary_rows_count; i++) {
        printf(".It Cm %s.%s\n", summary_rows[i].group, summary_rows[i].name);
        put_prose(summary_rows[i].help);
    }
    puts(".El");
}

/* In one sentence, as their names say all. */
static void put_manual_kinds(void)
{
    const char *help, *word;
    for (size_t i = 0; (word = option_argument_word(ARGUMENT_KINDS, i, &help)) != NULL; i++)
        printf("%s.Cm %s", i == 0 ? "" : " ,\n", word);
    puts(" .");
}

static void put_manual_states(void)
{
    put_manual_words(ARGUMENT_STATES);
}

static void put_manual_formats(void)
{
    put_manual_words(ARGUMENT_FORMAT);
}

static void put_manual_sources(void)
{
    put_manual_words(ARGUMENT_SOURCE);
}

static void put_manual_owners(void)
{
    put_manual_words(ARGUMENT_OWNERS);
}

static void put_operators(const char *field)
{
    struct strbuf text = {0};
    filter_put_operators(slice_of(field), &text);
    printf("%.*s", (int)text.length, text.length == 0 ? "" : text.data);
    strbuf_free(&text);
}

/* Whether a field is compared with this operator. */
static bool has_operator(const char *field, const char *sign)
{
    struct strbuf text = {0};
    filter_put_operators(slice_of(field), &text);
    strbuf_put_char(&text, '\0');
    bool found = !text.failed && strstr(text.data, sign) != NULL;
    strbuf_free(&text);
    return found;
}

/* One word that is no column: its meaning, its operators and its values. */
static void put_manual_field(const char *word, const char *help)
{
    printf(".It Cm %s", word);
    if (has_operator(word, "=")) {
        fputs(" Pq Li \"", stdout);
        put_operators(word);
        putchar('"');
    }
    putchar('\n');
    put_prose(help);
    if (!has_operator(word, "="))
        return;
    puts("Its value is");
    put_prose(filter_values_text(slice_of(word)));
}

static void put_manual_fields(void)
{
    const char *help, *word;
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; (word = filter_field_word(i, &help)) != NULL; i++)
        put_manual_field(word, help);
    puts(".El");
}

/* The last column of each type stands for it: none of those is special. */
static void put_manual_operators(void)
{
    puts(".Bl -tag -width Ds");
    for (enum value_type type = VALUE_UNSIGNED; type <= VALUE_PROCESSES; type++) {
        const char *name = NULL;
        for (size_t i = 0; i < columns_count(); i++) {
            if (column_at(i)->type == type)
                name = column_at(i)->name;
        }
        if (name == NULL || type == VALUE_TEXTS || type == VALUE_PROCESSES)
            continue;
        printf(".It %s Pq Li \"", type == VALUE_ADDRESS    ? "address"
                                  : type == VALUE_ENDPOINT ? "address and port"
                                                           : type_name(type));
        put_operators(name);
        puts("\"");
        put_prose(filter_values_text(slice_of(name)));
    }
    puts(".El");
}

/* The fields that are compared with an operator, or all for NULL, with a blank before each. */
static void put_fields(const char *sign)
{
    const char *help, *word;
    for (size_t i = 0; (word = filter_field_word(i, &help)) != NULL; i++) {
        if (sign == NULL || has_operator(word, sign))
            printf(" %s", word);
    }
    for (size_t i = 0; i < columns_count(); i++) {
        word = column_at(i)->name;
        if (strcmp(word, "state") != 0 && strcmp(word, "cgroup") != 0 &&
            (sign == NULL || has_operator(word, sign)))
            printf(" %s", word);
    }
}

static void put_netids(void)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->kind_count; j++)
            printf(" %s", families[i]->kinds[j].netid);
    }
}

/* Lists of words, each between `open` and `close`, for the completions of expressions. */
static void put_filter_lists(const char *open, const char *close)
{
    printf("    %sfields%s", open, *close == ')' ? "=(" : "");
    put_fields(NULL);
    printf("%s\n    %sordered%s", close, open, *close == ')' ? "=(" : "");
    put_fields("<");
    printf("%s\n    %stexts%s", close, open, *close == ')' ? "=(" : "");
    put_fields("~");
    printf("%s\n    %sstates%s ", close, open, *close == ')' ? "=(" : "");
    put_words(ARGUMENT_STATES, " ");
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

/* Every spelling of every option, a word a line. */
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
        put_words(row->argument, " ");
        puts("'\n        ;;");
    }
}

static void put_zsh_action(const struct option_row *row)
{
    const char *help, *word;
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
        put_words(row->argument, " ");
        putchar(')');
        return;
    }
    printf("_values -s , %s", row->argument_name);
    for (size_t i = 0; (word = option_argument_word(row->argument, i, &help)) != NULL; i++) {
        printf(" \"%s[", word);
        put_quoted(help, "[]:\"$`");
        fputs("]\"", stdout);
    }
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

/* What a template can name. */
static const struct {
    const char *name;
    void (*put)(void);
} parts[] = {
    {"manual-options", put_manual_options}, {"manual-columns", put_manual_columns},
    {"manual-states", put_manual_states},   {"manual-formats", put_manual_formats},
    {"manual-sources", put_manual_sources}, {"manual-owners", put_manual_owners},
    {"manual-summary", put_manual_summary}, {"manual-kinds", put_manual_kinds},
    {"bash-options", put_bash_options},     {"bash-arguments", put_bash_arguments},
    {"zsh-options", put_zsh_options},       {"fish-options", put_fish_options},
    {"manual-fields", put_manual_fields},   {"manual-operators", put_manual_operators},
    {"shell-filter", put_shell_filter},     {"fish-filter", put_fish_filter},
};

static bool put_part(const char *line)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t length = strlen(parts[i].name);
        if (strncmp(line + 1, parts[i].name, length) == 0 &&
            strcmp(line + 1 + length, "@\n") == 0) {
            parts[i].put();
            return true;
        }
    }
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
        put_fields(NULL);
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
        put_words(kinds[i].argument, "\n");
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
