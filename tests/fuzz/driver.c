/* SPDX-License-Identifier: MIT */

/* Runs a harness over files, without libFuzzer: every file of the directories in the arguments.
 * Prints TAP. */
#include <dirent.h>
#include <fcntl.h>

#include "fuzz.h"
#include "util/file.h"

enum { FILE_MOST = 1024 * 1024 };

static void run_file(const char *directory, const char *name, size_t number)
{
    struct strbuf path = {0}, text = {0};
    strbuf_put_string(&path, directory);
    strbuf_put_char(&path, '/');
    strbuf_put(&path, name, strlen(name) + 1);
    fuzz_demand(file_read_at(AT_FDCWD, path.data, FILE_MOST, &text), "it cannot be read",
                slice_of(path.data));
    fprintf(stderr, "%s\n", path.data);
    LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.length);
    printf("ok %zu - %s\n", number, name);
    strbuf_free(&text);
    strbuf_free(&path);
}

int main(int count, char **arguments)
{
    size_t number = 0;
    for (int i = 1; i < count; i++) {
        DIR *directory = opendir(arguments[i]);
        const struct dirent *entry;
        fuzz_demand(directory != NULL, "no directory", slice_of(arguments[i]));
        while ((entry = readdir(directory)) != NULL) {
            if (entry->d_name[0] != '.')
                run_file(arguments[i], entry->d_name, ++number);
        }
        closedir(directory);
    }
    printf("1..%zu\n", number);
    return number > 0 ? 0 : 1;
}
