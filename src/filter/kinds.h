/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_KINDS_H
#define SOCKVIEW_FILTER_KINDS_H

#include "filter/code.h"
#include "filter/next.h"
#include "filter/set.h"
#include "filter/tree.h"

/* The kinds of fields: which operators and values each of them allows, and how it is compared. Only
 * for the files of filter/. */

enum filter_kind_id {
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
    FILTER_WORD,       /* text of a column that has only certain words */
    FILTER_NETID,      /* a kind of sockets */
    FILTER_USER,       /* name or number of a user */
    FILTER_DEVICE,     /* name or index of a network device */
    FILTER_CGROUP,     /* path of a control group */
    FILTER_PROCESS,    /* name of a process that holds the socket */
    FILTER_PROCESS_ID, /* id of a process that holds the socket */
    FILTER_DESCRIPTOR, /* descriptor by which a process holds the socket */
    FILTER_PAIR,       /* two columns, compared with each other (filter_pair_read) */
};

/* The text of a value that is read. */
struct filter_operand {
    struct slice value;
    struct filter_names *names; /* its arena receives what the test refers to */
    struct error *error; /* receives the reason when it is no such value, without the place */
};

/* The socket that a test is tried on. */
struct filter_subject {
    const struct sock *sock;
    struct lookups *lookups;
    const struct value *value; /* of the field's column; empty when filter_needs_no_value */
};

/* For whom a program for the kernel is generated. */
struct filter_push {
    const struct family *family;
    struct lookups *lookups;
    bool upper; /* the code passes at least the sockets that pass the test; else at most those */
};

struct filter_kind {
    unsigned operators;       /* bits 1 << enum filter_operator; 0: no operator and no value */
    const char *text;         /* the values in words: "a number, or a range such as 10-20" */
    enum filter_values words; /* the values in completion */
    bool is_end;              /* an end of the socket; `host` of the test describes it */
    bool is_port;             /* the port of an end; `ports` of the test describes it */
    enum filter_set_form set; /* how the values of several tests are kept; of an end and of a number
                               * that stands for a name see set.c */
    bool of_sock;             /* `holds` checks itself what the socket has, and needs no value */

    /* Reads the value of a test whose field and operator are set. False with an error when it is no
     * such value. NULL when there are no operators. */
    bool (*read)(struct filter_test *test, const struct filter_operand *operand);

    /* Whether the test holds. Ignores the negation in its operator. */
    bool (*holds)(const struct filter_test *test, const struct filter_subject *subject);

    /* Generates the code for a test whose operator is neither negated nor FILTER_LIKE. NULL when
     * the kernel cannot decide it. */
    struct code (*push)(const struct filter_push *push, const struct filter_test *test);
};

/* Their place is enum filter_kind_id. */
extern const struct filter_kind filter_kinds[];

static inline bool filter_is_kind(const struct filter_field *field, enum filter_kind_id kind)
{
    return field->kind == &filter_kinds[kind];
}

/* Whether fields of a kind allow an operator. */
bool filter_kind_allows(const struct filter_kind *kind, enum filter_operator comparison);

/* Appends which values a field takes, in words. (values.c) */
void filter_put_values(const struct filter_field *field, struct strbuf *buffer);

/* Appends the operators that a kind allows, separated by blanks. */
void filter_kind_put_operators(const struct filter_kind *kind, struct strbuf *buffer);

/* Sets the error that a value, or the part of it in `wrong`, is none of the field; returns false.
 * (values.c) */
bool filter_fail_value(const struct filter_test *test, const struct filter_operand *operand,
                       struct slice wrong);

/* What the rows name: `read` (operand.c, operand_words.c), */
bool filter_read_state(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_endpoint(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_address(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_port(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_number(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_id(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_mark(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_flag(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_hex(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_text(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_word(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_netid(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_user(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_device(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_cgroup(struct filter_test *test, const struct filter_operand *operand);
bool filter_read_process(struct filter_test *test, const struct filter_operand *operand);

/* Reads an address into `host` of the test, which holds the family to read it as. (host.c) */
bool filter_host_read(struct filter_test *test, const struct filter_operand *operand,
                      bool with_port);

/* Makes a test of FILTER_PAIR of a test whose field and operator are set, when the word in the
 * place of the value is the name of a field that the first one can be compared with. False when it
 * is not. (pair.c) */
bool filter_pair_read(struct filter_test *test, struct slice word);

/* Whether a text or a number is the value of a test, or one of its set. (eval.c) */
bool filter_text_matches(const struct filter_test *test, struct slice value);
bool filter_number_matches(const struct filter_test *test, uint64_t number);

/* `holds` (eval.c, eval_named.c), */
bool filter_autobound_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_state_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_end_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_port_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_number_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_mark_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_text_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_user_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_device_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_cgroup_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_process_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_process_id_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_descriptor_holds(const struct filter_test *test, const struct filter_subject *subject);
bool filter_pair_holds(const struct filter_test *test, const struct filter_subject *subject);

/* and `push` (push.c). */
struct code filter_push_autobound(const struct filter_push *push, const struct filter_test *test);
struct code filter_push_end(const struct filter_push *push, const struct filter_test *test);
struct code filter_push_port(const struct filter_push *push, const struct filter_test *test);
struct code filter_push_mark(const struct filter_push *push, const struct filter_test *test);
struct code filter_push_device(const struct filter_push *push, const struct filter_test *test);
struct code filter_push_cgroup(const struct filter_push *push, const struct filter_test *test);

/* Generates the code for a test with a set, whose kind has `push` (push_set.c), */
struct code filter_push_set(const struct filter_push *push, const struct filter_test *test);

/* from parts: a range of ports, an address, all addresses of a family (AF_UNSPEC: of both); `peer`
 * says of which end. (push.c) */
struct code filter_push_port_range(bool peer, uint64_t low, uint64_t high);
struct code filter_push_prefix(const struct filter_prefix *prefix, bool peer);
struct code filter_push_family(int family, bool peer);

/* Whether a test is about the peer's end. (push.c) */
bool filter_is_peer(const struct filter_test *test);

#endif
