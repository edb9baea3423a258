/* SPDX-License-Identifier: MIT */
#include "arrange/health.h"

#include <linux/tcp.h>
#include <sys/socket.h>

#include "column/rates.h"
#include "family/family.h"
#include "lookup/netns_numbers.h"
#include "lookup/port_use.h"

/* TCP doubles the time between two attempts up to this (TCP_RTO_MAX, include/net/tcp.h). */
enum { ATTEMPT_MOST_US = 120 * 1000 * 1000, DOUBLINGS_MOST = 30 };

#define INFO(name, field)                                                                          \
    static const struct column name = {COLUMN_FIELD(FACT_TCP_INFO, struct tcp_info, field)}
INFO(last_ack, tcpi_last_ack_recv);
INFO(last_data, tcpi_last_data_recv);
INFO(last_sent, tcpi_last_data_sent);
INFO(backoff, tcpi_backoff);
INFO(retransmits, tcpi_retransmits);
INFO(rto, tcpi_rto);

static bool read_info(const struct column *field, const struct sock *sock, struct lookups *lookups,
                      uint64_t *number)
{
    struct value value;
    bool known =
        sock_has_fact(sock, FACT_TCP_INFO) && column_get_fact(field, sock, lookups, &value);
    *number = known ? value.number : 0;
    return known;
}

static bool is_in(const struct sock *sock, enum state state)
{
    return sock->have & HAVE_STATE && sock->state == state;
}

bool health_is_near(uint64_t amount, uint64_t limit, uint64_t percent)
{
    return amount >= (limit / 100) * percent + (limit % 100 * percent + 99) / 100;
}

static bool has_queue(const struct sock *sock)
{
    return is_in(sock, STATE_LISTEN) && sock->from->has_backlog;
}

bool health_lacks_queue(const struct sock *sock)
{
    const uint64_t queues = HAVE_RECV_Q | HAVE_SEND_Q;
    return has_queue(sock) && (sock->have & queues) != queues;
}

/* A queue is full when it is longer than its limit (sk_acceptq_is_full and unix_recvq_full in the
 * kernel). */
static bool find_full_queue(const struct sock *sock, struct lookups *lookups, uint64_t limit,
                            struct health_measure *measure)
{
    (void)lookups;
    if (!has_queue(sock) || health_lacks_queue(sock))
        return false;
    *measure = (struct health_measure){
        .amount = sock->recv_q,
        .limit = sock->send_q,
        .has_limit = true,
        .critical = sock->recv_q > sock->send_q,
    };
    return (uint64_t)sock->recv_q * 100 > (uint64_t)sock->send_q * limit;
}

/* The peer closed with its last data or after it, and nothing but its acknowledgements of ours can
 * have come since. */
static bool find_close_wait(const struct sock *sock, struct lookups *lookups, uint64_t limit,
                            struct health_measure *measure)
{
    *measure = (struct health_measure){.amount = 1, .has_age = true};
    return is_in(sock, STATE_CLOSE_WAIT) &&
           read_info(&last_ack, sock, lookups, &measure->least_ms) &&
           read_info(&last_data, sock, lookups, &measure->most_ms) &&
           measure->least_ms >= limit * 1000;
}

/* How long TCP has tried at least: the times between all attempts so far, in milliseconds. */
static uint64_t add_attempts(uint64_t first_us, uint64_t even, uint64_t doublings)
{
    uint64_t sum = first_us * even;
    for (uint64_t i = 0; i < doublings && i < DOUBLINGS_MOST; i++) {
        uint64_t pause = first_us << i;
        sum += pause < ATTEMPT_MOST_US ? pause : ATTEMPT_MOST_US;
    }
    return sum / 1000;
}

/* Attempts without an answer. With each the time to the next one doubles; an answer that helps sets
 * it back. Retransmissions double tcpi_rto itself, probes do not. The first attempts to connect
 * come at even times (net.ipv4.tcp_syn_linear_timeouts). */
static bool read_attempts(const struct sock *sock, struct lookups *lookups, bool probes,
                          uint64_t *least_ms)
{
    uint64_t doublings, pause, repeats;
    if (!read_info(&backoff, sock, lookups, &doublings) ||
        !read_info(&rto, sock, lookups, &pause) ||
        !read_info(&retransmits, sock, lookups, &repeats))
        return false;
    uint64_t even = is_in(sock, STATE_SYN_SENT) && repeats > doublings ? repeats - doublings : 0;
    *least_ms = add_attempts(probes ? pause : pause >> doublings % 32, even, doublings);
    return even + doublings > 0;
}

/* Data is sent again and again without an answer, or the peer has no room for it and TCP probes
 * whether it has. A peer that never answered leaves no trace of how long that is at most. */
static bool find_stuck_queue(const struct sock *sock, struct lookups *lookups, uint64_t limit,
                             struct health_measure *measure)
{
    bool probes = sock->timer == TIMER_PERSIST, repeats = sock->timer == TIMER_ON;
    *measure = (struct health_measure){.amount = 1, .has_age = true};
    if (!(sock->have & HAVE_SEND_Q) || !(sock->have & HAVE_TIMER) || sock->send_q == 0 ||
        is_in(sock, STATE_LISTEN) || (!probes && !repeats) ||
        !read_attempts(sock, lookups, probes, &measure->least_ms) ||
        !read_info(probes ? &last_sent : &last_ack, sock, lookups, &measure->most_ms))
        return false;
    if (is_in(sock, STATE_SYN_SENT))
        measure->most_ms = HEALTH_UNBOUNDED;
    if (measure->least_ms > measure->most_ms)
        measure->least_ms = measure->most_ms;
    return measure->least_ms >= limit * 1000;
}

bool health_counts_drops(const struct sock *sock)
{
    return sock->type != SOCK_STREAM || is_in(sock, STATE_LISTEN);
}

static bool find_drops(const struct sock *sock, struct lookups *lookups, uint64_t limit,
                       struct health_measure *measure)
{
    *measure = (struct health_measure){0};
    return health_counts_drops(sock) && column_rates_drops(sock, lookups, &measure->amount) &&
           measure->amount >= limit;
}

static bool find_used_ports(const struct sock *sock, struct lookups *lookups, uint64_t limit,
                            struct health_measure *measure)
{
    const struct netns_numbers *numbers = netns_numbers_find(&lookups->states, sock->netns);
    *measure = (struct health_measure){.has_limit = true};
    if (numbers == NULL || !netns_number_get(numbers, NETNS_PORTS, &measure->limit))
        return false;
    measure->amount = port_use_find(&lookups->states, sock);
    measure->critical = measure->amount >= measure->limit;
    return measure->amount > 0 && health_is_near(measure->amount, measure->limit, limit);
}

#define PERCENT "percent of the limit"
enum { PERCENT_MOST = 100, NUMBER_MOST = 1000 * 1000 * 1000 };

const struct health_check_row health_checks[HEALTH_CHECKS] = {
    [HEALTH_LISTEN_QUEUE] =
        {"listen_queue", "listeners with more connections waiting than their limit allows", PERCENT,
         100, PERCENT_MOST, 0, "accept_queue", "connections", "accept", "backlog %a/%l%f",
         "The program accepts too slowly: see what it does. For bursts alone, raise the backlog of "
         "listen and net.core.somaxconn.",
         .find = find_full_queue},
    [HEALTH_CLOSE_WAIT] =
        {"close_wait", "processes that do not close connections which their peers have closed",
         "seconds that a connection has been in CLOSE_WAIT", 60, NUMBER_MOST, NEED_INFO,
         "CLOSE_WAIT", "connections", "close", "%cin CLOSE_WAIT for %t",
         "The peers have closed, the program has not: a fault in it. A restart helps for a while. "
         "See -tnp state close-wait.",
         .by_process = true, .find = find_close_wait},
    [HEALTH_SEND_QUEUE] =
        {"send_queue", "processes whose data is not taken by the peer",
         "seconds that nothing has moved", 5, NUMBER_MOST, NEED_INFO, "send_queue", "connections",
         "peer", "%cstuck for %t",
         "The peer does not read, or the network loses what is sent: look at the peer, and with "
         "-tinp at retrans, unacked and snd_wnd.",
         .by_process = true, .find = find_stuck_queue},
    [HEALTH_DROPS] = {"drops", "UDP and packet sockets and listeners that lose what arrives",
                      "drops between two looks", 1, NUMBER_MOST, NEED_RATES | NEED_MEMORY, NULL,
                      "drops", "receive_buffer", "dropped %a between two looks",
                      "The program reads or accepts too slowly, or bursts are too large for its "
                      "receive buffer (SO_RCVBUF, net.core.rmem_max) or its backlog.",
                      .find = find_drops},
    [HEALTH_PORTS] =
        {"ports", "destinations to which nearly all ephemeral ports are used",
         "percent of the ports", 90, PERCENT_MOST, NEED_EPHEMERAL_PORTS, "ephemeral_ports", "ports",
         "ip_local_port_range", "uses %a/%l ephemeral ports",
         "See their states with --ports. Keep connections open and use them again, widen "
         "net.ipv4.ip_local_port_range, or use more addresses.",
         .by_destination = true, .find = find_used_ports},
    [HEALTH_DESCRIPTORS] =
        {"descriptors", "processes near their limit on open descriptors", PERCENT, 90, PERCENT_MOST,
         0, "descriptors", "descriptors", "RLIMIT_NOFILE", "uses %a/%l descriptors",
         "The program leaks descriptors, or its limit is too low: ulimit -n, or LimitNOFILE of "
         "systemd."},
    [HEALTH_KERNEL_LIMITS] = {"kernel_limits", "TCP memory, TIME_WAIT or orphans near their limits",
                              PERCENT, 90, PERCENT_MOST, 0, NULL, NULL, NULL, NULL,
                              "See the totals with -s, and what has the most sockets with -tan "
                              "--count-by state,process. "
                              "Raise the limit only if there is no fault."},
};

bool health_finds(const struct health *health, enum health_check check, const struct sock *sock,
                  struct lookups *lookups, struct health_measure *measure)
{
    return health_asks(health, check) && health_checks[check].find != NULL &&
           health_checks[check].find(sock, lookups, health->limits[check], measure);
}
