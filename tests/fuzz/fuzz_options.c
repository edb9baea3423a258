/* SPDX-License-Identifier: MIT */

/* A command line. Input: its words, with a newline after each. */
#include "checks.h"
#include "cli/options.h"
#include "no_names.h"

enum { WORDS_MOST = 32 };

/* Words that would make it read what is not part of the input. */
static bool reads_a_file(const char *word)
{
    return strncmp(word, "--fi", 4) == 0 || (word[0] == '-' && strchr(word, 'F') != NULL);
}

/* Returns how many words there are. */
static int split(char *text, char **words)
{
    static char name[] = "sockview";
    int count = 0;
    words[count++] = name;
    for (char *next = text; next != NULL && *next != '\0' && count < WORDS_MOST;) {
        char *word = strsep(&next, "\n");
        if (!reads_a_file(word))
            words[count++] = word;
    }
    words[count] = NULL;
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    char *words[WORDS_MOST + 1];
    char *text = calloc(1, length + 1);
    struct options options = {0};
    struct error error = {0};
    if (text == NULL)
        return -1;
    if (length > 0)
        memcpy(text, data, length);
    if (!options_parse(&options, split(text, words), words, &error)) {
        struct slice reason = slice_of(error_message(&error));
        fuzz_demand(reason.length > 0, "refused without a reason", reason);
    } else if (options.action == ACTION_SHOW) {
        fuzz_demand(options.query.format != NULL, "no format", slice_of(text));
        bool has_rows = !options.query.summary && options.query.view == NULL;
        fuzz_demand(!has_rows || options.query.column_count > 0, "no columns", slice_of(text));
    }
    options_free(&options);
    error_clear(&error);
    free(text);
    return 0;
}
