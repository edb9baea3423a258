/* SPDX-License-Identifier: MIT */
#include <fnmatch.h>
#include <locale.h>
#include <time.h>

#include "filter/tree.h"
#include "support.h"

enum { ROUNDS = 1000000, LONGEST = 8 };

static bool is_like(const char *pattern, const char *text, bool any_case)
{
    struct strbuf buffer = {0};
    strbuf_put_string(&buffer, text);
    bool same = filter_glob(pattern, &buffer, any_case);
    strbuf_free(&buffer);
    return same;
}

static void random_text(uint64_t *seed, const char *characters, char text[LONGEST + 1])
{
    size_t length = random_below(seed, LONGEST + 1), count = strlen(characters);
    for (size_t i = 0; i < length; i++)
        text[i] = characters[random_below(seed, count)];
    text[length] = '\0';
}

/* Compares with the C library, which matches in the same way while the locale is "C". */
static void compare(const char *pattern_characters, const char *text_characters, bool any_case)
{
    uint64_t seed = 9;
    for (int i = 0; i < ROUNDS; i++) {
        char pattern[LONGEST + 1], text[LONGEST + 1];
        random_text(&seed, pattern_characters, pattern);
        random_text(&seed, text_characters, text);
        bool expected = fnmatch(pattern, text, any_case ? FNM_CASEFOLD : 0) == 0;
        if (is_like(pattern, text, any_case) != expected)
            fail_msg("'%s' and '%s': %d expected", pattern, text, expected);
    }
}

TEST(ascii_patterns_mean_what_they_mean_to_the_c_library)
{
    compare("ab*?", "ab", false);
    compare("abc*?[]!-", "abc-]", false);
    compare("abc[]!-^", "abc-]^!", false);
    compare("ab\\*?[]", "ab\\*?[]", false);
    compare("./@a*", "./@a", false);
    compare("abAB*?", "aBAb", true);
    compare("aB[]", "aAbB", true);
}

TEST(classes_are_those_of_ascii)
{
    static const char *const names[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                        "lower", "print", "punct", "space", "upper", "xdigit"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        for (char byte = 1; byte > 0; byte = (char)(byte == 127 ? 0 : byte + 1)) {
            char pattern[20], text[] = {byte, '\0'};
            snprintf(pattern, sizeof(pattern), "[_[:%s:]]", names[i]);
            assert_int_equal(is_like(pattern, text, false), fnmatch(pattern, text, 0) == 0);
        }
    }
    assert_false(is_like("[[:alpha:]]", "é", false));
    assert_true(is_like("[[:nosuch:]]", ":]", false));
}

struct glob_case {
    const char *pattern, *text;
    bool same;
};

static void check_cases(const struct glob_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_like(cases[i].pattern, cases[i].text, false) != cases[i].same)
            fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].text);
    }
}

static const struct glob_case utf8_cases[] = {
    {"?", "é", true},       {"??", "é", false},       {"caf?", "café", true},
    {"[é]", "é", true},     {"[è-ê]", "é", true},     {"[!é]", "é", false},
    {"[!é]", "è", true},    {"[a-z]", "é", false},    {"?", "\U0001f600", true},
    {"*é", "éé", true},     {"?", "\xff", true},      {"??", "\xc3\x28", true},
    {"\xff", "\xff", true}, {"\xff", "ÿ", false},     {"[\xff]", "\xff", true},
    {"[!a]", "\xff", true}, {"?", "\xff\xfe", false}, {"*\xa9", "é", false},
    {"\\é", "é", true},     {"É", "é", false},
};

TEST(a_character_is_one_whatever_its_bytes)
{
    check_cases(utf8_cases, COUNT_OF(utf8_cases));
    assert_true(is_like("CAFÉ*[a-c]", "cafÉ-B", true));
    assert_false(is_like("É", "é", true));
}

TEST(the_locale_changes_nothing)
{
    if (setlocale(LC_ALL, "C.UTF-8") == NULL)
        SKIP_BECAUSE("there is no locale with UTF-8");
    check_cases(utf8_cases, COUNT_OF(utf8_cases));
    setlocale(LC_ALL, "C");
    check_cases(utf8_cases, COUNT_OF(utf8_cases));
}

TEST(a_text_may_hold_any_byte)
{
    struct strbuf text = {0};
    strbuf_put(&text, "a\0b", 3);
    assert_true(filter_glob("a?b", &text, false));
    assert_false(filter_glob("a", &text, false));
    strbuf_free(&text);
}

TEST(the_beginning_of_a_text_can_match)
{
    static const struct {
        const char *pattern, *text;
        bool can;
    } rows[] = {
        {"abc", "ab", true},
        {"abc", "abc", true},
        {"abc", "abcd", false},
        {"abc", "ax", false},
        {"a?c", "ab", true},
        {"a*z", "abcdef", true},
        {"[a-c]x", "d", false},
        {"*b", "a", true},
        {"", "", true},
        {"", "a", false},
        {"a\u00e9", "a\xc3", true},
        {"b\u00e9", "a\xc3", false},
        {"a\u20ac", "a\xe2\x82", true},
        {"a\u00e9", "a\u00e9", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (filter_glob_begins(rows[i].pattern, slice_of(rows[i].text)) != rows[i].can)
            fail_msg("'%s' and '%s'", rows[i].pattern, rows[i].text);
    }
}

TEST(the_fewest_bytes_that_a_pattern_matches)
{
    static const struct {
        const char *pattern;
        size_t least;
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"*", 0},
        {"a*b*", 2},
        {"a?", 2},
        {"[abc]d", 2},
        {"[!]a]d", 2},
        {"[abc", 4},
        {"\\*\\a", 2},
        {"a\\", 1},
        {"\u00e9\\\u00e9", 4},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (filter_glob_least(slice_of(rows[i].pattern)) != rows[i].least)
            fail_msg("'%s': %zu", rows[i].pattern, filter_glob_least(slice_of(rows[i].pattern)));
    }
}

/* With a retry of every star this would take longer than the universe has. */
TEST(many_stars_take_no_longer_than_one)
{
    char pattern[4001], text[4001];
    for (size_t i = 0; i < sizeof(pattern) - 1; i++)
        pattern[i] = "a*"[i % 2];
    pattern[sizeof(pattern) - 1] = '\0';
    pattern[sizeof(pattern) - 2] = 'b';
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    clock_t start = clock();
    assert_false(is_like(pattern, text, false));
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_patterns_mean_what_they_mean_to_the_c_library),
        cmocka_unit_test(classes_are_those_of_ascii),
        cmocka_unit_test(a_character_is_one_whatever_its_bytes),
        cmocka_unit_test(the_locale_changes_nothing),
        cmocka_unit_test(a_text_may_hold_any_byte),
        cmocka_unit_test(the_beginning_of_a_text_can_match),
        cmocka_unit_test(the_fewest_bytes_that_a_pattern_matches),
        cmocka_unit_test(many_stars_take_no_longer_than_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
