/* SPDX-License-Identifier: MIT */
#include "owners/command_line.h"

#include <ctype.h>

/* TASK_COMM_LEN without the NUL. */
enum { NAME_MOST = 15 };

/* An interpreter, an option to it and a script. */
enum { ARGUMENTS_WITH_NAME = 3 };

/* Takes the next argument; a NUL ends each. */
static bool take_argument(struct slice *file, struct slice *argument)
{
    const char *end = slice_find(*file, '\0');
    if (file->length == 0)
        return false;
    *argument = end == NULL ? *file : slice_until(*file, end);
    *file = slice_skip(*file, argument->length + (end != NULL));
    return true;
}

static bool is_word(struct slice argument)
{
    size_t i = 0;
    while (i < argument.length &&
           ((unsigned char)argument.data[i] >= 0x80 || isalnum((unsigned char)argument.data[i]) ||
            strchr("_@%+=:,./-", argument.data[i]) != NULL))
        i++;
    return argument.length > 0 && i == argument.length;
}

static void put_argument(struct strbuf *text, struct slice argument)
{
    bool quoted = !is_word(argument);
    strbuf_put_string(text, quoted ? "'" : "");
    for (size_t i = 0; i < argument.length; i++) {
        if (argument.data[i] == '\'')
            strbuf_put_string(text, "'\\''");
        else
            strbuf_put_char(text, argument.data[i]);
    }
    strbuf_put_string(text, quoted ? "'" : "");
}

bool command_line_put(struct slice file, struct strbuf *text)
{
    struct slice argument;
    size_t before = text->length;
    while (file.length > 0 && file.data[file.length - 1] == '\0')
        file.length--;
    while (take_argument(&file, &argument)) {
        strbuf_put_string(text, text->length > before ? " " : "");
        put_argument(text, argument);
    }
    return text->length > before;
}

static struct slice last_name_of(struct slice path)
{
    const char *slash = slice_find_last(path, '/');
    return slash == NULL ? path : slice_skip(path, (size_t)(slash + 1 - path.data));
}

static bool completes(struct slice path, struct slice name, struct slice *full)
{
    *full = last_name_of(path);
    return full->length >= name.length && memcmp(full->data, name.data, name.length) == 0;
}

/* The kernel adds a word to the path of a file that was removed. */
static struct slice without_mark(struct slice executable)
{
    static const char mark[] = " (deleted)";
    if (slice_ends(executable, mark))
        executable.length -= sizeof(mark) - 1;
    return executable;
}

struct slice command_line_full_name(struct slice name, struct slice executable, struct slice file)
{
    struct slice argument, full;
    if (name.length < NAME_MOST)
        return name;
    if (executable.length > 0 && completes(without_mark(executable), name, &full))
        return full;
    for (int i = 0; i < ARGUMENTS_WITH_NAME && take_argument(&file, &argument); i++) {
        if (completes(argument, name, &full))
            return full;
    }
    return (struct slice){0};
}
