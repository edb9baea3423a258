/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VIEW_OVERVIEW_H
#define SOCKVIEW_VIEW_OVERVIEW_H

#include "util/tally.h"
#include "value/people.h"
#include "view/view.h"

/* Listeners of one program at one port. */
struct overview_listener {
    struct row_cells cells; /* first: columns get a pointer to it */
    struct view_sample sample;
    uint32_t sockets;
    uint32_t exposures;    /* a bit for each word of overview_exposures */
    uint32_t versions;     /* a bit for each word of overview_versions */
    bool has_queue;        /* the next two are of the fullest queue */
    bool has_limit;        /**/
    uint32_t queue, limit; /* connections that wait, and the limit on them */
    uint64_t connections;  /* that came in through them and are not over */
    struct people processes;
};

/* Connections with the same direction, service and state. */
struct overview_connection {
    struct row_cells cells; /* first, likewise */
    struct view_sample sample;
    uint32_t direction; /* enum direction */
    uint32_t port;      /* of the service: the local one if it came in, else that of the peer */
    uint32_t count;
    uint32_t hosts;        /* different addresses of the other ends that are not paired */
    uint32_t paired;       /* connections whose other end is a socket of this machine */
    uint8_t last_host[16]; /* of the connection that was added last */
    struct people processes;
    struct people others; /* the processes at the other ends */
};

/* A destination to which nearly all ephemeral ports are used from a local address. */
struct overview_full {
    size_t place; /* in the tally of destinations */
    struct view_sample sample;
    uint32_t port, limit;
    uint64_t used;
    struct people processes; /* of some of the connections */
};

/* What may need attention. */
struct overview_finding {
    struct row_cells cells; /* first, likewise */
    const struct view_sample *sample;
    const char *code, *says; /* the check; what and how much (struct health_check_row) */
    uint32_t direction;      /* enum direction, of a connection */
    uint32_t port;           /* 0: it is about more than one */
    uint64_t amount, limit;
    bool has_limit;
    bool has_peer; /* it is about one destination, which the sample has */
    const struct people *processes;
};

/* How many sockets there are. */
struct overview_totals {
    struct row_cells cells; /* first, likewise */
    uint64_t sockets, tcp, udp, listening, established, time_wait, other;
    uint64_t listeners_left_out, connections_left_out; /* rows that the screen has no room for */
    bool is_hint; /* of a terminal's second row: how to see more */
};

/* A socket of a listener, and the row it is part of. */
struct overview_use {
    uint32_t place; /* in the listeners that were looked up (lookup/listeners.h) */
    uint32_t row;
};

struct overview {
    const struct view_settings *settings;
    struct tally listener_keys, connection_keys, hosts, destinations;
    struct overview_listener *listeners;     /* owned, as are all that follow */
    struct overview_connection *connections; /**/
    struct overview_finding *findings;       /**/
    struct overview_use *uses;               /**/
    struct overview_full *full;              /**/
    uint64_t *accepted;                      /* connections of each listener that was looked up */
    size_t listener_capacity, connection_capacity, finding_count, finding_capacity, use_count,
        use_capacity, accepted_count, full_count, full_capacity;
    uint32_t port_count, ports_netns; /* ports of the range in the namespace that was read last */
    const struct overview_listener **listener_order;
    const struct overview_connection **connection_order;
    size_t listeners_shown, connections_shown;
    struct overview_finding more; /* stands for those that the screen has no room for */
    struct overview_totals totals, hint;
};

/* Words by their bits. */
extern const char *const overview_exposures[];
extern const char *const overview_versions[];
enum { OVERVIEW_EXPOSURES = 5, OVERVIEW_VERSIONS = 2 };

/* Adds a listener. False when out of memory. */
bool overview_add_listener(struct overview *overview, const struct sock *sock);

/* Adds a connection. False when out of memory. */
bool overview_add_connection(struct overview *overview, const struct sock *sock);

/* Counts the local port of a connection that did not come in through a listener. False when out of
 * memory. */
bool overview_count_port(struct overview *overview, const struct sock *sock);

/* To be called after the last socket: brings the rows in their order. False when out of memory. */
bool overview_finish_listeners(struct overview *overview);
bool overview_finish_connections(struct overview *overview);

/* To be called after them: finds what needs attention. False when out of memory. */
bool overview_find(struct overview *overview);

/* How many rows there are about that. */
size_t overview_findings_rows(const struct overview *overview);

/* Fills `sock` for one of these rows. */
void overview_use_finding(const struct overview *overview, size_t place, struct sock *sock);

/* The columns of a row about what needs attention, and of a row of connections. */
enum { OVERVIEW_FINDING_COLUMNS = 17 };
extern const struct view_column overview_finding_columns[OVERVIEW_FINDING_COLUMNS];
enum { OVERVIEW_CONNECTION_COLUMNS = 13 };
extern const struct view_column overview_connection_columns[OVERVIEW_CONNECTION_COLUMNS];

extern const struct view_section overview_sections[];
enum {
    OVERVIEW_FINDINGS,
    OVERVIEW_LISTENERS,
    OVERVIEW_CONNECTIONS,
    OVERVIEW_TOTALS,
    OVERVIEW_SECTIONS
};

#endif
