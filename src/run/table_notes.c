/* SPDX-License-Identifier: MIT */
#include "run/table_notes.h"

#include <errno.h>

#include "source/procnet.h"
#include "util/plural.h"

/* Whether the table is absent because the kernel may lack IPv6. Over netlink alone, that looks the
 * same as a kernel without sock_diag, so it is not assumed then. */
static bool is_optional_ipv6(const struct tables *tables, const struct dump *dump)
{
    return dump->table->address_family->narrows == NARROW_IPV6 &&
           !(tables->query->selection.addresses & NARROW_IPV6) &&
           tables->query->source != SOURCE_NETLINK;
}

/* Whether the answer is complete without a table that was not read. The kernel may lack IPv6, or a
 * family that was not asked for by name. When netlink is forbidden, it is unknown whether families
 * that only netlink reports have sockets. */
static bool may_be_missing(const struct tables *tables, size_t family, const struct dump *dump,
                           enum dump_result result)
{
    uint32_t bit = UINT32_C(1) << family;
    bool by_name = tables->query->selection.named & bit;
    bool has_file = source_procnet.has(dump);
    if (dump->recording != NULL)
        return result != DUMP_FAILED;
    if (result == DUMP_FAILED)
        return !by_name && tables->diag == NULL && !has_file;
    if (result != DUMP_ABSENT || tables->absent & bit)
        return true;
    /* The file may exist even without sock_diag, but the query excludes it. */
    bool file_unasked = tables->query->source == SOURCE_NETLINK && has_file;
    if (!dump->family->by_default && !by_name)
        return !file_unasked;
    return is_optional_ipv6(tables, dump);
}

static void note_missing(struct tables *tables, size_t family, const struct dump_report *report)
{
    bool absent = report->result == DUMP_ABSENT;
    notes_add(tables->notes, absent ? NOTE_FAMILY_ABSENT : NOTE_TABLE_UNREADABLE,
              OUTCOME_INCOMPLETE, 0, "%s", error_message(&report->error));
    if (absent)
        tables->absent |= UINT32_C(1) << family;
}

/* A kernel without a module for the family, or a sandbox that forbids the socket or the request,
 * answers so. */
static bool is_expected(int number)
{
    static const int expected[] = {
        ENOENT,          EPERM,      EACCES, EPROTONOSUPPORT, EAFNOSUPPORT,
        ESOCKTNOSUPPORT, EOPNOTSUPP, ENOSYS, EINVAL,          ECONNREFUSED,
    };
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        if (number == expected[i])
            return true;
    }
    return false;
}

void table_notes_add_trouble(struct tables *tables, const struct dump_report *report)
{
    if (report->result == DUMP_FAILED && !is_expected(report->error.number))
        notes_add(tables->notes, NOTE_SOURCE_FAILED, OUTCOME_INCOMPLETE, 0,
                  "%s: /proc/net is read instead, which has fewer details",
                  error_message(&report->error));
}

/* Whether the kernel answered for the table: with sockets, or that it does not have it. A file that
 * is absent says nothing when netlink failed before. */
static bool is_answer(const struct tables *tables, const struct dump_report *report)
{
    if (report->result == DUMP_ABSENT)
        return !tables->failed;
    return report->result != DUMP_FAILED || report->emitted > 0;
}

void table_notes_add(struct tables *tables, size_t family, const struct dump *dump,
                     const struct dump_report *report)
{
    const char *table = dump_name(dump);
    if (!may_be_missing(tables, family, dump, report->result))
        note_missing(tables, family, report);
    if (is_answer(tables, report))
        tables->answers++;
    if (report->malformed > 0)
        notes_add(tables->notes, NOTE_SOCKETS_MALFORMED, OUTCOME_INCOMPLETE, report->malformed,
                  "%s: %zu %s could not be understood and %s left out", table, report->malformed,
                  plural(report->malformed, "socket", "sockets"),
                  plural(report->malformed, "is", "are"));
    if (report->undetailed > 0)
        notes_add(tables->notes, NOTE_DETAILS_MISSING, OUTCOME_INCOMPLETE, report->undetailed,
                  "netlink: %s: the kernel did not list the waiting connections of %zu %s", table,
                  report->undetailed, plural(report->undetailed, "listener", "listeners"));
    if (report->interrupted)
        notes_add(tables->notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 0,
                  "netlink: %s: the table changed while it was read: sockets may be missing or "
                  "shown twice",
                  table);
}
