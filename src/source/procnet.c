/* SPDX-License-Identifier: MIT */
#include "source/procnet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void fail(struct dump_report *report, const char *directory, const struct dump *dump,
                 int number)
{
    report->result = DUMP_FAILED;
    error_set_errno(&report->error, number, "%s/%s", directory, dump->table->proc_file);
}

/* Even a table without a socket has a header. */
static void fail_empty(struct dump_report *report, const char *directory, const struct dump *dump)
{
    report->result = DUMP_FAILED;
    error_set(&report->error, ENODATA, "%s/%s: the file is empty and has no header", directory,
              dump->table->proc_file);
}

static FILE *open_table(const char *directory, const struct dump *dump, struct dump_report *report)
{
    int parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) {
        fail(report, directory, dump, errno);
        return NULL;
    }
    int file = openat(parent, dump->table->proc_file, O_RDONLY | O_CLOEXEC);
    int number = errno;
    close(parent);
    FILE *stream = file < 0 ? NULL : fdopen(file, "r");
    if (stream != NULL)
        return stream;
    if (file >= 0) {
        number = errno;
        close(file);
    }
    fail(report, directory, dump, number);
    if (number == ENOENT)
        report->result = DUMP_ABSENT;
    return NULL;
}

/* Takes a line; the table ends where this answers false. */
static bool take_line(const struct dump *dump, const char *line, size_t length,
                      struct dump_report *report)
{
    struct sock sock;
    if (length > 0 && line[length - 1] == '\n')
        length--;
    switch (dump->family->parse_proc(dump->family, dump->table, line, length, &sock)) {
    case PARSE_BAD:
        report->malformed++;
        return true;
    case PARSE_SKIP:
        return true;
    case PARSE_OK:
        return dump_emit(dump, &sock, report);
    }
    return true;
}

void procnet_dump(const char *directory, const struct dump *dump, struct dump_report *report)
{
    *report = (struct dump_report){.result = DUMP_DONE};
    if (dump->table->proc_file == NULL || dump->family->parse_proc == NULL) {
        report->result = DUMP_ABSENT;
        error_set(&report->error, ENOENT, "%s: %s has no such table", dump_name(dump), directory);
        return;
    }
    FILE *stream = open_table(directory, dump, report);
    if (stream == NULL)
        return;
    char *line = NULL;
    size_t capacity = 0, lines = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stream)) >= 0) {
        lines++;
        if (!take_line(dump, line, (size_t)length, report))
            break;
    }
    if (!feof(stream) && report->result == DUMP_DONE)
        fail(report, directory, dump, errno);
    else if (lines == 0)
        fail_empty(report, directory, dump);
    free(line);
    fclose(stream);
}

/* /proc/net shows the network namespace of the first thread of the process. That thread also reads
 * it. */
#define PROC_NET "/proc/net"

static void *open_source(struct error *error)
{
    static const char directory[] = PROC_NET;
    (void)error;
    return (void *)(uintptr_t)directory;
}

static bool has_table(const struct dump *dump)
{
    return dump->table->proc_file != NULL && dump->family->parse_proc != NULL;
}

static void dump_table(void *handle, const struct dump *dump, struct dump_report *report)
{
    procnet_dump(handle, dump, report);
}

static void close_source(void *handle)
{
    (void)handle;
}

const struct source source_procnet = {
    .choice = SOURCE_PROC,
    .reports_less = true,
    .open = open_source,
    .has = has_table,
    .dump = dump_table,
    .close = close_source,
};
