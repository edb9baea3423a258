/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_SUMMARY_H
#define SOCKVIEW_SUMMARY_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "summary/text.h"
#include "util/strbuf.h"
#include "value/value.h"

struct selection;

/* Where a number of the summary comes from. */
enum summary_file {
    FILE_NONE,
    FILE_SOCKSTAT,
    FILE_SOCKSTAT6,
    FILE_PROTOCOLS,
    FILE_SNMP,
    FILE_LISTENERS, /* no file: the listeners that netlink counts, in the form of sockstat */
    FILE_TCP_MEM,
    FILE_UDP_MEM,
    FILE_MAX_ORPHANS,
    FILE_MAX_TIME_WAIT,
    FILE_FRAGMENTS,
    FILE_FRAGMENTS6,
    FILE_COUNT
};

/* How a file is read. */
struct summary_source {
    const char *path; /* below /proc, or NULL for FILE_LISTENERS */
    enum found (*find)(struct slice text, const char *section, const char *key, uint64_t *number);
    bool may_be_absent; /* kernels without IPv6, and limits that only the first network namespace
                           shows */
};

/* One number in a file. */
struct summary_term {
    enum summary_file file;
    const char *section;
    const char *key;
};

enum { SUMMARY_TERMS_MOST = 7 }; /* with the FILE_NONE that ends them */

/* One row of the table of what the summary tells. */
struct summary_row {
    const char *group; /* what it is about: an object in JSON, the part before the dot in a table */
    const char *name;
    const char *help;
    const char *family; /* which choice of sockets includes it (struct family), or NULL */
    unsigned addresses; /* NARROW_* when it is about one internet protocol */
    enum value_type type;
    bool pages; /* the kernel counts pages */
    struct summary_term
        terms[SUMMARY_TERMS_MOST]; /* of a sum; ends with FILE_NONE; none: unknown */
    const char *limit_name;        /* in JSON, or NULL when it has no limit */
    struct summary_term limit;
};

extern const struct summary_source summary_sources[FILE_COUNT];
extern const struct summary_row summary_rows[];
extern const size_t summary_rows_count;

/* A number, or that it is unknown. */
struct summary_number {
    uint64_t number;
    bool known;
};

/* What was read of one file. */
struct summary_text {
    struct strbuf text;
    enum found result; /* FOUND_NOTHING: the kernel has no such file; FOUND_BAD: not readable */
};

/* The answer. Starts zeroed. */
struct summary {
    struct summary_text texts[FILE_COUNT];
    struct summary_number *values; /* owned; one for each of summary_rows */
    struct summary_number *limits; /* owned; the same */
};

/* Whether the selection is about that row: everything, or the chosen families and addresses. */
bool summary_wants(const struct selection *selection, const struct summary_row *row);

/* Works all rows out of the texts. False when out of memory. A number that is cut or not
 * understood makes its file FOUND_BAD. */
bool summary_compute(struct summary *summary, uint64_t page_size);

/* Frees what the summary owns. */
void summary_free(struct summary *summary);

#endif
