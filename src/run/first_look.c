/* SPDX-License-Identifier: MIT */
#include "run/first_look.h"

#include <errno.h>

#include "family/families.h"
#include "run/nowhere.h"
#include "run/show.h"

/* Leaves out what only the answer needs. Of TCP, findings compare listeners alone (show.c), which
 * the kernel has in a table of their own. */
static void narrow(struct query *query)
{
    unsigned of_filter = filter_needs(query->selection.filter);
    query->needs &= ~(unsigned)NEED_HOLD | of_filter;
    if (query->arrangement.health.asked == 0 || of_filter & NEED_RATES)
        return;
    query->needs &= ~(unsigned)NEED_INFO | of_filter;
    uint32_t listening = query->selection.states & state_bit(STATE_LISTEN);
    if (query->selection.apart == NULL && listening != 0) {
        query->selection.apart = &family_tcp;
        query->selection.apart_states = listening;
    }
}

bool first_look(const struct query *asked, struct lookups *lookups, struct notes *notes,
                struct error *error)
{
    struct query query = *asked;
    struct sink *nowhere = nowhere_open();
    if (nowhere == NULL)
        return error_set_errno(error, ENOMEM, "output");
    struct killer killer = {.mode = KILL_NOTHING};
    struct no_rows no_rows = {0};
    const struct show_output output = {nowhere, &killer, &no_rows, NEED_LATER};
    struct notes earlier = {0};
    narrow(&query);
    bool good = show_sockets(&query, lookups, &output, &earlier, error);
    nowhere->free(nowhere);
    notes_add_earlier(notes, &earlier);
    notes_free(&earlier);
    return good;
}
