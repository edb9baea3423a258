/* SPDX-License-Identifier: MIT */
#include "run/tables_wanted.h"

#include "family/families.h"

bool tables_reads_others(const struct tables *tables, size_t family)
{
    const struct query *query = tables->query;
    return query->needs & (NEED_PEERS | NEED_LISTENERS) && families[family]->takes_program &&
           query->selection.kinds[family] != 0;
}

bool tables_wants(const struct tables *tables, size_t family, const struct socket_table *table)
{
    return tables_reads_others(tables, family) ||
           selection_wants_table(&tables->query->selection, family, table);
}

/* A socket that is connected to nobody is no other end, and neither is what the kernel keeps of a
 * connection that is over or has not begun. */
static uint32_t other_states(const struct tables *tables, const struct family *family)
{
    uint32_t listeners = state_bit(STATE_LISTEN) | state_bit(STATE_UNCONN);
    uint32_t no_ends =
        listeners | state_bit(STATE_CLOSE) | state_bit(STATE_TIME_WAIT) | state_bit(STATE_SYN_RECV);
    uint32_t states = 0;
    if (tables->query->needs & NEED_PEERS)
        states |= family->states & ~no_ends;
    if (tables->query->needs & NEED_LISTENERS)
        states |= family->states & listeners;
    return states;
}

uint32_t tables_wanted_states(const struct tables *tables, size_t family)
{
    uint32_t states = selection_possible_states(&tables->query->selection, families[family]);
    return tables_reads_others(tables, family) ? states | other_states(tables, families[family])
                                               : states;
}

bool tables_wants_any(const struct tables *tables, size_t family)
{
    bool wanted = false;
    for (size_t i = 0; i < families[family]->table_count; i++)
        wanted |= tables_wants(tables, family, &families[family]->tables[i]);
    return wanted;
}
