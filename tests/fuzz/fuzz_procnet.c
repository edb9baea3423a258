/* SPDX-License-Identifier: MIT */

/* A file of /proc/net. Input: the place of a table, and the file. Each line is read by itself, in
 * memory that ends where the line ends, and the file as a whole; both find the same sockets. */
#include <fcntl.h>
#include <unistd.h>

#include "checks.h"
#include "source/procnet.h"

static char directory[] = "/tmp/sockview-fuzz-XXXXXX";
static char path[64];

static void remove_files(void)
{
    unlink(path);
    rmdir(directory);
}

/* The file of a table in a directory of our own. */
static void write_file(const char *name, struct slice text)
{
    static bool made;
    if (!made) {
        fuzz_demand(mkdtemp(directory) != NULL, "no directory", slice_of(directory));
        atexit(remove_files);
    }
    made = true;
    unlink(path);
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool whole = write(file, text.data, text.length) == (ssize_t)text.length;
    fuzz_demand(close(file) == 0 && whole, "the file cannot be written", slice_of(path));
}

static enum emit_result count(void *context, const struct sock *sock)
{
    (void)sock;
    ++*(size_t *)context;
    return EMIT_GO;
}

/* How many sockets the lines tell of. */
static size_t read_lines(const struct dump *dump, struct slice text)
{
    size_t found = 0;
    struct input rest = {(const uint8_t *)text.data, text.length};
    while (rest.length > 0) {
        const uint8_t *end = memchr(rest.data, '\n', rest.length);
        struct slice line = input_copy(&rest, end == NULL ? SIZE_MAX : (size_t)(end - rest.data));
        input_byte(&rest);
        struct sock sock;
        if (dump->family->parse_proc(dump->family, dump->table, line.data, line.length, &sock) ==
            PARSE_OK) {
            check_columns(&sock, lasting_lookups());
            found++;
        }
        copy_free(line);
    }
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct input input = {data, length};
    size_t emitted = 0;
    struct dump dump = {.table = table_at(input_byte(&input), &dump.family),
                        .emitter = {count, &emitted}};
    if (dump.table->proc_file == NULL || dump.family->parse_proc == NULL)
        return -1;
    struct slice text = {(const char *)input.data, input.length};
    size_t lines = read_lines(&dump, text);
    struct dump_report report;
    write_file(dump.table->proc_file, text);
    procnet_dump(directory, &dump, &report);
    fuzz_demand(emitted == report.emitted, "sockets were lost", text);
    fuzz_demand(report.result != DUMP_DONE || emitted <= lines, "sockets out of nothing", text);
    error_clear(&report.error);
    return 0;
}
