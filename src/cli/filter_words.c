/* SPDX-License-Identifier: MIT */
#include "cli/filter_words.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "cli/split_list.h"
#include "util/file.h"
#include "util/lent.h"

/* Some 200,000 terms, far more than people write. */
enum { FILTER_MOST = 4 * 1024 * 1024 };

/* The words of the command line with a blank between. */
static bool join_words(struct strbuf *text, int count, char **words, struct error *error)
{
    for (int i = 0; i < count; i++) {
        strbuf_put_string(text, i == 0 ? "" : " ");
        strbuf_put_string(text, words[i]);
    }
    return !text->failed || error_set_errno(error, ENOMEM, "filter");
}

static bool add_filter(struct options *options, const struct strbuf *text, const char *origin,
                       struct error *error)
{
    int family = selection_address_family(&options->query.selection);
    struct filter *filter = filter_parse(strbuf_slice(text), origin, family, error);
    if (filter != NULL)
        options->query.selection.filter = filter_and(options->query.selection.filter, filter);
    return filter != NULL;
}

/* netstat takes the interval as a word. */
static bool is_pause(const struct options *options, int count, char **words)
{
    return options->query.repeats && count == 1 && words[0][0] != '\0' &&
           words[0][strspn(words[0], "0123456789.")] == '\0';
}

/* Lines that begin with # are comments. Blanks replace them, so that the places in messages stay
 * right. */
static void blank_comments(struct strbuf *text)
{
    bool begins = true, comment = false;
    for (size_t i = 0; i < text->length; i++) {
        char character = text->data[i];
        comment = character != '\n' && (comment || (begins && character == '#'));
        begins = character == '\n' || (begins && (character == ' ' || character == '\t'));
        if (comment)
            text->data[i] = ' ';
    }
}

static bool is_blank(const struct strbuf *text)
{
    size_t i = 0;
    while (i < text->length && isspace((unsigned char)text->data[i]))
        i++;
    return i == text->length;
}

/* A program with lent rights must not become a way to read what the caller may not. */
static bool read_as_caller(const char *path, struct strbuf *text, struct error *error)
{
    struct lent lent;
    if (!lent_put_aside(&lent))
        return error_set_errno(error, errno, "%s", path);
    bool good = file_read(path, FILTER_MOST, text, error);
    return (lent_take_back(&lent) || error_set_errno(error, errno, "%s", path)) && good;
}

/* A message about the filter quotes it, and what is in a file must not appear in one that lent
 * rights made possible. */
static bool hide_text(const char *origin, struct error *error)
{
    if (!lent_rights())
        return false;
    error_clear(error);
    return error_set(error, 0,
                     "%s: it is not a filter; its text is not shown, because the file of the "
                     "program lends rights",
                     origin);
}

static bool read_file(struct options *options, struct strbuf *text, struct error *error)
{
    const char *path = options->filter_file;
    const char *origin = strcmp(path, "-") == 0 ? "standard input" : path;
    if (!read_as_caller(path, text, error))
        return false;
    blank_comments(text);
    if (options->dialect != NULL && is_blank(text))
        return true; /* to ss, a file without a test is no filter */
    return add_filter(options, text, origin, error) || hide_text(origin, error);
}

bool filter_words_read(struct options *options, int count, char **words, struct error *error)
{
    struct strbuf text = {0};
    bool good = true;
    if (is_pause(options, count, words))
        return error_set(error, 0, "'%s' is no filter: try 'sockview --continuous=%s'", words[0],
                         words[0]);
    if (!split_list_check(options, count, words, error))
        return false;
    if (count > 0)
        good =
            join_words(&text, count, words, error) && add_filter(options, &text, "filter", error);
    strbuf_clear(&text);
    if (good && options->filter_file != NULL)
        good = read_file(options, &text, error);
    strbuf_free(&text);
    return good;
}
