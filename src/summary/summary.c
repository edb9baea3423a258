/* SPDX-License-Identifier: MIT */
#include "summary/summary.h"

#include <stdlib.h>

#include "filter/selection.h"

static bool wants_family(const struct selection *selection, const char *name)
{
    bool any = false;
    for (size_t i = 0; i < families_count; i++) {
        any |= selection->kinds[i] != 0;
        if (name != NULL && selection->kinds[i] != 0 &&
            slice_equals(slice_of(name), families[i]->name))
            return true;
    }
    return !any || (name == NULL && selection->named == 0);
}

/* A row about both internet protocols has no part of its own for one of them. */
bool summary_wants(const struct selection *selection, const struct summary_row *row)
{
    bool narrow = selection->addresses == NARROW_IPV4 || selection->addresses == NARROW_IPV6;
    if (narrow && !(row->addresses & selection->addresses))
        return false;
    return wants_family(selection, row->family);
}

static enum found find(struct summary *summary, const struct summary_term *term, uint64_t *number)
{
    struct summary_text *text = &summary->texts[term->file];
    if (text->result != FOUND)
        return text->result;
    enum found result = summary_sources[term->file].find(strbuf_slice(&text->text), term->section,
                                                         term->key, number);
    if (result == FOUND_BAD)
        text->result = FOUND_BAD;
    return result;
}

/* A term that the kernel does not have (no IPv6) adds nothing. The sum is unknown only when the
 * kernel has none of the terms. */
static struct summary_number sum(struct summary *summary, const struct summary_term *terms)
{
    struct summary_number total = {0, false};
    for (; terms != NULL && terms->file != FILE_NONE; terms++) {
        uint64_t number = 0;
        enum found result = find(summary, terms, &number);
        if (result == FOUND_BAD)
            return (struct summary_number){0, false};
        total.known |= result == FOUND;
        total.number += number;
    }
    return total;
}

static struct summary_number find_limit(struct summary *summary, const struct summary_row *row)
{
    struct summary_number limit = {0, false};
    limit.known = row->limit_name != NULL && find(summary, &row->limit, &limit.number) == FOUND;
    return limit;
}

static struct summary_number scale(struct summary_number number, uint64_t factor)
{
    if (number.number > UINT64_MAX / factor)
        return (struct summary_number){0, false};
    number.number *= factor;
    return number;
}

bool summary_compute(struct summary *summary, uint64_t page_size)
{
    summary->values = calloc(summary_rows_count, sizeof(*summary->values));
    summary->limits = calloc(summary_rows_count, sizeof(*summary->limits));
    if (summary->values == NULL || summary->limits == NULL)
        return false;
    for (size_t i = 0; i < summary_rows_count; i++) {
        uint64_t factor = summary_rows[i].pages ? page_size : 1;
        summary->values[i] = scale(sum(summary, summary_rows[i].terms), factor);
        summary->limits[i] = scale(find_limit(summary, &summary_rows[i]), factor);
        if (summary_rows[i].at_most &&
            (!summary->limits[i].known || summary->values[i].number >= summary->limits[i].number))
            summary->values[i] = (struct summary_number){0, false};
    }
    return true;
}

void summary_free(struct summary *summary)
{
    for (size_t i = 0; i < FILE_COUNT; i++)
        strbuf_free(&summary->texts[i].text);
    free(summary->values);
    free(summary->limits);
    *summary = (struct summary){0};
}
