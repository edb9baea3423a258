/* SPDX-License-Identifier: MIT */
#include "cli/dialect_ss_states.h"

#include <string.h>

/* States as ss has them: LISTEN, and CLOSE or UNCONN, which are one for it. */
#define BIT(state) (UINT32_C(1) << (state))
enum {
    IDLE = BIT(STATE_UNCONN),
    LISTENING = BIT(STATE_LISTEN) | IDLE,
    BUCKET = BIT(STATE_TIME_WAIT) | BIT(STATE_SYN_RECV),
};

/* A TCP socket that is only bound is in no state that ss 6.1 knows. */
static uint32_t every_state(const struct options *options)
{
    return options->bound ? state_all() : state_all() & ~BIT(STATE_CLOSE);
}

uint32_t dialect_ss_connected(const struct options *options)
{
    return every_state(options) & ~((uint32_t)LISTENING | BUCKET | BIT(STATE_CLOSE));
}

uint32_t dialect_ss_states_of(const struct options *options, const char *family)
{
    uint32_t connected = dialect_ss_connected(options);
    const struct {
        const char *family;
        uint32_t states;
    } rows[] = {
        {"udp", BIT(STATE_ESTABLISHED)},
        {"raw_ip", BIT(STATE_ESTABLISHED)},
        {"packet", IDLE},
        {"netlink", IDLE},
        {"xdp", IDLE},
        {"tipc", connected | LISTENING},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].family, family) == 0)
            return rows[i].states;
    }
    return connected;
}

static uint32_t choose(const struct options *options)
{
    const uint32_t bound = options->bound ? BIT(STATE_CLOSE) : 0;
    if (filter_tests_states(options->query.selection.filter) || options->all)
        return every_state(options);
    if (options->listening)
        return LISTENING | bound;
    return options->queried ? dialect_ss_connected(options) : options->usual_states | bound;
}

void dialect_ss_choose_states(struct options *options)
{
    uint32_t states = choose(options);
    if (states == 0)
        states = dialect_ss_connected(options);
    options->usual_states = states;
    options->query.selection.states = options->query.events ? state_all() : states;
    options->all = false;
}

/* Whether no more than one bit is set. */
static bool is_single(uint32_t bits)
{
    return (bits & (bits - 1)) == 0;
}

/* ss has one state for CLOSE and UNCONN. */
bool dialect_ss_shows_one_state(const struct options *options)
{
    const struct filter *filter = options->query.selection.filter;
    uint32_t states = options->usual_states & filter_states(filter) & state_all();
    if (states & BIT(STATE_CLOSE))
        states = (states & ~BIT(STATE_CLOSE)) | IDLE;
    bool listens = options->listening && !filter_tests_states(filter);
    return !listens && is_single(states);
}
