/* SPDX-License-Identifier: MIT */

/* What others can write, escaped. Each form is read back, and must give the same bytes: so no two
 * names print alike. Input: any bytes. */
#include "checks.h"
#include "util/escape.h"

static unsigned hex_value(char digit)
{
    const char *digits = "0123456789abcdef", *found = strchr(digits, digit);
    fuzz_demand(digit != '\0' && found != NULL, "not a digit", (struct slice){&digit, 1});
    return (unsigned)(found - digits);
}

/* Appends the bytes that a field stands for. */
static void read_field(struct slice field, struct strbuf *bytes)
{
    for (size_t i = 0; i < field.length; i++) {
        const char *at = field.data + i;
        if (*at != '\\') {
            strbuf_put_char(bytes, *at);
            continue;
        }
        bool hex = i + 3 < field.length && at[1] == 'x';
        fuzz_demand(hex || (i + 1 < field.length && at[1] == '\\'), "an open escape", field);
        strbuf_put_char(bytes, hex ? (char)(hex_value(at[2]) << 4 | hex_value(at[3])) : '\\');
        i += hex ? 3 : 1;
    }
}

static void put_point(struct strbuf *bytes, uint32_t point)
{
    if (point < 0x80) {
        strbuf_put_char(bytes, (char)point);
        return;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};
    strbuf_put_char(bytes, (char)(first[more] | point >> (6 * more)));
    for (; more > 0; more--)
        strbuf_put_char(bytes, (char)(0x80 | (point >> (6 * (more - 1)) & 0x3f)));
}

static uint32_t read_unit(const char *digits)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit << 4 | hex_value(digits[i]);
    return unit;
}

/* The same of a JSON string, by the rule of escape_json. */
static void read_json(struct slice text, struct strbuf *bytes)
{
    for (size_t i = 1; i + 1 < text.length; i++) {
        const unsigned char *at = (const unsigned char *)text.data + i;
        if (*at == '\\' && at[1] == 'u') {
            uint32_t point = read_unit(text.data + i + 2);
            i += 5;
            if (point >= 0xd800 && point < 0xdc00) {
                point =
                    0x10000 + ((point - 0xd800) << 10 | (read_unit(text.data + i + 3) - 0xdc00));
                i += 6;
            }
            put_point(bytes, point);
        } else if (*at == '\\') {
            strbuf_put_char(bytes, (char)at[1]);
            i++;
        } else if (*at == 0xee && at[1] >= 0xbc) { /* U+EF00 to U+EFFF */
            strbuf_put_char(bytes, (char)(at[1] << 6 | (at[2] & 0x3f)));
            i += 2;
        } else {
            strbuf_put_char(bytes, (char)*at);
        }
    }
}

static void check_same(struct strbuf *bytes, struct slice name, struct strbuf *written)
{
    bool same = bytes->length == name.length &&
                (name.length == 0 || memcmp(bytes->data, name.data, name.length) == 0);
    fuzz_demand(same, "read back as another name", strbuf_slice(written));
    strbuf_free(bytes);
    strbuf_free(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static const char *const special[] = {"", "(),", "\"%[]:"};
    struct input input = {data, length};
    struct slice name = input_copy(&input, SIZE_MAX);
    struct strbuf written = {0}, bytes = {0};
    for (size_t i = 0; i < 9; i++) {
        if (i % 3 < 2)
            escape_field(&written, name, special[i / 3], i % 3 == 1);
        else
            escape_plain(&written, name, special[i / 3]);
        check_clean(strbuf_slice(&written));
        read_field(strbuf_slice(&written), &bytes);
        check_same(&bytes, name, &written);
    }
    escape_json(&written, name);
    check_json(strbuf_slice(&written));
    read_json(strbuf_slice(&written), &bytes);
    check_same(&bytes, name, &written);
    for (size_t i = 0; i < 2; i++) {
        escape_line(&written, name, i == 1);
        check_clean(strbuf_slice(&written));
        strbuf_free(&written);
    }
    copy_free(name);
    return 0;
}
