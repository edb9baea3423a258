/* SPDX-License-Identifier: MIT */
#include "summary/read.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "family/families.h"
#include "family/inet.h"
#include "source/diag.h"
#include "util/file.h"
#include "util/number.h"

/* The longest of these files has a line for each protocol of the kernel. */
enum { FILE_SIZE_MOST = 1024 * 1024 };

/* False with errno. */
static bool read_below(const char *proc, const char *path, struct strbuf *text)
{
    int directory = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    bool whole = file_read_at(directory, path, FILE_SIZE_MOST, text);
    int number = errno;
    close(directory);
    errno = number;
    return whole;
}

static void read_file(struct summary_text *text, const struct summary_source *source,
                      const char *proc, struct notes *notes)
{
    bool whole = read_below(proc, source->path, &text->text);
    int number = errno;
    bool absent = !whole && number == ENOENT;
    text->result = whole ? FOUND : absent ? FOUND_NOTHING : FOUND_BAD;
    if (!whole && !(absent && source->may_be_absent)) {
        struct error error = {0};
        error_set_errno(&error, number, "summary: %s/%s", proc, source->path);
        notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0, "%s",
                  error_message(&error));
        error_clear(&error);
    }
}

static enum emit_result count_one(void *context, const struct sock *sock)
{
    (void)sock;
    ++*(uint64_t *)context;
    return EMIT_GO;
}

/* Listeners have a table of their own in the kernel, so that the others cost nothing. */
static bool count_listeners(struct diag *diag, const struct socket_table *table,
                            struct strbuf *text, struct notes *notes)
{
    uint64_t count = 0;
    struct dump_report report;
    struct dump dump = {
        .family = &family_tcp,
        .table = table,
        .request = {.states = state_bit(STATE_LISTEN)},
        .emitter = {count_one, &count},
    };
    diag_dump(diag, &dump, &report);
    bool good = report.result == DUMP_DONE && report.malformed == 0;
    bool absent = report.result == DUMP_ABSENT && table->address_family == &address_inet6;
    if (good) {
        strbuf_put_string(text, table->address_family == &address_inet6 ? "TCP6: listen "
                                                                        : "TCP: listen ");
        number_put(text, count);
        strbuf_put_char(text, '\n');
    } else if (!absent) {
        notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0, "summary: listeners: %s",
                  report.malformed > 0 ? "not understood" : error_message(&report.error));
    }
    if (good && report.interrupted)
        notes_add(notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 0,
                  "summary: listeners: the table changed while it was counted");
    error_clear(&report.error);
    return good || absent;
}

static void read_listeners(struct summary_text *text, struct notes *notes)
{
    struct error error = {0};
    struct diag *diag = diag_open(&error);
    text->result = diag != NULL ? FOUND : FOUND_BAD;
    if (diag == NULL)
        notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0, "summary: listeners: %s",
                  error_message(&error));
    for (size_t i = 0; diag != NULL && i < family_tcp.table_count; i++) {
        if (!count_listeners(diag, &family_tcp.tables[i], &text->text, notes))
            text->result = FOUND_BAD;
    }
    diag_close(diag);
    error_clear(&error);
}

static bool uses(const struct summary_row *row, size_t file)
{
    bool used = row->limit.file == file;
    for (size_t i = 0; i < SUMMARY_TERMS_MOST; i++)
        used |= row->terms[i].file == file || row->taken[i].file == file;
    return used;
}

static bool is_needed(const struct selection *selection, size_t file)
{
    for (size_t i = 0; i < summary_rows_count; i++) {
        if (summary_wants(selection, &summary_rows[i]) && uses(&summary_rows[i], file))
            return true;
    }
    return false;
}

static void read_texts(struct summary *summary, const struct selection *selection,
                       enum source_choice source, const char *proc, struct notes *notes)
{
    for (size_t i = FILE_NONE + 1; i < FILE_COUNT; i++) {
        summary->texts[i].result = FOUND_NOTHING;
        if (!is_needed(selection, i))
            continue;
        if (summary_sources[i].path != NULL)
            read_file(&summary->texts[i], &summary_sources[i], proc, notes);
        else if (source != SOURCE_PROC)
            read_listeners(&summary->texts[i], notes);
    }
}

static bool was_read(const struct summary *summary, bool before[FILE_COUNT])
{
    bool any = false;
    for (size_t i = FILE_NONE + 1; i < FILE_COUNT; i++) {
        before[i] = summary->texts[i].result == FOUND;
        any |= before[i];
    }
    return any;
}

/* Files that could be read and turned out not to be understood. */
static void note_bad_texts(const struct summary *summary, const bool before[FILE_COUNT],
                           struct notes *notes)
{
    for (size_t i = FILE_NONE + 1; i < FILE_COUNT; i++) {
        if (before[i] && summary->texts[i].result == FOUND_BAD)
            notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0,
                      "summary: %s: could not be understood", summary_sources[i].path);
    }
}

static bool knows_any(const struct summary *summary, const char *family)
{
    for (size_t i = 0; i < summary_rows_count; i++) {
        const char *of = summary_rows[i].family;
        if (of != NULL && slice_equals(slice_of(of), family) && summary->values[i].known)
            return true;
    }
    return false;
}

/* Families that were asked for by name and that the kernel does not count, or does not have. */
static void note_unknown_families(const struct summary *summary, const struct selection *selection,
                                  struct notes *notes)
{
    for (size_t i = 0; i < families_count; i++) {
        if (selection->named & UINT32_C(1) << i && !knows_any(summary, families[i]->name))
            notes_add(notes, NOTE_COUNTERS_ABSENT, OUTCOME_INCOMPLETE, 0,
                      "summary: %s: this kernel does not count them", families[i]->name);
    }
}

bool summary_read(struct summary *summary, const struct selection *selection,
                  enum source_choice source, const char *proc, struct notes *notes,
                  struct error *error)
{
    bool before[FILE_COUNT];
    read_texts(summary, selection, source, proc, notes);
    bool any = was_read(summary, before);
    if (!summary_compute(summary, (uint64_t)sysconf(_SC_PAGESIZE)))
        return error_set_errno(error, ENOMEM, "summary");
    note_bad_texts(summary, before, notes);
    if (notes->outcome == OUTCOME_COMPLETE)
        note_unknown_families(summary, selection, notes);
    if (!any && notes->outcome == OUTCOME_INCOMPLETE)
        notes->outcome = OUTCOME_NOTHING;
    return true;
}
