/* SPDX-License-Identifier: MIT */
#include "cli/filter_words.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "cli/split_list.h"
#include "util/file.h"

/* Far longer than anybody writes. */
enum { FILTER_MOST = 1024 * 1024 };

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
    int chosen = selection_address_family(&options->query.selection);
    struct filter *filter =
        filter_parse(strbuf_slice(text), origin, chosen == AF_INET ? AF_UNSPEC : chosen, error);
    if (filter != NULL)
        options->query.selection.filter = filter_and(options->query.selection.filter, filter);
    return filter != NULL;
}

/* netstat has its pause as a word. */
static bool is_pause(const struct options *options, int count, char **words)
{
    return options->query.repeats && count == 1 && words[0][0] != '\0' &&
           words[0][strspn(words[0], "0123456789.")] == '\0';
}

/* Lines that begin with # are for the reader. Blanks take their place, so that faults are shown
 * where they are. */
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

bool filter_words_read(struct options *options, int count, char **words, struct error *error)
{
    struct strbuf text = {0};
    bool is_input = options->filter_file != NULL && strcmp(options->filter_file, "-") == 0;
    const char *origin = is_input ? "standard input" : options->filter_file;
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
    if (good && options->filter_file != NULL) {
        good = file_read(options->filter_file, FILTER_MOST, &text, error);
        blank_comments(&text);
        good = good && add_filter(options, &text, origin, error);
    }
    strbuf_free(&text);
    return good;
}
