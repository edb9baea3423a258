/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_STATE_H
#define SOCKVIEW_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "util/slice.h"

/* The states of RFC 9293 with the numbers of the kernel (net/tcp_states.h), which sock_diag and
 * /proc/net use too. UNCONN is added for unconnected datagram and raw sockets, which the kernel
 * reports as TCP_CLOSE. */
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
    /* States of SCTP associations (RFC 9260). The numbers are chosen here. */
    STATE_COOKIE_WAIT = 13,
    STATE_COOKIE_ECHOED = 14,
    STATE_SHUTDOWN_PENDING = 15,
    STATE_SHUTDOWN_SENT = 16,
    STATE_SHUTDOWN_RECEIVED = 17,
    STATE_SHUTDOWN_ACK_SENT = 18,
};

/* The colour of a state on a terminal with colours. */
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
    const char *aliases[3]; /* other accepted spellings, as in ss; ends with NULL */
    enum colour colour;
    const char *help;
};

extern const struct state_row state_rows[];
extern const size_t state_rows_count;

/* The bit of a state in a set of states; 0 for a number that is no state. */
static inline uint32_t state_bit(enum state state)
{
    return (unsigned)state < 32 ? UINT32_C(1) << state : 0;
}

/* The set of every known state. */
uint32_t state_all(void);

/* The row of a state. NULL for STATE_UNKNOWN and for numbers that are no state. */
const struct state_row *state_find(enum state state);

/* The states, as bits, that a name stands for: one state by its name or an alias, or a group of ss
 * (all, connected, synchronized, bucket, big). 0 for any other word. As in ss, every word for "not
 * connected" stands for both CLOSE and UNCONN. */
uint32_t state_set_find(struct slice name);

/* The states that a list of names, separated by commas, stands for. 0 when one of them names no
 * state; `wrong` is then that name, borrowed from the list. */
uint32_t state_list_find(struct slice list, struct slice *wrong);

/* The word at a place in the list of all words that state_set_find accepts: states first, then
 * groups and other spellings. NULL after the last. */
const char *state_word(size_t place);

/* The name of the group of states at a place, with its help; NULL after the last. */
const char *state_group_word(size_t place, const char **help);

/* The row with a name or alias, or NULL. Case does not matter, and `-` equals `_`. */
const struct state_row *state_find_name(struct slice name);

#endif
