/* SPDX-License-Identifier: MIT */
#include "cli/recording_checks.h"

/* Values that are looked up on this machine, or take two looks. */
enum {
    NEEDS_OF_NOW = NEED_OWNERS | NEED_HOLDERS | NEED_OWNER_DETAILS | NEED_CONTEXTS |
                   NEED_SOCKET_CONTEXTS | NEED_PEERS | NEED_LISTENERS | NEED_EPHEMERAL_PORTS |
                   NEED_RATES | NEED_CHANGES
};

static const char *find_column(const struct query *query)
{
    for (size_t i = 0; i < query->column_count; i++) {
        if (query->columns[i].column->needs & NEEDS_OF_NOW)
            return query->columns[i].column->name;
    }
    return NULL;
}

static bool fail(const struct query *query, const char *name, struct error *error)
{
    const char *source = query->as_other ? "TCPDIAG_FILE" : "--source=file";
    if (name == NULL) /* a key that is no column of the answer */
        return error_set(error, 0, "%s: a recording does not have what the rows are sorted by",
                         source);
    return error_set(error, 0,
                     "%s: a recording does not have '%s', which only the machine itself tells",
                     source, name);
}

bool recording_checks_pass(const struct query *query, struct error *error)
{
    if (query->recording.path == NULL)
        return true;
    const char *name = filter_reader(query->selection.filter, 0, NEEDS_OF_NOW);
    if (name != NULL)
        return fail(query, name, error);
    return query->as_other || !(query->needs & NEEDS_OF_NOW) ||
           fail(query, find_column(query), error);
}
