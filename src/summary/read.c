/* SPDX-License-Identifier: MIT */
#include "summary/read.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "family/families.h"
#include "family/inet.h"
#include "source/diag.h"
#include "source/procnet.h"
#include "util/file.h"
#include "util/number.h"

/* Far more than the longest of these files, which has a line for each protocol of the kernel. */
enum { FILE_SIZE_MOST = 1024 * 1024 };

/* Reads a file below `proc`. False with errno. */
static bool read_below(const char *proc, const char *path, struct strbuf *text)
{
    int directory = file_open_at(AT_FDCWD, proc, O_DIRECTORY);
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

/* How the listeners are counted: each source in turn. */
struct listeners {
    uint64_t count;
    const char *directory; /* the procfs's "net" */
    struct diag *diag;     /* NULL: netlink did not open */
    struct notes *notes;
};

static enum emit_result count_listener(void *context, const struct sock *sock)
{
    struct listeners *listeners = context;
    listeners->count += sock->have & HAVE_STATE && sock->state == STATE_LISTEN;
    return EMIT_GO;
}

/* Netlink has listeners in a table of their own, so that the others cost nothing; a file of
 * /proc/net has to be read whole. */
static void dump_listeners(struct listeners *listeners, const struct dump *dump,
                           struct dump_report *report)
{
    *report = (struct dump_report){.result = DUMP_FAILED};
    if (listeners->diag != NULL)
        diag_dump(listeners->diag, dump, report);
    if (report->result != DUMP_FAILED || report->emitted > 0)
        return;
    error_clear(&report->error);
    procnet_dump(listeners->directory, dump, report);
}

static bool note_listeners(const struct dump_report *report, struct notes *notes)
{
    bool good = report->result == DUMP_DONE && report->malformed == 0;
    if (!good)
        notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0, "summary: listeners: %s",
                  report->malformed > 0 ? "not understood" : error_message(&report->error));
    else if (report->interrupted)
        notes_add(notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 0,
                  "summary: listeners: the table changed while it was counted");
    return good;
}

/* Appends a line as sockstat has them. A kernel without IPv6 has no such table. */
static bool count_listeners(struct listeners *listeners, const struct socket_table *table,
                            struct strbuf *text)
{
    bool is_ipv6 = table->address_family == &address_inet6;
    struct dump_report report;
    struct dump dump = {
        .family = &family_tcp,
        .table = table,
        .request = {.states = state_bit(STATE_LISTEN)},
        .emitter = {count_listener, listeners},
    };
    listeners->count = 0;
    dump_listeners(listeners, &dump, &report);
    bool absent = report.result == DUMP_ABSENT && is_ipv6;
    bool good = absent || note_listeners(&report, listeners->notes);
    if (good && !absent) {
        strbuf_put_string(text, is_ipv6 ? "TCP6: listen " : "TCP: listen ");
        number_put(text, listeners->count);
        strbuf_put_char(text, '\n');
    }
    error_clear(&report.error);
    return good;
}

static void read_listeners(struct summary_text *text, enum source_choice source, const char *proc,
                           struct notes *notes)
{
    struct error ignored = {0};
    struct strbuf directory = {0};
    strbuf_put_string(&directory, proc);
    strbuf_put(&directory, "/net", sizeof("/net"));
    struct listeners listeners = {
        .directory = directory.failed ? "" : directory.data,
        .diag = source == SOURCE_PROC ? NULL : diag_open(&ignored),
        .notes = notes,
    };
    text->result = FOUND;
    for (size_t i = 0; i < family_tcp.table_count; i++) {
        if (!count_listeners(&listeners, &family_tcp.tables[i], &text->text))
            text->result = FOUND_BAD;
    }
    if (text->text.failed) {
        text->result = FOUND_BAD;
        notes_add(notes, NOTE_OUT_OF_MEMORY, OUTCOME_INCOMPLETE, 0,
                  "summary: listeners: out of memory");
    }
    diag_close(listeners.diag);
    strbuf_free(&directory);
    error_clear(&ignored);
}

static bool uses(const struct summary_row *row, size_t file)
{
    bool used = row->limit.file == file;
    for (const struct summary_term *term = row->terms; term != NULL && term->file != FILE_NONE;
         term++)
        used |= term->file == file;
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
        else
            read_listeners(&summary->texts[i], source, proc, notes);
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

/* Adds a note for each file that could be read but not understood. */
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

/* Adds a note for each family that was asked for by name and that the kernel does not have or does
 * not count. */
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
