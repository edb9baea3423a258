/* SPDX-License-Identifier: MIT */
#include "checks.h"

/* A reader of JSON (RFC 8259) that shares nothing with the writer. */
struct reader {
    const char *at, *end;
};

enum { DEPTH_MOST = 16 };

static bool take(struct reader *reader, char character)
{
    if (reader->at == reader->end || *reader->at != character)
        return false;
    reader->at++;
    return true;
}

static bool take_word(struct reader *reader, const char *word)
{
    for (; *word != '\0'; word++) {
        if (!take(reader, *word))
            return false;
    }
    return true;
}

static bool is_hex(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f') ||
           (character >= 'A' && character <= 'F');
}

static bool take_escape(struct reader *reader)
{
    if (reader->at == reader->end)
        return false;
    char kind = *reader->at++;
    if (kind != 'u')
        return kind != '\0' && strchr("\"\\/bfnrt", kind) != NULL;
    for (int i = 0; i < 4; i++, reader->at++) {
        if (reader->at == reader->end || !is_hex(*reader->at))
            return false;
    }
    return true;
}

static bool take_string(struct reader *reader)
{
    if (!take(reader, '"'))
        return false;
    while (reader->at < reader->end && *reader->at != '"') {
        unsigned char byte = (unsigned char)*reader->at++;
        if (byte < 0x20 || (byte == '\\' && !take_escape(reader)))
            return false;
    }
    return take(reader, '"');
}

/* Whole numbers are all that sockview writes. */
static bool take_number(struct reader *reader)
{
    const char *start = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
        reader->at++;
    return reader->at > start && (*start != '0' || reader->at == start + 1);
}

static bool take_value(struct reader *reader, int depth);

static bool take_members(struct reader *reader, char end, int depth)
{
    if (take(reader, end))
        return true;
    do {
        if (end == '}' && !(take_string(reader) && take(reader, ':')))
            return false;
        if (!take_value(reader, depth + 1))
            return false;
    } while (take(reader, ','));
    return take(reader, end);
}

static bool take_value(struct reader *reader, int depth)
{
    if (reader->at == reader->end || depth > DEPTH_MOST)
        return false;
    switch (*reader->at) {
    case '{':
        reader->at++;
        return take_members(reader, '}', depth);
    case '[':
        reader->at++;
        return take_members(reader, ']', depth);
    case '"':
        return take_string(reader);
    case 't':
        return take_word(reader, "true");
    case 'f':
        return take_word(reader, "false");
    case 'n':
        return take_word(reader, "null");
    default:
        return take_number(reader);
    }
}

void check_json(struct slice text)
{
    struct reader reader = {text.data, text.data + text.length};
    fuzz_demand(text.length > 0 && take_value(&reader, 0) && reader.at == reader.end, "no JSON",
                text);
    check_clean(text);
}
