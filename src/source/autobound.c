/* SPDX-License-Identifier: MIT */
#include "source/autobound.h"

#include <linux/inet_diag.h>

static enum emit_result take(void *context, const struct sock *sock)
{
    struct autobound *autobound = context;
    uint32_t low = (uint32_t)sock->cookie, high = (uint32_t)(sock->cookie >> 32);
    if (sock->have & HAVE_COOKIE && id_map_insert(&autobound->cookies, low, high) == NULL)
        return EMIT_ERROR;
    return EMIT_GO;
}

void autobound_learn(struct autobound *autobound, struct diag *diag, const struct dump *dump)
{
    /* When the operation holds, execution continues at the end of the program, which accepts the
     * socket. Otherwise it continues after the end, which rejects it. */
    static const struct inet_diag_bc_op program = {
        .code = INET_DIAG_BC_AUTO, .yes = sizeof(program), .no = 2 * sizeof(program)};
    struct dump chosen = *dump;
    struct dump_report report;
    chosen.request.needs = 0;
    chosen.request.program = (struct slice){(const char *)&program, sizeof(program)};
    chosen.request.program_decides = true;
    chosen.emitter = (struct emitter){take, autobound};
    diag_dump(diag, &chosen, &report);
    autobound->known = report.result == DUMP_DONE || report.result == DUMP_ABSENT;
    if (!autobound->known)
        autobound_free(autobound);
    error_clear(&report.error);
}

void autobound_apply(struct autobound *autobound, struct sock *sock)
{
    if (!autobound->known || !(sock->have & HAVE_COOKIE))
        return;
    const uint32_t *high = id_map_find(&autobound->cookies, (uint32_t)sock->cookie);
    sock->autobound = high != NULL && *high == (uint32_t)(sock->cookie >> 32);
    sock->have |= HAVE_AUTOBOUND;
}

void autobound_free(struct autobound *autobound)
{
    id_map_free(&autobound->cookies);
    *autobound = (struct autobound){0};
}
