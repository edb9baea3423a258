/* SPDX-License-Identifier: MIT */
#include "source/procnet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "util/file.h"
#include "util/strbuf.h"

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

static int open_table(const char *directory, const struct dump *dump, struct dump_report *report)
{
    int parent = file_open_at(AT_FDCWD, directory, O_DIRECTORY);
    if (parent < 0) {
        fail(report, directory, dump, errno);
        return -1;
    }
    int file = file_open_at(parent, dump->table->proc_file, 0);
    int number = errno;
    close(parent);
    if (file >= 0)
        return file;
    fail(report, directory, dump, number);
    if (number == ENOENT)
        report->result = DUMP_ABSENT;
    return -1;
}

/* The lines of a file. getline(3) would take the part before an interruption for a line. */
struct lines {
    int file;
    struct strbuf text;
    size_t at;  /* where the next line begins */
    int number; /* errno of a failure, or 0 */
};

/* Reads more of the file. False at the end. */
static bool read_more(struct lines *lines)
{
    enum { STEP = 32 * 1024 };
    size_t left = lines->text.length - lines->at;
    if (lines->at > 0)
        memmove(lines->text.data, lines->text.data + lines->at, left);
    lines->text.length = left;
    lines->at = 0;
    char *room = strbuf_reserve(&lines->text, STEP);
    ssize_t length = room == NULL ? -1 : file_read_some(lines->file, room, STEP);
    if (length < 0)
        lines->number = room == NULL ? ENOMEM : errno;
    lines->text.length += length > 0 ? (size_t)length : 0;
    return length > 0;
}

/* The next line, without its newline; valid until the next call. False at the end. */
static bool next_line(struct lines *lines, struct slice *line)
{
    size_t searched = 0;
    for (;;) {
        size_t left = lines->text.length - lines->at;
        const char *start = left == 0 ? NULL : lines->text.data + lines->at;
        const char *end = left == searched ? NULL : memchr(start + searched, '\n', left - searched);
        if (end != NULL) {
            *line = (struct slice){start, (size_t)(end - start)};
            lines->at += line->length + 1;
            return true;
        }
        searched = left;
        if (!read_more(lines))
            break;
    }
    if (lines->number != 0 || searched == 0)
        return false;
    *line = (struct slice){lines->text.data, searched};
    lines->at = searched;
    return true;
}

/* Receives a line. Reading ends when this returns false. */
static bool take_line(const struct dump *dump, struct slice line, struct dump_report *report)
{
    struct sock sock;
    switch (dump->family->parse_proc(dump->family, dump->table, line.data, line.length, &sock)) {
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
    struct lines lines = {.file = open_table(directory, dump, report)};
    if (lines.file < 0)
        return;
    struct slice line;
    size_t count = 0;
    while (next_line(&lines, &line)) {
        count++;
        if (!take_line(dump, line, report))
            break;
    }
    if (lines.number != 0 && report->result == DUMP_DONE)
        fail(report, directory, dump, lines.number);
    else if (count == 0)
        fail_empty(report, directory, dump);
    strbuf_free(&lines.text);
    close(lines.file);
}

/* Nothing is kept open: the procfs is that of each dump. */
static void *open_source(struct error *error)
{
    static const char handle = 0;
    (void)error;
    return (void *)(uintptr_t)&handle;
}

static bool has_table(const struct dump *dump)
{
    return dump->recording == NULL && dump->table->proc_file != NULL &&
           dump->family->parse_proc != NULL;
}

/* The directory shows the network namespace of the first thread of the process. That thread also
 * reads it. */
static void dump_table(void *handle, const struct dump *dump, struct dump_report *report)
{
    struct strbuf directory = {0};
    (void)handle;
    strbuf_put_string(&directory, dump->proc != NULL ? dump->proc : "/proc");
    strbuf_put(&directory, "/net", sizeof("/net"));
    if (!directory.failed) {
        procnet_dump(directory.data, dump, report);
    } else {
        *report = (struct dump_report){.result = DUMP_FAILED};
        error_set_errno(&report->error, ENOMEM, "%s", dump_name(dump));
    }
    strbuf_free(&directory);
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
