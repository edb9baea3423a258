/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_TREE_H
#define SOCKVIEW_FILTER_TREE_H

#include "column/column.h"
#include "filter/filter.h"
#include "util/arena.h"

/* The parts of an expression. Only for the files of filter/. */

enum filter_operator {
    FILTER_EQUAL,
    FILTER_DIFFERENT,
    FILTER_LESS,
    FILTER_LESS_EQUAL,
    FILTER_GREATER,
    FILTER_GREATER_EQUAL,
    FILTER_LIKE, /* a pattern (filter_glob) */
    FILTER_UNLIKE,
};

struct filter_kind;
struct filter_names;
struct filter_set;

/* A name that a test can compare. */
struct filter_field {
    const char *name;
    const char *help;
    const struct filter_kind *kind; /* how its values are read and compared (kinds.h) */
    const struct column *column;    /* whose value is compared */
    bool of_ss;                     /* its value is read as ss reads it: a glob for a UNIX name, and
                                     * for a port what the family has in its place */
};

/* A port of a service. It can differ between protocols. */
struct filter_service {
    const char *protocol; /* NULL: any */
    uint16_t port;
};

/* The numbers from `low` to `high`, or the ports of one service. */
struct filter_ports {
    uint64_t low, high;
    const struct filter_service *services; /* NULL unless a service was named */
    size_t service_count;
};

/* An address, or a prefix. */
struct filter_prefix {
    int family;          /* AF_INET, AF_INET6 */
    uint8_t address[16]; /* network order */
    unsigned length;     /* bits that are compared */
};

/* The value that an end of a socket is compared with. */
struct filter_host {
    int family;                           /* only sockets of this family match; AF_UNSPEC: any.
                                           * Before the value is read: the family to read it as */
    const struct filter_prefix *prefixes; /* several when a host name has several addresses */
    size_t prefix_count;
    const char *name; /* for families without such addresses; NULL: any */
    const char *port; /* for the same families: the text after the colon; NULL: any */
    bool split;       /* an IPv6 address without brackets, which could continue after the colon */
    bool has_ports;
    struct filter_ports ports;
};

struct filter_test {
    struct filter_field field;
    enum filter_operator comparison;
    unsigned needs;               /* enum need */
    struct filter_host host;      /* FILTER_ENDPOINT, FILTER_ADDRESS; the family of FILTER_PORT */
    struct filter_ports ports;    /* FILTER_PORT and every kind that is a number */
    uint32_t mask;                /* FILTER_MARK */
    uint32_t states;              /* FILTER_STATE */
    bool is_index;                /* FILTER_DEVICE, FILTER_USER: `ports` holds the number */
    bool is_cut;                  /* FILTER_PROCESS: `text` is the beginning of a longer name, or a
                                   * pattern that matches only longer ones */
    struct slice text;            /* the text to compare with; a NUL follows it */
    const struct column *other;   /* FILTER_PAIR: the column to compare with; else NULL */
    uint64_t scale, other_scale;  /* FILTER_PAIR: what the numbers of the two are multiplied with */
    const struct filter_set *set; /* the values of several tests that became this one, or NULL */
};

/* What must be known of a socket (HAVE_*) for all values that a test reads. */
static inline uint64_t filter_test_have(const struct filter_test *test)
{
    return test->field.column->have | (test->other != NULL ? test->other->have : 0);
}

enum filter_connective { FILTER_AND, FILTER_OR };

/* A test, or a list in brackets. The parts of a list are joined from left to right. */
struct filter_node {
    struct filter_node *next;          /* in the same list */
    enum filter_connective connective; /* to everything before it in the list */
    bool negated;
    const struct filter_test *test; /* NULL for a list */
    struct filter_node *first;      /* first part of a list */
};

struct filter {
    struct arena arena;        /* owns everything below */
    struct filter_node root;   /* the whole expression, which is a list */
    struct filter_node joined; /* the same in fewer tests (join.h), for the kernel */
    struct filter_node judged; /* the same with few brackets to judge for a socket (narrow.h) */
    uint64_t reads;            /* HAVE_*: what all tests read */
    unsigned needs;            /* enum need: what all tests need */
    struct filter *other;      /* a filter that must hold too; owned; or NULL */
    bool ambiguous;
    bool split; /* any filter_host.split */
};

/* Calls `each` for every test of an expression (NULL: none) until it answers false. */
void filter_walk(const struct filter *filter,
                 bool (*each)(const struct filter_test *test, void *context), void *context);

/* Finds a field by name: a word of ss or a column. False when there is none. */
bool filter_field_find(struct slice name, struct filter_field *field);

/* Bytes of a word that a message shows at most. */
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

/* Whether a test compares with a pattern. */
static inline bool filter_is_glob(const struct filter_test *test)
{
    return filter_operator_positive(test->comparison) == FILTER_LIKE;
}

/* Appends the command for words of another program ("port 22", "tcp") when the phrase begins with
 * them. With `only_longer`, only phrases of two or more words count. False when there is none. */
bool filter_put_habit(struct strbuf *hint, struct slice phrase, bool only_longer);

/* Appends the command that a word in the place of a field was probably meant for: `sockview :22`
 * for 22, `sockview process nginx` for nginx. False when there is none. */
bool filter_put_look(struct strbuf *hint, struct slice word);

/* Removes a prefix such as `inet:` from a value. Returns its family (AF_*), AF_UNSPEC when there is
 * no prefix. */
int filter_take_family(struct slice *text);

/* Reads a number, decimal or after 0x hexadecimal. False when it is none or exceeds `most`. */
bool filter_number_read(struct slice text, uint64_t most, uint64_t *number);

/* Reads `LOW-HIGH`, or one number for both. False when it is neither, or a number exceeds
 * `most`. */
bool filter_range_read(struct slice text, uint64_t most, uint64_t *low, uint64_t *high);

/* Reads a port, a range of ports or the name of a service. What it refers to goes into the arena of
 * `names`. False with `error` when it is none of these. */
bool filter_ports_read(struct filter_ports *ports, struct slice value, struct filter_names *names,
                       struct error *error);

/* Computes the value that a test compares: that of the column, with the name of a service even with
 * -n. False when it is unknown. */
bool filter_get_value(const struct filter_test *test, const struct sock *sock,
                      struct lookups *lookups, struct value *value);

/* Whether a test holds for a socket. Ignores the negation in its operator. */
bool filter_test_holds(const struct filter_test *test, const struct sock *sock,
                       struct lookups *lookups);

/* Like filter_test_holds, with the value of the column. The value may be empty when the test needs
 * none (filter_needs_no_value). */
bool filter_value_holds(const struct filter_test *test, const struct sock *sock,
                        struct lookups *lookups, const struct value *value);

/* Whether a test does not need the value of its column. That is so for ends that are not compared
 * as text, and for a device by index: index 0 means no device and has no name. */
bool filter_needs_no_value(const struct filter_test *test);

/* Whether an end of a socket is one of those that the host describes. */
bool filter_host_matches(const struct filter_test *test, const struct sock *sock,
                         const struct endpoint *end, struct lookups *lookups);

/* Compares a number with the range from `low` to `high`. FILTER_EQUAL means that it is in the
 * range. */
bool filter_range_compares(uint64_t low, uint64_t high, enum filter_operator comparison,
                           uint64_t number);

/* Puts the numbers for which such a comparison holds in the place of `low` and `high`. False when
 * it holds for none. */
bool filter_range_of(uint64_t *low, uint64_t *high, enum filter_operator comparison);

/* Whether a text matches a pattern, whatever the locale: `*`, `?`, `[...]` with ranges and classes
 * of ASCII (`[:digit:]`), `[!...]` or `[^...]`, and a backslash before a character that stands for
 * itself. Both are UTF-8, and a byte that is not is one character. A bracket that is never closed
 * stands for itself; a backslash at the end matches nothing. `any_case` is about ASCII letters. */
bool filter_glob(const char *pattern, const struct strbuf *text, bool any_case);

/* Whether a text, or one that begins with it, can match the pattern. */
bool filter_glob_begins(const char *pattern, struct slice text);

/* A text of fewer bytes cannot match the pattern. */
size_t filter_glob_least(struct slice pattern);

/* Bytes of a process name that the kernel keeps (TASK_COMM_LEN without the NUL). */
enum { FILTER_NAME_MOST = 15 };

/* Appends a name, with `@` for each NUL in it, as in /proc/net/unix. */
void filter_put_unix_name(struct strbuf *text, struct slice name);

/* Whether a comparison with a port holds. `protocol` is the name of the socket's protocol in the
 * services database, or NULL. */
bool filter_ports_match(const struct filter_ports *ports, enum filter_operator comparison,
                        const char *protocol, uint64_t number);

#endif
