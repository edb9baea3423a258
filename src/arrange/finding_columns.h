/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_FINDING_COLUMNS_H
#define SOCKVIEW_ARRANGE_FINDING_COLUMNS_H

#include "column/cells.h"
#include "value/people.h"

/* The places of the columns of a finding (--health), in the order of printing. */
enum finding_place {
    FINDING_SEVERITY,
    FINDING_CODE,
    FINDING_WHAT,
    FINDING_AMOUNT,
    FINDING_LIMIT,
    FINDING_UNIT,
    FINDING_AGE_LEAST,
    FINDING_AGE_MOST,
    FINDING_NETID,
    FINDING_LOCAL,
    FINDING_PEER,
    FINDING_PROCESSES,
    FINDING_NETNS,
    FINDING_LOOK_AT,
    FINDING_ADVICE,
    FINDING_SOCKET_COUNT,
    FINDING_SOCKETS,
    FINDING_RANK, /* never shown, as the next: findings are sorted by it */
    FINDING_PID,
    FINDING_WORDS, /* on a terminal: what and how much, in words */
    FINDING_NOTE,  /* on a terminal: the check, and what to do */
    FINDING_COLUMNS
};

/* The values of a finding. */
struct finding_cells {
    struct row_cells cells; /* but for the processes */
    const struct people *processes;
};

/* By enum finding_place. `sets` says where each is shown (enum column_set). */
extern const struct column finding_columns[FINDING_COLUMNS];

/* A finding as a sentence on a terminal (sink/sentences.h). The last one is a note. `sets` has
 * IN_NAMESPACES for what is shown only where there can be several namespaces. */
enum { FINDING_SENTENCE_PARTS = 8 };
extern const struct column finding_sentence[FINDING_SENTENCE_PARTS];

/* How bad a finding is, the worst at 0; NULL after the last. */
const char *finding_severity(size_t place);

/* The name of a column of the sockets in a finding, at a place counted from 0; NULL after the last.
 */
const char *finding_socket_column(size_t place);

/* Appends a socket as a JSON object with these columns. */
void finding_put_socket(struct strbuf *text, const struct sock *sock, struct lookups *lookups);

#endif
