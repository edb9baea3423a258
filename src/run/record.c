/* SPDX-License-Identifier: MIT */
#include "run/record.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <string.h>
#include <unistd.h>

#include "family/families.h"
#include "netns/tour.h"
#include "source/diag.h"

struct record {
    const struct query *query;
    FILE *file;
    struct error *error;
    bool whole; /* everything was written */
};

static bool is_output(const struct query *query)
{
    return strcmp(query->record, "-") == 0;
}

static bool fail_writing(const struct query *query, struct error *error)
{
    return error_set_errno(error, errno, "%s",
                           is_output(query) ? "standard output" : query->record);
}

/* Messages are aligned in a file as in a datagram. */
static bool write_message(void *context, const void *message, size_t length)
{
    static const char padding[NLMSG_ALIGNTO];
    struct record *record = context;
    size_t rest = NLMSG_ALIGN(length) - length;
    return (fwrite(message, 1, length, record->file) == length &&
            fwrite(padding, 1, rest, record->file) == rest) ||
           fail_writing(record->query, record->error);
}

static bool write_end(struct record *record)
{
    struct {
        struct nlmsghdr header;
        int32_t number;
    } end = {{.nlmsg_len = sizeof(end), .nlmsg_type = NLMSG_DONE, .nlmsg_flags = NLM_F_MULTI}, 0};
    return write_message(record, &end, sizeof(end));
}

/* A kernel without IPv6 has no such table. */
static bool record_table(struct record *record, struct diag *diag, const struct socket_table *table)
{
    const struct selection *selection = &record->query->selection;
    const struct recorder recorder = {record, write_message};
    const struct dump dump = {
        .family = &family_tcp,
        .table = table,
        .request = {selection_possible_states(selection, &family_tcp), record->query->needs, {0}},
        .recorder = &recorder,
    };
    struct dump_report report;
    diag_dump(diag, &dump, &report);
    bool absent = report.result == DUMP_ABSENT && table != family_tcp.tables;
    bool good = report.result == DUMP_DONE || absent;
    if (!good && report.result != DUMP_ENDED)
        error_set(record->error, report.error.number, "%s", error_message(&report.error));
    error_clear(&report.error);
    return good;
}

/* IPv4 comes before IPv6, and one end after both: ss reads up to the first end. */
static bool record_namespace(void *context, const struct netns_stop *stop)
{
    struct record *record = context;
    struct diag *diag = diag_open(record->error);
    bool good = diag != NULL;
    (void)stop;
    for (size_t i = 0; i < families_count && good; i++) {
        for (size_t j = 0; families[i] == &family_tcp && j < family_tcp.table_count && good; j++) {
            if (selection_wants_table(&record->query->selection, i, &family_tcp.tables[j]))
                good = record_table(record, diag, &family_tcp.tables[j]);
        }
    }
    diag_close(diag);
    record->whole = good && write_end(record);
    return true;
}

static bool record_sockets(struct record *record)
{
    struct netns_tour tour;
    struct notes notes = {0};
    if (!netns_tour_start(&tour, record->query->netns, record->error))
        return false;
    bool good = netns_tour_run(&tour, record_namespace, record, &notes, record->error);
    netns_tour_end(&tour);
    notes_free(&notes);
    return good && record->whole;
}

static FILE *open_file(const struct query *query, FILE *output)
{
    enum { MODE = 0666 }; /* less what umask(2) takes */
    if (is_output(query))
        return output;
    int file = open(query->record, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, MODE);
    FILE *stream = file < 0 ? NULL : fdopen(file, "w");
    if (stream == NULL && file >= 0)
        close(file);
    return stream;
}

static bool has_tcp(const struct selection *selection)
{
    return selection_has_kind(selection, &family_tcp, &family_tcp.kinds[0]);
}

bool record_run(const struct query *query, FILE *output, struct error *error)
{
    if (!has_tcp(&query->selection))
        return error_set(error, 0, "-D: it records TCP sockets, and other ones were chosen");
    struct record record = {.query = query, .file = open_file(query, output), .error = error};
    if (record.file == NULL)
        return fail_writing(query, error);
    bool good = record_sockets(&record);
    if (fflush(record.file) != 0 && good)
        good = fail_writing(query, error);
    if (record.file != output && fclose(record.file) != 0 && good)
        good = fail_writing(query, error);
    return good;
}
