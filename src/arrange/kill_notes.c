/* SPDX-License-Identifier: MIT */
#include "arrange/kill_notes.h"

#include <errno.h>
#include <string.h>

#include "util/number.h"
#include "util/plural.h"
#include "util/strbuf.h"

enum failure failure_of(int number)
{
    switch (number) {
    case EPERM:
    case EACCES:
        return FAILURE_FORBIDDEN;
    case EOPNOTSUPP:
        return FAILURE_UNSUPPORTED;
    case ECANCELED:
        return FAILURE_CHANGED;
    case ENOENT:
    case ESTALE:
        return FAILURE_GONE;
    default:
        return FAILURE_OTHER;
    }
}

static void put_reason(struct strbuf *text, size_t count, const char *reason)
{
    if (count == 0)
        return;
    strbuf_put_string(text, text->length == 0 ? "" : ", ");
    number_put(text, count);
    strbuf_put_char(text, ' ');
    strbuf_put_string(text, reason);
}

void kill_note_failures(const struct failures *failures, size_t destroyed, enum kill_mode mode,
                        struct notes *notes)
{
    static const char *const reasons[FAILURES] = {
        [FAILURE_FORBIDDEN] = "not permitted (CAP_NET_ADMIN is needed)",
        [FAILURE_UNSUPPORTED] = "of a kind that the kernel cannot destroy",
        [FAILURE_UNSURE] = "not certain to match the filter",
        [FAILURE_CHANGED] = "no longer matched",
        [FAILURE_GONE] = "already gone or hidden by others with the same address",
    };
    struct strbuf text = {0};
    size_t failed = 0;
    for (size_t i = 0; i < FAILURES; i++) {
        failed += failures->counts[i];
        put_reason(&text, failures->counts[i],
                   i == FAILURE_OTHER ? strerror(failures->number) : reasons[i]);
    }
    if (failed > 0)
        notes_add(notes, NOTE_KILL_FAILED, OUTCOME_NOTHING, failed,
                  "kill: %zu of %zu %s %s destroyed: %.*s", failed, failed + destroyed,
                  plural(failed + destroyed, "socket", "sockets"),
                  mode == KILL_DRY ? "would not be" : "not", (int)text.length, text.data);
    strbuf_free(&text);
}

void kill_note_end(const struct killer *killer, size_t matched, size_t destroyed,
                   struct notes *notes)
{
    bool dry = killer->mode == KILL_DRY;
    if (matched == 0)
        notes_add(notes, NOTE_KILL_NOTHING, OUTCOME_COMPLETE, 0,
                  "kill: nothing %s destroyed: no socket matches", dry ? "would be" : "was");
    else if (dry)
        notes_add(notes, NOTE_KILL_DRY_RUN, OUTCOME_COMPLETE, destroyed,
                  "kill: %zu %s would be destroyed%s", destroyed,
                  plural(destroyed, "socket", "sockets"),
                  killer->permitted ? "" : " with CAP_NET_ADMIN, which is missing");
}
