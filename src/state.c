/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

const struct state_row state_rows[] = {
    {STATE_LISTEN, "LISTEN", {"listening"}, COLOUR_GREEN, "listener: waits for connections"},
    {STATE_ESTABLISHED, "ESTABLISHED", {"estab"}, COLOUR_CYAN, "connected; for UDP, it has a peer"},
    {STATE_SYN_SENT, "SYN_SENT", {NULL}, COLOUR_YELLOW, "requested a connection; no answer yet"},
    {STATE_SYN_RECV,
     "SYN_RECV",
     {"syn-rcv"},
     COLOUR_YELLOW,
     "received a request for a connection and answered it"},
    {STATE_FIN_WAIT1,
     "FIN_WAIT1",
     {"fin-wait-1"},
     COLOUR_YELLOW,
     "closed here; the peer has not yet acknowledged it"},
    {STATE_FIN_WAIT2,
     "FIN_WAIT2",
     {"fin-wait-2"},
     COLOUR_YELLOW,
     "closed here and acknowledged; the peer may still send"},
    {STATE_TIME_WAIT,
     "TIME_WAIT",
     {"timewait"},
     COLOUR_DIM,
     "closed by both; the kernel waits for late segments"},
    {STATE_CLOSE_WAIT,
     "CLOSE_WAIT",
     {NULL},
     COLOUR_RED,
     "the peer closed; the program here has not yet closed"},
    {STATE_LAST_ACK,
     "LAST_ACK",
     {NULL},
     COLOUR_YELLOW,
     "closed by both; the last acknowledgement is missing"},
    {STATE_CLOSING, "CLOSING", {NULL}, COLOUR_YELLOW, "closed by both at the same time"},
    {STATE_CLOSE,
     "CLOSE",
     {"bound-inactive"},
     COLOUR_DIM,
     "neither listening nor connected: not yet, or no longer"},
    {STATE_UNCONN,
     "UNCONN",
     {"unconnected"},
     COLOUR_GREEN,
     "datagram or raw socket without a peer"},
    {STATE_COOKIE_WAIT, "COOKIE_WAIT", {NULL}, COLOUR_YELLOW, "SCTP: sent INIT; no answer yet"},
    {STATE_COOKIE_ECHOED,
     "COOKIE_ECHOED",
     {NULL},
     COLOUR_YELLOW,
     "SCTP: returned the cookie; not yet acknowledged"},
    {STATE_SHUTDOWN_PENDING,
     "SHUTDOWN_PENDING",
     {NULL},
     COLOUR_YELLOW,
     "SCTP: closed here; data is not yet acknowledged"},
    {STATE_SHUTDOWN_SENT,
     "SHUTDOWN_SENT",
     {NULL},
     COLOUR_YELLOW,
     "SCTP: sent SHUTDOWN; no answer yet"},
    {STATE_SHUTDOWN_RECEIVED,
     "SHUTDOWN_RECEIVED",
     {NULL},
     COLOUR_RED,
     "SCTP: the peer closed; data is not yet acknowledged"},
    {STATE_SHUTDOWN_ACK_SENT,
     "SHUTDOWN_ACK_SENT",
     {"ack_sent"},
     COLOUR_YELLOW,
     "SCTP: closed by both; the last acknowledgement is missing"},
};
const size_t state_rows_count = sizeof(state_rows) / sizeof(state_rows[0]);

uint32_t state_all(void)
{
    uint32_t all = 0;
    for (size_t i = 0; i < state_rows_count; i++)
        all |= state_bit(state_rows[i].state);
    return all;
}

const struct state_row *state_find(enum state state)
{
    for (size_t i = 0; i < state_rows_count; i++) {
        if (state_rows[i].state == state)
            return &state_rows[i];
    }
    return NULL;
}

static int fold(char character)
{
    return character == '-' ? '_' : tolower((unsigned char)character);
}

static bool same_name(struct slice left, const char *right)
{
    size_t i = 0;
    while (i < left.length && right[i] != '\0' && fold(left.data[i]) == fold(right[i]))
        i++;
    return i == left.length && right[i] == '\0';
}

const struct state_row *state_find_name(struct slice name)
{
    for (size_t i = 0; i < state_rows_count; i++) {
        if (same_name(name, state_rows[i].name))
            return &state_rows[i];
        for (size_t j = 0; j < 3 && state_rows[i].aliases[j] != NULL; j++) {
            if (same_name(name, state_rows[i].aliases[j]))
                return &state_rows[i];
        }
    }
    return NULL;
}

#define BIT(state) (UINT32_C(1) << (state))
enum {
    IDLE = BIT(STATE_CLOSE) | BIT(STATE_UNCONN),
    UNCONNECTED = IDLE | BIT(STATE_LISTEN),
    BUCKET = BIT(STATE_SYN_RECV) | BIT(STATE_TIME_WAIT),
};

/* Names of more than one state. */
static const struct {
    const char *name;
    uint32_t with, without;
    const char *help; /* NULL: another spelling, which need not be listed */
} groups[] = {
    {"all", UINT32_MAX, 0, "every state"},
    {"connected", UINT32_MAX, UNCONNECTED, "every state but LISTEN, CLOSE and UNCONN"},
    {"synchronized", UINT32_MAX, UNCONNECTED | BIT(STATE_SYN_SENT),
     "those of connected, without SYN_SENT"},
    {"bucket", BUCKET, 0, "SYN_RECV and TIME_WAIT, which the kernel keeps as small records"},
    {"big", UINT32_MAX, BUCKET, "every state but those of bucket"},
    {"closed", IDLE, 0, NULL},
    {"unconnected", IDLE, 0, NULL},
};
enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

const char *state_group_word(size_t place, const char **help)
{
    bool listed = place < GROUPS && groups[place].help != NULL;
    *help = listed ? groups[place].help : NULL;
    return listed ? groups[place].name : NULL;
}

uint32_t state_set_find(struct slice name)
{
    for (size_t i = 0; i < GROUPS; i++) {
        if (same_name(name, groups[i].name))
            return state_all() & groups[i].with & ~groups[i].without;
    }
    const struct state_row *row = state_find_name(name);
    return row == NULL ? 0 : state_bit(row->state);
}

const char *state_word(size_t place)
{
    if (place < state_rows_count)
        return state_rows[place].name;
    place -= state_rows_count;
    if (place < GROUPS)
        return groups[place].name;
    place -= GROUPS;
    for (size_t i = 0; i < state_rows_count; i++) {
        for (size_t j = 0; j < 3 && state_rows[i].aliases[j] != NULL; j++) {
            if (place-- == 0)
                return state_rows[i].aliases[j];
        }
    }
    return NULL;
}

uint32_t state_list_find(struct slice list, struct slice *wrong)
{
    uint32_t all = 0;
    for (;;) {
        const char *comma = list.length == 0 ? NULL : memchr(list.data, ',', list.length);
        size_t length = comma == NULL ? list.length : (size_t)(comma - list.data);
        *wrong = (struct slice){list.data, length};
        uint32_t one = state_set_find(*wrong);
        all |= one;
        if (one == 0)
            return 0;
        if (comma == NULL)
            return all;
        list = (struct slice){comma + 1, list.length - length - 1};
    }
}
