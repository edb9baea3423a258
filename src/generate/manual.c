/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arrange/finding_columns.h"
#include "arrange/health.h"
#include "cli/help.h"
#include "column/columns.h"
#include "column/groups.h"
#include "config.h"
#include "generate/parts.h"
#include "summary/summary.h"
#include "util/notes.h"

/* The operating system that mdoc(7) names at the foot of a page. */
static void put_manual_system(void)
{
    puts(".Os sockview " SOCKVIEW_VERSION);
}

/* Prints a shell command. It escapes single brackets, which mdoc(7) would join to the next word,
 * and backslashes, which roff would interpret. */
static void put_command(const char *command)
{
    for (const char *at = command; *at != '\0'; at++) {
        if (strchr("()", *at) != NULL && at > command && at[-1] == ' ')
            fputs("\\&", stdout);
        if (*at == '\\')
            fputs("\\e", stdout);
        else if (*at == '"')
            fputs("\\(dq", stdout);
        else
            putchar(*at);
    }
    putchar('\n');
}

static void put_manual_examples(void)
{
    for (size_t i = 0; i < help_examples_count; i++) {
        const char *purpose = help_examples[i].purpose;
        printf("%s%c%s:\n.Dl $ ", i == 0 ? "" : ".Pp\n", toupper((unsigned char)purpose[0]),
               purpose + 1);
        put_command(help_examples[i].command);
    }
}

static void put_option_heading(const struct option_row *row)
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
}

static void put_manual_common(void)
{
    puts(".Bl -tag -width 27n -compact");
    for (size_t i = 0; i < option_rows_count; i++) {
        if (!option_rows[i].common)
            continue;
        put_option_heading(&option_rows[i]);
        printf("%.*s\n", (int)option_brief_length(&option_rows[i]), option_rows[i].help);
    }
    puts(".El");
}

static void put_manual_option(const struct option_row *row)
{
    struct strbuf help = {0};
    option_put_help(&help, row);
    strbuf_put_char(&help, '\0');
    put_option_heading(row);
    generate_put_prose(help.failed ? row->help : help.data);
    strbuf_free(&help);
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

static void put_manual_column(const struct column *column)
{
    printf(".It Cm %s Pq %s\n", column->name, value_types[column->type].words);
    generate_put_prose(column->help);
}

static void put_manual_columns(void)
{
    puts(".Pp\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; i < columns_count(); i++)
        put_manual_column(column_at(i));
    puts(".El");
}

static void put_manual_finding(void)
{
    puts(".Pp\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; i < FINDING_RANK; i++)
        put_manual_column(&finding_columns[i]);
    puts(".El");
}

static void put_manual_checks(void)
{
    puts(".Pp\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; i < HEALTH_CHECKS; i++) {
        const struct health_check_row *row = &health_checks[i];
        printf(".It Cm %s Ns Op Cm \\&: Ns Ar LIMIT\n", row->name);
        generate_put_prose(row->help);
        printf(".Ar LIMIT\nis %s;\nit is %ju if it is not given.\n", row->limit_unit,
               (uintmax_t)row->limit);
    }
    puts(".El");
}

/* Prints the words of an argument with their help. `width` is the longest word, so that each help
 * text is on the line of its word. */
static void put_manual_words(enum option_argument argument, const char *width)
{
    const char *help, *word;
    printf(".Pp\n.Bl -tag -width %s -compact\n", width);
    for (size_t i = 0; (word = option_argument_word(argument, i, &help)) != NULL; i++) {
        printf(".It Cm %s\n", word);
        generate_put_prose(help);
    }
    puts(".El");
}

static void put_manual_summary(void)
{
    puts(".Pp\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; i < summary_rows_count; i++) {
        printf(".It Cm %s.%s\n", summary_rows[i].group, summary_rows[i].name);
        generate_put_prose(summary_rows[i].help);
    }
    puts(".El");
}

static void put_manual_warnings(void)
{
    puts(".Pp\n.Bl -tag -width Ds -compact");
    for (size_t i = 0; i < NOTE_CODES; i++) {
        printf(".It Cm %s\n", note_codes[i].name);
        generate_put_prose(note_codes[i].help);
    }
    puts(".El");
}

/* Prints the kinds as one list without help texts, because their names explain themselves. */
static void put_manual_kinds(void)
{
    const char *help, *word;
    for (size_t i = 0; (word = option_argument_word(ARGUMENT_KINDS, i, &help)) != NULL; i++)
        printf("%s.Cm %s", i == 0 ? "" : " ,\n", word);
    puts(" .");
}

static void put_manual_states(void)
{
    put_manual_words(ARGUMENT_STATES, "SHUTDOWN_RECEIVED");
}

static void put_manual_formats(void)
{
    put_manual_words(ARGUMENT_FORMAT, "ndjson");
}

static void put_manual_sources(void)
{
    put_manual_words(ARGUMENT_SOURCE, "netlink");
}

static void put_manual_owners(void)
{
    put_manual_words(ARGUMENT_OWNERS, "auto");
}

static void put_manual_owner_statuses(void)
{
    puts(".Pp\n.Bl -tag -width \"other_pid_namespace\" -compact");
    for (size_t i = 0; i < owner_status_rows_count; i++) {
        printf(".It Cm %s\n", owner_status_rows[i].name);
        generate_put_prose(owner_status_rows[i].help);
    }
    puts(".El");
}

const struct generate_part manual_parts[] = {
    {"manual-system", put_manual_system},
    {"manual-examples", put_manual_examples},
    {"manual-common", put_manual_common},
    {"manual-options", put_manual_options},
    {"manual-columns", put_manual_columns},
    {"manual-finding", put_manual_finding},
    {"manual-checks", put_manual_checks},
    {"manual-states", put_manual_states},
    {"manual-formats", put_manual_formats},
    {"manual-sources", put_manual_sources},
    {"manual-owners", put_manual_owners},
    {"manual-summary", put_manual_summary},
    {"manual-kinds", put_manual_kinds},
    {"manual-warnings", put_manual_warnings},
    {"manual-owner-statuses", put_manual_owner_statuses},
};
const size_t manual_parts_count = sizeof(manual_parts) / sizeof(manual_parts[0]);
