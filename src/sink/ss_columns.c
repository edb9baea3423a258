/* SPDX-License-Identifier: MIT */
#include "sink/ss_columns.h"

#include "util/utf8.h"

/* Others choose the length of a name, and every row would be padded for it. */
enum { WIDTH_MOST = 64 };

static const struct {
    bool right;
    size_t blanks; /* after it */
} fields[SS_FIELDS] = {
    [SS_NETID] = {false, 1},  [SS_STATE] = {false, 1},     [SS_RECV_Q] = {false, 1},
    [SS_SEND_Q] = {false, 1}, [SS_LOCAL] = {true, 0},      [SS_LOCAL_PORT] = {false, 1},
    [SS_PEER] = {true, 0},    [SS_PEER_PORT] = {false, 0}, /* the rest begins with a blank */
};

static struct slice take_field(struct slice *row)
{
    const char *end = slice_find(*row, SS_FIELD_END);
    struct slice field = end == NULL ? *row : slice_until(*row, end);
    *row = slice_skip(*row, end == NULL ? row->length : field.length + 1);
    return field;
}

void ss_columns_measure(struct ss_columns *columns, struct slice row)
{
    for (size_t i = 0; i < SS_FIELDS; i++) {
        struct slice field = take_field(&row);
        size_t width = field.length == 0 ? 0 : utf8_width(field.data, field.length);
        if (width > columns->widths[i])
            columns->widths[i] = width < WIDTH_MOST ? width : WIDTH_MOST;
    }
}

void ss_columns_put(const struct ss_columns *columns, struct strbuf *output, struct slice row)
{
    for (size_t i = 0; i < SS_FIELDS; i++) {
        struct slice field = take_field(&row);
        size_t width = field.length == 0 ? 0 : utf8_width(field.data, field.length);
        size_t blanks = columns->widths[i] > width ? columns->widths[i] - width : 0;
        if (columns->widths[i] == 0 && width == 0)
            continue;
        if (fields[i].right)
            strbuf_pad(output, blanks);
        strbuf_put(output, field.data, field.length);
        strbuf_pad(output, (fields[i].right ? 0 : blanks) + fields[i].blanks);
    }
    strbuf_put(output, row.data, row.length);
}
