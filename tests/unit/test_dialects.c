/* SPDX-License-Identifier: MIT */
/* The options of ss and netstat, as words of other rows of the table of options. */
#include "cli/dialect.h"
#include "support.h"

static const struct dialect *const dialects[] = {&dialect_ss, &dialect_netstat};

static bool has_row(const char *name)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        if (strcmp(option_rows[i].name, name) == 0)
            return true;
    }
    return false;
}

TEST(every_word_of_a_dialect_means_an_option)
{
    for (size_t i = 0; i < COUNT_OF(dialects); i++) {
        for (size_t j = 0; j < dialects[i]->word_count; j++) {
            const struct dialect_word *word = &dialects[i]->words[j];
            assert_true(word->letter != 0 || word->name != NULL);
            if (!has_row(word->row))
                fail_msg("%s: there is no --%s", dialects[i]->name, word->row);
        }
    }
}

TEST(a_letter_and_a_name_mean_one_thing_in_a_dialect)
{
    for (size_t i = 0; i < COUNT_OF(dialects); i++) {
        const struct dialect_word *words = dialects[i]->words;
        for (size_t j = 0; j < dialects[i]->word_count; j++) {
            for (size_t k = 0; k < j; k++) {
                assert_true(words[j].letter == 0 || words[j].letter != words[k].letter);
                assert_true(words[j].name == NULL || words[k].name == NULL ||
                            strcmp(words[j].name, words[k].name) != 0);
            }
        }
    }
}

/* A command line whose first word is the name of the program. Starts zeroed. */
struct words {
    char text[256];
    char *argv[16];
    struct options options;
    struct error error;
};

static bool parse(struct words *words, const char *line)
{
    int count = 0;
    *words = (struct words){0};
    snprintf(words->text, sizeof(words->text), "%s", line);
    for (char *at = strtok(words->text, " "); at != NULL; at = strtok(NULL, " "))
        words->argv[count++] = at;
    return options_parse(&words->options, count, words->argv, &words->error);
}

static const struct dialect *dialect_of(const char *line)
{
    struct words words;
    assert_true(parse(&words, line));
    const struct dialect *dialect = words.options.dialect;
    options_free(&words.options);
    return dialect;
}

TEST(the_name_of_the_program_and_as_choose_the_dialect)
{
    assert_null(dialect_of("sockview -t"));
    assert_null(dialect_of("/usr/bin/lss -t"));
    assert_ptr_equal(dialect_of("ss -t"), &dialect_ss);
    assert_ptr_equal(dialect_of("/opt/bin/ss"), &dialect_ss);
    assert_ptr_equal(dialect_of("/bin/netstat"), &dialect_netstat);
    assert_ptr_equal(dialect_of("ss --as=netstat"), &dialect_netstat);
    assert_ptr_equal(dialect_of("sockview --as=ss -H"), &dialect_ss);
}

static int status_of(const char *line)
{
    struct words words;
    bool good = parse(&words, line);
    int status = good ? 0 : dialect_status(&words.options, 2);
    options_free(&words.options);
    error_clear(&words.error);
    return status;
}

TEST(errors_end_as_those_of_the_program)
{
    assert_int_equal(status_of("sockview -q"), 2);
    assert_int_equal(status_of("ss -q"), 255);
    assert_int_equal(status_of("ss --json"), 255);
    assert_int_equal(status_of("ss dport ="), 1);
    assert_int_equal(status_of("ss -K"), 255);
    assert_int_equal(status_of("netstat -q"), 3);
    assert_int_equal(status_of("netstat -A tool"), 1);
    assert_int_equal(status_of("sockview --as=tool"), 2);
    assert_int_equal(status_of("sockview -t --as=ss"), 2);
}

TEST(netstat_refuses_what_is_not_about_sockets)
{
    const char *const lines[] = {"netstat -rn", "netstat --route", "netstat -i",
                                 "netstat -g",  "netstat -s",      "netstat --statistics",
                                 "netstat -M",  "netstat -tin"};
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        assert_int_equal(status_of(lines[i]), 1);
}

TEST(an_abbreviation_means_a_name_of_the_dialect)
{
    assert_int_equal(status_of("ss --num --li"), 0);
    assert_int_equal(status_of("ss --co"), 255); /* --context, --contexts */
}

TEST(ss_reads_the_recording_that_its_environment_names)
{
    static const struct {
        const char *line;
        bool reads;
    } cases[] = {{"ss -tan", true}, {"ss -xa", true}, {"ss -s", false},
                 {"ss -tE", false}, {"ss -st", true}, {"netstat -tan", false}};
    struct words words;
    setenv("TCPDIAG_FILE", "recorded", 1);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(parse(&words, cases[i].line));
        assert_int_equal(words.options.query.recording.path != NULL, cases[i].reads);
        options_free(&words.options);
    }
    assert_false(parse(&words, "ss -K dport = :1"));
    assert_non_null(strstr(error_message(&words.error), "TCPDIAG_FILE"));
    error_clear(&words.error);
    options_free(&words.options);
    assert_false(parse(&words, "ss -t process = x"));
    assert_non_null(strstr(error_message(&words.error), "TCPDIAG_FILE"));
    error_clear(&words.error);
    options_free(&words.options);
    unsetenv("TCPDIAG_FILE");
    assert_true(parse(&words, "ss -tan"));
    assert_null(words.options.query.recording.path);
    options_free(&words.options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_of_a_dialect_means_an_option),
        cmocka_unit_test(a_letter_and_a_name_mean_one_thing_in_a_dialect),
        cmocka_unit_test(the_name_of_the_program_and_as_choose_the_dialect),
        cmocka_unit_test(errors_end_as_those_of_the_program),
        cmocka_unit_test(netstat_refuses_what_is_not_about_sockets),
        cmocka_unit_test(an_abbreviation_means_a_name_of_the_dialect),
        cmocka_unit_test(ss_reads_the_recording_that_its_environment_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
