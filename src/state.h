/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_STATE_H
#define SOCKVIEW_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "util/slice.h"

/* The states of RFC 9293 with the kernel's numbers (net/tcp_states.h, also what sock_diag and
 * /proc/net carry), and UNCONN for unconnected datagram and raw sockets, which the kernel reports
 * as TCP_CLOSE. */
enum state {
    STATE_UNKNOWN = 0,
    STATE_ESTABLISHED = 1,
    STATE_SYN_SENT = 2,
    STATE_SYN_RECV = 3,
    STATE_FIN_WAIT1 = 4,
    STATE_FIN_WAIT2 = 5,
    STATE_TIME_WAIT = 6,
    STATE_CLOSE = 7,
    STATE_CLOSE_WAIT = 8,
    STATE_LAST_ACK = 9,
    STATE_LISTEN = 10,
    STATE_CLOSING = 11,
    STATE_UNCONN = 12,
    /* Of SCTP associations (RFC 9260); our numbers. */
    STATE_COOKIE_WAIT = 13,
    STATE_COOKIE_ECHOED = 14,
    STATE_SHUTDOWN_PENDING = 15,
    STATE_SHUTDOWN_SENT = 16,
    STATE_SHUTDOWN_RECEIVED = 17,
    STATE_SHUTDOWN_ACK_SENT = 18,
};

/* How a state is painted on a terminal that shows colours. */
enum colour {
    COLOUR_NONE,
    COLOUR_GREEN,
    COLOUR_CYAN,
    COLOUR_YELLOW,
    COLOUR_RED,
    COLOUR_DIM,
};

/* One row of the table of states. */
struct state_row {
    enum state state;
    const char *name;       /* as printed */
    const char *aliases[3]; /* what else is understood, as ss spells it; ends with NULL */
    enum colour colour;
    const char *help;
};

extern const struct state_row state_rows[];
extern const size_t state_rows_count;

/* The bit of a state in a set of states. */
static inline uint32_t state_bit(enum state state)
{
    return UINT32_C(1) << state;
}

/* The set of every known state. */
uint32_t state_all(void);

/* The row of a state, or NULL for STATE_UNKNOWN and numbers that are no state. */
const struct state_row *state_find(enum state state);

/* The states, as bits, that a name stands for: one state by its name or an alias, or a group of ss
 * (all, connected, synchronized, bucket, big); 0 for another word. The spellings of ss that mean
 * "not connected" stand for CLOSE and UNCONN alike, as there. */
uint32_t state_set_find(struct slice name);

/* The states that names with commas between them stand for. 0 if one of them is no name of a state:
 * then `wrong` is that name, borrowed from the list. */
uint32_t state_list_find(struct slice list, struct slice *wrong);

/* The word at a place of the list of all that state_set_find understands: states first, then groups
 * and other spellings. NULL after the last. */
const char *state_word(size_t place);

/* The row whose name or alias is `name`, in any case, with `-` and `_` alike; or NULL. */
const struct state_row *state_find_name(struct slice name);

#endif
