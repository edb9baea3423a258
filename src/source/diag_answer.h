/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_DIAG_ANSWER_H
#define SOCKVIEW_SOURCE_DIAG_ANSWER_H

#include "source/kept_messages.h"
#include "source/source.h"
#include "util/id_map.h"

/* The state of reading the answer to one request. */
struct diag_answer {
    const struct dump *dump;
    uint32_t sequence;   /* sequence number of the request; messages with another one are
                          * ignored */
    uint32_t port;       /* port of our socket; messages to another one are ignored */
    bool whole;          /* the kernel sent the end of the dump */
    bool ended;          /* no more is read: the end, an error, or emit ended it */
    struct id_map *seen; /* cookies of sockets not to show again, the low half to the high half; or
                          * NULL */
    bool remembers;      /* adds the sockets that it shows to `seen` */
    struct kept_messages *kept; /* what another request told of some sockets, or NULL */
    bool keeps;                 /* adds what it reads to `kept` and shows nothing */
    uint32_t late_states; /* sockets in these states are shown as they are in `kept`; those that
                           * are not there lost their details */
};

/* Reads one received datagram. Its bytes may be anything. An error goes into the report and ends
 * the answer. */
void diag_consume(struct diag_answer *answer, void *data, size_t length,
                  struct dump_report *report);

/* Enters the failure of a dump into its report. `number` is an errno. */
void diag_fail(struct dump_report *report, const struct dump *dump, int number);

/* The type of the netlink messages that ask for a table, and of those that answer. */
uint16_t diag_message_type(const struct dump *dump);

#endif
