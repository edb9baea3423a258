/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "utf8_oracle.h"
#include "util/escape.h"
#include "util/utf8.h"

enum { NAME_MOST = 24, ROUNDS = 60000 };

static unsigned hex_value(char digit)
{
    const char *digits = "0123456789abcdef";
    const char *at = strchr(digits, digit);
    assert_non_null(at);
    return (unsigned)(at - digits);
}

static uint32_t hex_number(const char *digits, size_t count)
{
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++)
        number = number << 4 | hex_value(digits[i]);
    return number;
}

/* A name made of pieces that could be confused with each other. */
static struct slice random_name(uint64_t *seed, char name[NAME_MOST + 8])
{
    static const char *const pieces[] = {"\\",
                                         "\\x",
                                         "\\\\",
                                         "20",
                                         "x41",
                                         "\"",
                                         "-",
                                         "(",
                                         ")",
                                         ",",
                                         " ",
                                         "\n",
                                         "\x1b",
                                         "é",
                                         "€",
                                         "\xee\xbc\x80",
                                         "\xee\xbf\xbf",
                                         "\xef\xbb\xbf",
                                         "\xf0\x9f\x98\x80",
                                         "\xe2\x80\xae",
                                         "\xed\xa0\x80",
                                         "\xc0\x80",
                                         "\\u0041",
                                         "\xee\xbd",
                                         "\xf3\xa0\x80\x81",
                                         "\x7f",
                                         "a"};
    size_t length = 0;
    size_t wanted = random_below(seed, NAME_MOST);
    while (length < wanted) {
        const char *piece = pieces[random_below(seed, COUNT_OF(pieces))];
        if (random_below(seed, 3) == 0) {
            name[length++] = (char)random_next(seed);
            continue;
        }
        memcpy(name + length, piece, strlen(piece));
        length += strlen(piece);
    }
    return (struct slice){name, length};
}

static void check_printable(const struct strbuf *text, bool ascii, const char *allowed)
{
    for (size_t i = 0; i < text->length; i++) {
        unsigned char byte = (unsigned char)text->data[i];
        if ((byte <= ' ' && (byte == 0 || strchr(allowed, byte) == NULL)) || byte == 0x7f ||
            (ascii && byte > 0x7f))
            fail_msg("byte %02x is in the output", byte);
    }
    assert_true(oracle_is_valid(text->data, text->length));
}

static void decode_field(const struct strbuf *text, struct strbuf *name)
{
    for (size_t i = 0; i < text->length; i++) {
        if (text->data[i] != '\\') {
            strbuf_put_char(name, text->data[i]);
            continue;
        }
        assert_true(i + 1 < text->length);
        if (text->data[++i] == '\\') {
            strbuf_put_char(name, '\\');
            continue;
        }
        assert_int_equal(text->data[i], 'x');
        assert_true(i + 2 < text->length);
        strbuf_put_char(name, (char)hex_number(text->data + i + 1, 2));
        i += 2;
    }
}

static void check_field(struct slice name, const char *special, bool ascii)
{
    struct strbuf text = {0}, decoded = {0};
    escape_field(&text, name, special, ascii);
    check_printable(&text, ascii, "");
    for (size_t i = 0; i < text.length; i++)
        assert_true(text.data[i] == '\\' || strchr(special, text.data[i]) == NULL);
    decode_field(&text, &decoded);
    assert_int_equal(decoded.length, name.length);
    if (name.length > 0)
        assert_memory_equal(decoded.data, name.data, name.length);
    strbuf_free(&text);
    strbuf_free(&decoded);
}

TEST(a_field_gives_its_name_back_and_holds_nothing_dangerous)
{
    uint64_t seed = 6;
    for (int i = 0; i < ROUNDS; i++) {
        char bytes[NAME_MOST + 8];
        struct slice name = random_name(&seed, bytes);
        char *copy = exact_copy(name.data, name.length);
        name.data = copy;
        check_field(name, "", false);
        check_field(name, "", true);
        check_field(name, "(),", false);
        check_field(name, "-\"", true);
        free(copy);
    }
}

TEST(every_byte_alone_gives_itself_back)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char name = (char)byte;
        check_field((struct slice){&name, 1}, "(),", false);
        check_field((struct slice){&name, 1}, "", true);
    }
}

static void check_escapes(const char *name, size_t length, const char *special, bool ascii,
                          const char *expected)
{
    struct strbuf text = {0};
    escape_field(&text, (struct slice){name, length}, special, ascii);
    assert_text(&text, expected);
}

TEST(fields_are_escaped_as_documented)
{
    check_escapes("nginx", 5, "", false, "nginx");
    check_escapes("a b", 3, "", false, "a\\x20b");
    check_escapes("a\\b", 3, "", false, "a\\\\b");
    check_escapes("a\0b", 3, "", false, "a\\x00b");
    check_escapes("\x1b[31m", 5, "", false, "\\x1b[31m");
    check_escapes("a(1),b", 6, "(),", false, "a\\x281\\x29\\x2cb");
    check_escapes("é", 2, "", false, "é");
    check_escapes("é", 2, "", true, "\\xc3\\xa9");
    check_escapes("\xc3", 1, "", false, "\\xc3");
    check_escapes("\xe2\x80\xae", 3, "", false, "\\xe2\\x80\\xae");
    check_escapes("\xc2\xa0", 2, "", false, "\\xc2\\xa0");
    check_escapes("\xed\xa0\x80", 3, "", false, "\\xed\\xa0\\x80");
    check_escapes("", 0, "", false, "");
    check_escapes(NULL, 0, "", false, "");
}

TEST(a_line_keeps_blanks_and_backslashes_and_nothing_dangerous)
{
    uint64_t seed = 7;
    for (int i = 0; i < ROUNDS; i++) {
        char bytes[NAME_MOST + 8];
        struct slice name = random_name(&seed, bytes);
        struct strbuf text = {0};
        escape_line(&text, name, false);
        check_printable(&text, false, " ");
        strbuf_free(&text);
    }
    struct strbuf text = {0};
    escape_line(&text, slice_of("no \\ 'x\ny' \x1b[0m \xff é"), false);
    assert_text(&text, "no \\ 'x\\x0ay' \\x1b[0m \\xff é");
}

/* A mark is shown on a letter, a digit, or another mark that is shown. */
TEST(a_mark_never_changes_what_is_before_a_name)
{
    check_escapes("\u0301a", 3, "", false, "\\xcc\\x81a");
    check_escapes("a\u0301\u0302", 5, "", false, "a\u0301\u0302");
    check_escapes("-\u0336", 3, "", false, "-\\xcc\\xb6");
    check_escapes("\x1b\u0301", 3, "", false, "\\x1b\\xcc\\x81");
    check_escapes("a \u0301", 4, "", false, "a\\x20\\xcc\\x81");
    check_escapes("\u0e01\u0e31", 6, "", false, "\u0e01\u0e31");
    check_escapes("\u0e01\u0e31", 6, "", true, "\\xe0\\xb8\\x81\\xe0\\xb8\\xb1");
    struct strbuf line = {0};
    escape_line(&line, slice_of("'\u0301e\u0301'"), false);
    assert_text(&line, "'\\xcc\\x81e\u0301'");
}

/* For any text, the width of a cell is right and nothing in it is invisible. */
TEST(no_character_alone_is_shown_as_nothing)
{
    for (uint32_t point = 0x80; point <= 0x10ffff; point++) {
        unsigned char bytes[4];
        struct strbuf text = {0};
        if (point >= 0xd800 && point <= 0xdfff)
            continue;
        size_t size = oracle_encode(point, bytes);
        escape_field(&text, (struct slice){(const char *)bytes, size}, "", false);
        bool shown = text.length == size && memcmp(text.data, bytes, size) == 0;
        if (shown != (!utf8_is_hidden(point) && !utf8_joins(point)))
            fail_msg("U+%04X", point);
        if (utf8_width(text.data, text.length) == 0)
            fail_msg("U+%04X takes no place", point);
        strbuf_free(&text);
    }
}

/* The private-use characters of escape.h stand for one byte each. */
static void put_decoded(struct strbuf *name, uint32_t point)
{
    unsigned char bytes[4];
    if (point >= 0xef00 && point <= 0xefff)
        strbuf_put_char(name, (char)(point & 0xff));
    else
        strbuf_put(name, (const char *)bytes, oracle_encode(point, bytes));
}

/* Takes one character of a JSON string (RFC 8259, section 7); returns the bytes it used. */
static size_t take_json(const char *at, size_t left, uint32_t *point)
{
    if (*at != '\\') {
        size_t size = oracle_size((const unsigned char *)at, left);
        assert_true(size > 0 && *at != '"');
        static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
        *point = (unsigned char)*at & mask[size];
        for (size_t i = 1; i < size; i++)
            *point = *point << 6 | ((unsigned char)at[i] & 0x3f);
        return size;
    }
    assert_true(left >= 2);
    if (at[1] == '"' || at[1] == '\\') {
        *point = (unsigned char)at[1];
        return 2;
    }
    assert_true(at[1] == 'u' && left >= 6);
    *point = hex_number(at + 2, 4);
    if (*point < 0xd800 || *point > 0xdfff)
        return 6;
    assert_true(*point <= 0xdbff && left >= 12 && at[6] == '\\' && at[7] == 'u');
    uint32_t low = hex_number(at + 8, 4);
    assert_true(low >= 0xdc00 && low <= 0xdfff);
    *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
    return 12;
}

static void check_json(struct slice name)
{
    struct strbuf text = {0}, decoded = {0};
    escape_json(&text, name);
    check_printable(&text, false, " ");
    assert_true(text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"');
    for (size_t at = 1; at < text.length - 1;) {
        uint32_t point = 0;
        at += take_json(text.data + at, text.length - 1 - at, &point);
        assert_int_not_equal(point, 0);
        put_decoded(&decoded, point);
    }
    assert_int_equal(decoded.length, name.length);
    if (name.length > 0)
        assert_memory_equal(decoded.data, name.data, name.length);
    strbuf_free(&text);
    strbuf_free(&decoded);
}

TEST(a_json_string_gives_its_name_back_and_is_always_valid)
{
    uint64_t seed = 8;
    for (int i = 0; i < ROUNDS; i++) {
        char bytes[NAME_MOST + 8];
        struct slice name = random_name(&seed, bytes);
        char *copy = exact_copy(name.data, name.length);
        name.data = copy;
        check_json(name);
        free(copy);
    }
    for (unsigned byte = 0; byte < 256; byte++)
        check_json((struct slice){(const char[]){(char)byte}, 1});
}

/* Eight bytes are looked at together. */
TEST(a_byte_is_written_in_json_as_if_alone_wherever_it_stands)
{
    enum { LENGTH_MOST = 18 };
    for (unsigned byte = 0; byte < 256; byte++) {
        const char alone[] = {(char)byte};
        for (size_t at = 0; at < LENGTH_MOST * LENGTH_MOST; at++) {
            size_t place = at / LENGTH_MOST, length = at % LENGTH_MOST;
            struct strbuf text = {0}, expected = {0};
            char name[LENGTH_MOST] = "xxxxxxxxxxxxxxxxx";
            if (place >= length)
                continue;
            name[place] = (char)byte;
            escape_json_text(&text, (struct slice){name, length});
            strbuf_put(&expected, "xxxxxxxxxxxxxxxxx", place);
            escape_json_text(&expected, (struct slice){alone, 1});
            strbuf_put(&expected, "xxxxxxxxxxxxxxxxx", length - place - 1);
            assert_int_equal(text.length, expected.length);
            assert_memory_equal(text.data, expected.data, text.length);
            strbuf_free(&text);
            strbuf_free(&expected);
        }
    }
}

TEST(every_character_gives_itself_back_in_json)
{
    for (uint32_t point = 0; point <= 0x10ffff; point += point < 0x10000 ? 1 : 61) {
        unsigned char bytes[4];
        size_t size = oracle_encode(point, bytes);
        check_json((struct slice){(const char *)bytes, size});
    }
}

static void check_json_text(const char *name, size_t length, const char *expected)
{
    struct strbuf text = {0};
    escape_json(&text, (struct slice){name, length});
    assert_text(&text, expected);
}

TEST(json_strings_are_escaped_as_documented)
{
    check_json_text("plain name", 10, "\"plain name\"");
    check_json_text("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
    check_json_text("a\nb\x1b", 4, "\"a\\u000ab\\u001b\"");
    check_json_text("a\0b", 3, "\"a\xee\xbc\x80\x62\"");
    check_json_text("\xff", 1, "\"\xee\xbf\xbf\"");
    check_json_text("é€", 5, "\"é€\"");
    check_json_text("\xe2\x80\xae", 3, "\"\\u202e\"");
    check_json_text("\xf3\xa0\x80\x81", 4, "\"\\udb40\\udc01\"");
    check_json_text("\xee\xbc\x80", 3, "\"\xee\xbf\xae\xee\xbe\xbc\xee\xbe\x80\"");
    check_json_text("\xee\x80\x80", 3, "\"\\ue000\"");
    check_json_text("\u0301e\u0301", 5, "\"\\u0301e\u0301\"");
    check_json_text(NULL, 0, "\"\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_gives_its_name_back_and_holds_nothing_dangerous),
        cmocka_unit_test(every_byte_alone_gives_itself_back),
        cmocka_unit_test(fields_are_escaped_as_documented),
        cmocka_unit_test(a_line_keeps_blanks_and_backslashes_and_nothing_dangerous),
        cmocka_unit_test(a_mark_never_changes_what_is_before_a_name),
        cmocka_unit_test(no_character_alone_is_shown_as_nothing),
        cmocka_unit_test(a_json_string_gives_its_name_back_and_is_always_valid),
        cmocka_unit_test(a_byte_is_written_in_json_as_if_alone_wherever_it_stands),
        cmocka_unit_test(every_character_gives_itself_back_in_json),
        cmocka_unit_test(json_strings_are_escaped_as_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
