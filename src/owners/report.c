/* SPDX-License-Identifier: MIT */
#include <linux/capability.h>
#include <string.h>
#include <unistd.h>

#include "owners/absence.h"
#include "util/capability.h"
#include "util/plural.h"

/* What hides owners, and what the user can do about it. Root in a container may lack capabilities,
 * too. */
static void put_hidden(const struct owners *owners, struct strbuf *reason)
{
    static const struct capability_pair pair = {
        CAP_SYS_PTRACE,
        CAP_DAC_READ_SEARCH,
        {NULL, "CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"}};
    const char *missing = capability_missing(&pair);
    bool is_root = geteuid() == 0;
    strbuf_put_string(reason, owners->unreadable > 0
                                  ? "some processes may not be read"
                                  : "/proc hides other users' processes (hidepid)");
    if (missing == NULL)
        return;
    strbuf_put_string(reason, is_root ? ": this root does not have " : "; root, or ");
    strbuf_put_string(reason, missing);
    strbuf_put_string(reason, is_root ? "" : ", shows them");
}

/* The first of the reasons that was seen. */
static void put_reason(struct owners *owners, struct strbuf *reason)
{
    if (owners->trouble != 0)
        strbuf_put_string(reason, "a part of /proc could not be read");
    else if (absence_count(owners, ABSENCE_HIDDEN) > 0)
        put_hidden(owners, reason);
    else if (absence_count(owners, ABSENCE_OTHER_PID_NAMESPACE) > 0)
        strbuf_put_string(reason, "this is not the first pid namespace, and a process of another "
                                  "one may hold them (look from there)");
    else if (absence_count(owners, ABSENCE_IN_FLIGHT) > 0)
        strbuf_put_string(reason, "as many descriptors wait in messages on UNIX sockets, and no "
                                  "process holds them until it receives them");
    else
        strbuf_put_string(reason, "held by the kernel, or closed during the run: nothing says "
                                  "which");
}

static void report_unseen(struct owners *owners, struct notes *notes)
{
    size_t unseen = owners_count_unseen(owners) - absence_count(owners, ABSENCE_IO_URING) -
                    absence_count(owners, ABSENCE_KERNEL);
    struct strbuf reason = {0};
    if (unseen == 0)
        return;
    put_reason(owners, &reason);
    notes_add(notes, NOTE_OWNERS_HIDDEN, owners->decide ? OUTCOME_INCOMPLETE : OUTCOME_COMPLETE,
              unseen, "owners: %zu %s an owner that could not be seen: %.*s", unseen,
              plural(unseen, "socket has", "sockets have"), (int)reason.length, reason.data);
    strbuf_free(&reason);
}

static void report_contexts(const struct owners *owners, struct notes *notes)
{
    if (owners->task_count == 0)
        return;
    if (owners->with_contexts && !owners->any_context)
        notes_add(notes, NOTE_CONTEXTS_ABSENT, OUTCOME_COMPLETE, 0,
                  "contexts: no security module gives processes a context on this system");
    else if (owners->with_socket_contexts && owners->socket_contexts.count == 0)
        notes_add(notes, NOTE_CONTEXTS_ABSENT, OUTCOME_COMPLETE, 0,
                  "contexts: no security module gives sockets a context on this system");
}

static void report_lost(const struct owners *owners, struct notes *notes)
{
    if (owners->link_lost)
        notes_add(notes, NOTE_OWNERS_FAILED, OUTCOME_INCOMPLETE, 0,
                  "owners: more than %zu descriptors refer to these sockets, so some owners are "
                  "missing: ask for fewer sockets",
                  owners->link_count);
}

static void report_trouble(struct owners *owners, struct notes *notes)
{
    size_t nameless, withheld;
    owners_count_tasks(owners, &nameless, &withheld);
    if (owners->trouble != 0)
        notes_add(notes, NOTE_OWNERS_FAILED, OUTCOME_INCOMPLETE, 0,
                  "owners: some may be missing or without a name: a part of /proc could not be "
                  "read: %s",
                  strerror(owners->trouble));
    if (nameless > 0)
        notes_add(notes, NOTE_OWNERS_HIDDEN, owners->decide ? OUTCOME_INCOMPLETE : OUTCOME_COMPLETE,
                  nameless, "owners: %zu %s a name that may not be read", nameless,
                  plural(nameless, "process has", "processes have"));
    if (withheld > 0)
        notes_add(notes, NOTE_OWNERS_HIDDEN, owners->decide ? OUTCOME_INCOMPLETE : OUTCOME_COMPLETE,
                  withheld, "owners: %zu %s details that may not be read", withheld,
                  plural(withheld, "process has", "processes have"));
}

void owners_report(struct owners *owners, struct notes *notes)
{
    if (owners->scanned)
        report_unseen(owners, notes);
    report_lost(owners, notes);
    report_trouble(owners, notes);
    report_contexts(owners, notes);
}
