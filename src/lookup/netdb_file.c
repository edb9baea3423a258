/* SPDX-License-Identifier: MIT */
#include "lookup/netdb_file.h"

#include <fcntl.h>

#include "util/file.h"
#include "util/number.h"

enum { FILE_MOST = 16 * 1024 * 1024 };

/* Takes what is before the first `end`, and `end` itself, out of `text`. */
static struct slice take_until(struct slice *text, char end)
{
    const char *found = memchr(text->data, end, text->length);
    size_t length = found == NULL ? text->length : (size_t)(found - text->data);
    struct slice taken = {text->data, length};
    size_t passed = found == NULL ? length : length + 1;
    *text = (struct slice){text->data + passed, text->length - passed};
    return taken;
}

static bool is_blank(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

/* Takes the next word out of the line; it is empty when there is none. */
static struct slice take_word(struct slice *line)
{
    size_t start = 0;
    while (start < line->length && is_blank(line->data[start]))
        start++;
    size_t end = start;
    while (end < line->length && !is_blank(line->data[end]))
        end++;
    struct slice word = {line->data + start, end - start};
    *line = (struct slice){line->data + end, line->length - end};
    return word;
}

static bool parse_line(struct slice line, struct netdb_entry *entry)
{
    uint64_t number;
    line = take_until(&line, '#');
    if (memchr(line.data, '\0', line.length) != NULL)
        return false;
    entry->name = take_word(&line);
    entry->protocol = take_word(&line);
    struct slice digits = take_until(&entry->protocol, '/');
    if (!number_parse(digits, UINT16_MAX, &number))
        return false;
    entry->number = (uint16_t)number;
    return true;
}

void netdb_file_read(const char *path, bool (*each)(void *context, const struct netdb_entry *entry),
                     void *context)
{
    struct strbuf buffer = {0};
    if (file_read_at(AT_FDCWD, path, FILE_MOST, &buffer)) {
        struct slice rest = strbuf_slice(&buffer);
        bool goes_on = true;
        while (goes_on && rest.length > 0) {
            struct netdb_entry entry;
            if (parse_line(take_until(&rest, '\n'), &entry))
                goes_on = each(context, &entry);
        }
    }
    strbuf_free(&buffer);
}
