/* SPDX-License-Identifier: MIT */
#include "arrange/sorted_rows.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

/* Rows beyond twice `most` that wait until they are sorted, so that few rows are not sorted often.
 */
enum { SPARE_ROWS = 64 };

static struct slice rest_of(const struct sorted_row *row)
{
    uint32_t length = 0;
    if (row->rest == NULL)
        return (struct slice){NULL, 0};
    memcpy(&length, row->rest, sizeof(length));
    return (struct slice){row->rest + sizeof(length), length};
}

/* No key begins with another one, so the shorter length decides nothing. */
static int compare_rests(struct slice one, struct slice other)
{
    size_t shorter = one.length < other.length ? one.length : other.length;
    return shorter == 0 ? 0 : memcmp(one.data, other.data, shorter);
}

static int compare_rows(const void *left, const void *right)
{
    const struct sorted_row *a = left, *b = right;
    int order = memcmp(a->head, b->head, sizeof(a->head));
    return order != 0 ? order : compare_rests(rest_of(a), rest_of(b));
}

static void split_key(const struct strbuf *key, struct sorted_row *row, struct slice *rest)
{
    size_t length = key->length < sizeof(row->head) ? key->length : sizeof(row->head);
    *row = (struct sorted_row){.rest = NULL};
    memcpy(row->head, key->data, length);
    *rest = (struct slice){key->data + length, key->length - length};
}

static bool keep_rest(struct arena *arena, struct slice rest, const char **place)
{
    uint32_t length = (uint32_t)rest.length;
    char *copy = rest.length == 0 ? NULL : arena_alloc(arena, sizeof(length) + rest.length);
    *place = copy;
    if (copy == NULL)
        return rest.length == 0;
    memcpy(copy, &length, sizeof(length));
    memcpy(copy + sizeof(length), rest.data, rest.length);
    return true;
}

static bool comes_too_late(const struct sorted_rows *rows, const struct sorted_row *row,
                           struct slice rest)
{
    if (!rows->is_full)
        return false;
    int order = memcmp(row->head, rows->worst.head, sizeof(row->head));
    return order > 0 || (order == 0 && compare_rests(rest, rest_of(&rows->worst)) > 0);
}

/* Copies the first `most` rows to new memory, and frees that of the others. */
static bool cut(struct sorted_rows *rows)
{
    struct sock_list list = {0};
    struct arena rests = {0};
    bool good = true;
    for (size_t i = 0; i < rows->most && good; i++) {
        struct sorted_row *row = &rows->rows[i];
        struct sock sock;
        sock_list_get(&rows->list, row->place, &sock);
        good = keep_rest(&rests, rest_of(row), &row->rest) && sock_list_add(&list, &sock);
        row->place = list.last;
    }
    sock_list_free(&rows->list);
    arena_free(&rows->rests);
    rows->list = list;
    rows->rests = rests;
    rows->count = rows->most;
    rows->is_full = true;
    rows->worst = rows->rows[rows->most - 1];
    return good;
}

bool sorted_rows_sort(struct sorted_rows *rows)
{
    if (rows->count > 0)
        qsort(rows->rows, rows->count, sizeof(*rows->rows), compare_rows);
    return rows->most == 0 || rows->count <= rows->most || cut(rows);
}

/* `most` may be greater than half of what a size_t can hold. */
static bool has_spare_rows(const struct sorted_rows *rows)
{
    return rows->most > 0 && rows->count > rows->most &&
           rows->count - rows->most >= rows->most + SPARE_ROWS;
}

bool sorted_rows_add(struct sorted_rows *rows, struct strbuf *key, const struct sock *sock)
{
    uint32_t place = htonl(rows->arrived++);
    struct sorted_row row;
    struct slice rest;
    strbuf_put(key, (const char *)&place, sizeof(place));
    if (key->failed)
        return false;
    split_key(key, &row, &rest);
    if (comes_too_late(rows, &row, rest))
        return true;
    struct sorted_row *larger =
        array_reserve(rows->rows, &rows->capacity, rows->count, sizeof(*larger));
    if (larger == NULL)
        return false;
    rows->rows = larger;
    if (!keep_rest(&rows->rests, rest, &row.rest) || !sock_list_add(&rows->list, sock))
        return false;
    row.place = rows->list.last;
    larger[rows->count++] = row;
    return !has_spare_rows(rows) || sorted_rows_sort(rows);
}

void sorted_rows_get(const struct sorted_rows *rows, size_t place, struct sock *sock)
{
    sock_list_get(&rows->list, rows->rows[place].place, sock);
}

void sorted_rows_free(struct sorted_rows *rows)
{
    size_t most = rows->most;
    sock_list_free(&rows->list);
    arena_free(&rows->rests);
    free(rows->rows);
    *rows = (struct sorted_rows){.most = most};
}
