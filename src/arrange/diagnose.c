/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arrange/arrange.h"
#include "arrange/finding_columns.h"
#include "arrange/findings.h"

/* Takes the sockets at which a check found something, and hands findings on when all have come. */
struct diagnose {
    struct sink sink;
    struct sink *next; /* owned */
    const char *proc;
    struct health health;
    struct findings findings;
    struct strbuf packed;        /* of all findings, one after the other */
    struct finding_cells *cells; /* of each finding; owned */
};

static bool diagnose_begin(struct sink *sink, struct error *error)
{
    struct diagnose *diagnose = (struct diagnose *)sink;
    return diagnose->next->begin(diagnose->next, error);
}

static bool fail(struct error *error)
{
    return error_set_errno(error, ENOMEM, "findings");
}

static enum emit_result diagnose_row(struct sink *sink, const struct sock *sock,
                                     struct error *error)
{
    struct diagnose *diagnose = (struct diagnose *)sink;
    findings_add_socket(&diagnose->findings, sock);
    if (!diagnose->findings.failed)
        return EMIT_GO;
    fail(error);
    return EMIT_ERROR;
}

/* Packs the findings before any is handed on: a step after this one may keep them to the end. */
static bool pack_findings(struct diagnose *diagnose)
{
    size_t count = diagnose->findings.count, start = 0;
    diagnose->cells = calloc(count + 1, sizeof(*diagnose->cells));
    for (size_t i = 0; diagnose->cells != NULL && i < count; i++) {
        size_t before = diagnose->packed.length;
        findings_pack(&diagnose->findings, i, &diagnose->packed);
        diagnose->cells[i].cells.packed.length = diagnose->packed.length - before;
        diagnose->cells[i].cells.weight = 1;
        diagnose->cells[i].processes = &diagnose->findings.items[i].processes;
    }
    if (diagnose->cells == NULL || diagnose->packed.failed || diagnose->findings.failed)
        return false;
    for (size_t i = 0; i < count; i++) {
        diagnose->cells[i].cells.packed.data = diagnose->packed.data + start;
        start += diagnose->cells[i].cells.packed.length;
    }
    return true;
}

static bool diagnose_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct diagnose *diagnose = (struct diagnose *)sink;
    enum emit_result result = EMIT_GO;
    findings_add_rest(&diagnose->findings, diagnose->proc, notes);
    if (!pack_findings(diagnose))
        return fail(error);
    for (size_t i = 0; i < diagnose->findings.count && result == EMIT_GO; i++) {
        const struct sock row = {.cells = &diagnose->cells[i].cells};
        result = diagnose->next->row(diagnose->next, &row, error);
    }
    return result != EMIT_ERROR && diagnose->next->end(diagnose->next, notes, error);
}

static void diagnose_free(struct sink *sink)
{
    struct diagnose *diagnose = (struct diagnose *)sink;
    diagnose->next->free(diagnose->next);
    findings_free(&diagnose->findings);
    strbuf_free(&diagnose->packed);
    free(diagnose->cells);
    free(diagnose);
}

struct sink *arrange_diagnose(struct sink *next, const struct arrange_settings *settings)
{
    if (settings->arrangement.health.asked == 0)
        return next;
    struct diagnose *diagnose = calloc(1, sizeof(*diagnose));
    if (diagnose == NULL) {
        next->free(next);
        return NULL;
    }
    *diagnose = (struct diagnose){
        .sink = {diagnose_begin, diagnose_row, diagnose_end, diagnose_free},
        .next = next,
        .proc = settings->proc,
        .health = settings->arrangement.health,
    };
    diagnose->findings.health = &diagnose->health;
    diagnose->findings.lookups = settings->lookups;
    return &diagnose->sink;
}
