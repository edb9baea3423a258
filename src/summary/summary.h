/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_SUMMARY_H
#define SOCKVIEW_SUMMARY_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/proc_text.h"
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
    FILE_LISTENERS, /* not a file: the listeners counted over netlink, in the format of sockstat */
    FILE_TCP_MEM,
    FILE_UDP_MEM,
    FILE_MAX_ORPHANS,
    FILE_MAX_TIME_WAIT,
    FILE_FRAGMENTS,
    FILE_FRAGMENTS6,
    FILE_PORT_RANGE,
    FILE_COUNT
};

/* How a file is read. */
struct summary_source {
    const char *path; /* below /proc, or NULL for FILE_LISTENERS */
    enum found (*find)(struct slice text, const char *section, const char *key, uint64_t *number);
    bool may_be_absent; /* a missing file is no error: no IPv6, or not the first network
                         * namespace */
};

/* One number in a file. */
struct summary_term {
    enum summary_file file;
    const char *section;
    const char *key;
};

/* One row of the table of summary values. */
struct summary_row {
    const char *group; /* the subject: an object in JSON, the part before the dot in a table */
    const char *name;
    const char *help;
    const char *family; /* the family (struct family) whose choice includes the row, or NULL */
    unsigned addresses; /* NARROW_* when the row is about one internet protocol */
    enum value_type type;
    bool pages;                       /* the kernel counts pages */
    const struct summary_term *terms; /* of a sum; ends with FILE_NONE; NULL: unknown */
    const char *limit_name;           /* in JSON, or NULL when it has no limit */
    struct summary_term limit;
    bool is_common;    /* shown without -v */
    const char *label; /* its name there; NULL: `name` */
    bool at_most;      /* a bound that says something only below the limit */
};

extern const struct summary_source summary_sources[FILE_COUNT];
extern const struct summary_row summary_rows[];
extern const size_t summary_rows_count;

/* A number, or unknown. */
struct summary_number {
    uint64_t number;
    bool known;
};

/* The content of one file. */
struct summary_text {
    struct strbuf text;
    enum found result; /* FOUND_NOTHING: the kernel has no such file; FOUND_BAD: not readable */
};

/* All values of a summary. Starts zeroed. */
struct summary {
    struct summary_text texts[FILE_COUNT];
    struct summary_number *values; /* owned; one for each of summary_rows */
    struct summary_number *limits; /* owned; one limit for each of summary_rows */
};

/* Whether the selection includes the row: everything was asked for, or its family and internet
 * protocol. */
bool summary_wants(const struct selection *selection, const struct summary_row *row);

/* Computes all rows from the texts. False when out of memory. A number that is cut short or not
 * understood sets its file to FOUND_BAD. */
bool summary_compute(struct summary *summary, uint64_t page_size);

/* Frees what the summary owns. */
void summary_free(struct summary *summary);

#endif
