/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_SORTED_ROWS_H
#define SOCKVIEW_ARRANGE_SORTED_ROWS_H

#include "sock_list.h"
#include "util/arena.h"
#include "util/strbuf.h"

/* A row with its key. The place of arrival ends the key, so no two keys are the same, and equal
 * rows keep their order. */
struct sorted_row {
    uint8_t head[8];  /* the first bytes of the key, which decide nearly always */
    const char *rest; /* length of the others, and they; NULL if there are none */
    uint64_t place;   /* in `list` */
};

/* Copies of rows, to be sorted by their keys (order_key.h). Starts zeroed, except for `most`. */
struct sorted_rows {
    size_t most;             /* setting: only so many first rows are kept; 0: all */
    struct sorted_row *rows; /* owned */
    size_t count, capacity;
    struct sock_list list;
    struct arena rests;
    uint32_t arrived;
    bool is_full;            /* `most` rows are known that come before all others so far */
    struct sorted_row worst; /* the last of them */
};

/* Adds a row with its key, to which the place of arrival is appended. The key may be changed and
 * freed after that. A row that cannot be among the first `most` is not kept. False when out of
 * memory. */
bool sorted_rows_add(struct sorted_rows *rows, struct strbuf *key, const struct sock *sock);

/* Puts the rows in their order, and leaves no more than `most`. */
bool sorted_rows_sort(struct sorted_rows *rows);

/* Fills `sock` from the row at a place below `count`. It borrows from the rows. */
void sorted_rows_get(const struct sorted_rows *rows, size_t place, struct sock *sock);

/* Frees all rows. `most` stays. */
void sorted_rows_free(struct sorted_rows *rows);

#endif
