/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_TREE_H
#define SOCKVIEW_FILTER_TREE_H

#include "column/column.h"
#include "filter/filter.h"
#include "util/arena.h"

/* What an expression is made of; for the files of filter/ alone. */

enum filter_operator {
    FILTER_EQUAL,
    FILTER_DIFFERENT,
    FILTER_LESS,
    FILTER_LESS_EQUAL,
    FILTER_GREATER,
    FILTER_GREATER_EQUAL,
    FILTER_LIKE, /* a glob (fnmatch(3)) */
    FILTER_UNLIKE,
};

/* What is compared, and so which operators and values are allowed. */
enum filter_kind {
    FILTER_AUTOBOUND,  /* whether the kernel chose the local port; takes no operator */
    FILTER_STATE,      /* a state or a group of states */
    FILTER_ENDPOINT,   /* address, prefix and port */
    FILTER_ADDRESS,    /* address and prefix */
    FILTER_PORT,       /* number or service */
    FILTER_NUMBER,     /* number or range */
    FILTER_MARK,       /* number, with or without a mask */
    FILTER_FLAG,       /* true or false */
    FILTER_HEX,        /* hexadecimal number */
    FILTER_TEXT,       /* text or list of texts */
    FILTER_NETID,      /* a kind of sockets */
    FILTER_DEVICE,     /* name or index of a network device */
    FILTER_CGROUP,     /* path of a control group */
    FILTER_PROCESS,    /* name of a process that holds the socket */
    FILTER_PROCESS_ID, /* its id */
    FILTER_DESCRIPTOR, /* its descriptor */
};

/* A name that can be compared. */
struct filter_field {
    const char *name;
    const char *help;
    enum filter_kind kind;
    const struct column *column; /* whose value is compared */
    bool of_ss;                  /* its value is read as ss reads it: a glob for a UNIX name, and
                                  * for a port what the family has in its place */
};

/* Ports of a service; the number differs between protocols. */
struct filter_service {
    const char *protocol; /* NULL: any */
    uint16_t port;
};

/* A set of numbers from `low` to `high`, or of the ports of one service. */
struct filter_ports {
    uint64_t low, high;
    const struct filter_service *services; /* NULL unless named */
    size_t service_count;
};

/* One address, or the prefix that some have in common. */
struct filter_prefix {
    int family;          /* AF_INET, AF_INET6 */
    uint8_t address[16]; /* network order */
    unsigned length;     /* bits that count */
};

/* What an end of a socket is compared with. */
struct filter_host {
    int family;                           /* AF_UNSPEC: any; else only sockets of that family.
                                           * Before it is read: what it is taken for */
    const struct filter_prefix *prefixes; /* a name can have several addresses */
    size_t prefix_count;
    const char *name; /* of families without such addresses; NULL: any */
    const char *port; /* what these show behind the colon; NULL: any */
    bool split;       /* an IPv6 address without brackets, which could go on behind the colon */
    bool has_ports;
    struct filter_ports ports;
};

struct filter_test {
    struct filter_field field;
    enum filter_operator comparison;
    unsigned needs;            /* enum need */
    struct filter_host host;   /* FILTER_ENDPOINT, FILTER_ADDRESS; the family of FILTER_PORT */
    struct filter_ports ports; /* FILTER_PORT and all that is a number */
    uint32_t mask;             /* FILTER_MARK */
    uint32_t states;           /* FILTER_STATE */
    bool is_index;             /* FILTER_DEVICE: `ports` holds an index */
    struct slice text;         /* what a text is compared with; NUL follows it */
};

enum filter_connective { FILTER_AND, FILTER_OR };

/* A test, or a list in brackets. The parts of a list are joined from left to right. */
struct filter_node {
    struct filter_node *next;          /* in the same list */
    enum filter_connective connective; /* to all that stands before it in the list */
    bool negated;
    const struct filter_test *test; /* NULL for a list */
    struct filter_node *first;      /* of a list */
};

struct filter {
    struct arena arena;      /* everything below */
    struct filter_node root; /* the whole: a list */
    struct filter *other;    /* must hold as well; owned; or NULL */
    bool ambiguous;
    bool split; /* filter_host */
};

/* The field of that name: a word of ss or a column. False when there is none. */
bool filter_field_find(struct slice name, struct filter_field *field);

/* Whether fields of a kind can be compared so. */
bool filter_kind_allows(enum filter_kind kind, enum filter_operator comparison);

/* Appends the operators that they are compared with, with blanks between. */
void filter_kind_put_operators(enum filter_kind kind, struct strbuf *buffer);

/* How an operator is written. */
const char *filter_operator_text(enum filter_operator comparison);

/* What the values of a kind are, in words: "a number, or a range such as 8000-8999". */
const char *filter_kind_text(enum filter_kind kind);

/* As much of a word as a message can show. */
enum { FILTER_WORD_SHOWN = 60 };

static inline int filter_shown(struct slice word)
{
    return word.length < FILTER_WORD_SHOWN ? (int)word.length : FILTER_WORD_SHOWN;
}

/* The operator without its negation: FILTER_EQUAL for FILTER_DIFFERENT. */
static inline enum filter_operator filter_operator_positive(enum filter_operator comparison)
{
    return comparison == FILTER_DIFFERENT ? FILTER_EQUAL
           : comparison == FILTER_UNLIKE  ? FILTER_LIKE
                                          : comparison;
}

/* Appends the command for words that another program understands ("port 22", "tcp"), if the phrase
 * begins with such; with `only_longer` only for two words or more. False if there is none. */
bool filter_put_habit(struct strbuf *hint, struct slice phrase, bool only_longer);

/* Appends the command that a word in place of a field was probably meant for: `sockview :22` for
 * 22, `sockview process nginx` for nginx. False if there is none. */
bool filter_put_look(struct strbuf *hint, struct slice word);

/* Reads the value of a test whose field and operator are set. What it refers to goes into `arena`.
 * False with `error` (the reason alone, without the place) when it is no such value. */
bool filter_operand_read(struct filter_test *test, struct slice value, struct arena *arena,
                         struct error *error);

/* The same for FILTER_ENDPOINT and FILTER_ADDRESS. */
bool filter_host_read(struct filter_test *test, struct slice value, struct arena *arena,
                      struct error *error);

/* Takes `inet:` and the like off the front of a value: the family (AF_*), AF_UNSPEC when there is
 * none. */
int filter_take_family(struct slice *text);

/* Reads a number up to `most`: decimal, or hexadecimal after 0x. */
bool filter_number_read(struct slice text, uint64_t most, uint64_t *number);

/* Reads `LOW-HIGH`, or one number for both. */
bool filter_range_read(struct slice text, uint64_t most, uint64_t *low, uint64_t *high);

/* Reads a port, a range of ports or the name of a service. What it refers to goes into `arena`.
 * False with `error` when it is none. */
bool filter_ports_read(struct filter_ports *ports, struct slice value, struct arena *arena,
                       struct error *error);

/* Whether a test holds for a socket, its negation left aside. */
bool filter_test_holds(const struct filter_test *test, const struct sock *sock,
                       struct lookups *lookups);

/* The same, given the value of the column; an empty one is enough where the test needs none. */
bool filter_value_holds(const struct filter_test *test, const struct sock *sock,
                        struct lookups *lookups, const struct value *value);

/* Whether a test is answered without the value of its column: ends that are not compared as text,
 * and a device by its number, of which 0 is none and has no name. */
bool filter_needs_no_value(const struct filter_test *test);

/* Whether an end of a socket is one of those that the host stands for. */
bool filter_host_matches(const struct filter_test *test, const struct sock *sock,
                         const struct endpoint *end, struct lookups *lookups);

/* Whether a number compares so with those from `low` to `high`; being equal is being one of them.
 */
bool filter_range_compares(uint64_t low, uint64_t high, enum filter_operator comparison,
                           uint64_t number);

/* Whether a text is like a pattern (fnmatch(3)); puts a NUL behind it. */
bool filter_glob(const char *pattern, struct strbuf *text, bool any_case);

/* Appends a name with `@` for each NUL in it, as /proc/net/unix writes names. */
void filter_put_unix_name(struct strbuf *text, struct slice name);

/* Whether a port compares so. `protocol` is the socket's in the services database, or NULL. */
bool filter_ports_match(const struct filter_ports *ports, enum filter_operator comparison,
                        const char *protocol, uint64_t number);

#endif
