/* SPDX-License-Identifier: MIT */
#include "sink/labelled.h"

#include <stdlib.h>

#include "column/number.h"

/* Most labels are shorter, and a copy of a fixed length needs no call. */
enum { LABEL_USUAL = 32 };

/* A column, prepared. The counts include it. */
struct labelled_step {
    const struct column *column;
    struct column_number number; /* when it is plain */
    uint32_t label;              /* where its label begins in `labels` */
    uint32_t unknown;            /* where its label begins in `unknowns` */
    uint32_t room;               /* bytes that the plain numbers from here on take at most */
    uint16_t length;             /* of its label, in bytes */
    uint16_t alike;              /* so many columns from here on need the same parts of a sock */
    uint16_t plain;              /* so many of them are plain numbers in the same block */
    enum value_type type;
};

static bool same_block(const struct column *left, const struct column *right)
{
    return left->get == right->get && left->fact == right->fact;
}

static bool same_parts(const struct column *left, const struct column *right)
{
    return left->have == right->have && left->facts == right->facts;
}

static uint32_t room_of(const struct labelled_step *step)
{
    unsigned label = step->length < LABEL_USUAL ? LABEL_USUAL : step->length;
    return label + VALUE_NUMBER_MOST;
}

/* From the last to the first, because each counts those after it. */
static void count_runs(struct labelled *labelled)
{
    for (size_t i = labelled->count; i-- > 0;) {
        struct labelled_step *step = &labelled->steps[i];
        const struct labelled_step *next = i + 1 < labelled->count ? step + 1 : NULL;
        bool alike = next != NULL && same_parts(step->column, next->column);
        bool goes_on = alike && same_block(step->column, next->column);
        step->alike = (uint16_t)(1 + (alike ? next->alike : 0));
        if (!column_is_plain(step->column))
            continue;
        step->plain = (uint16_t)(1 + (goes_on ? next->plain : 0));
        step->room = room_of(step) + (goes_on ? next->room : 0);
        step->number = column_number_of(step->column);
    }
}

static void add_step(struct labelled *labelled, const struct column *column)
{
    const struct label_form *form = &labelled->form;
    struct strbuf *labels = &labelled->labels, *unknowns = &labelled->unknowns;
    struct labelled_step *step = &labelled->steps[labelled->count];
    *step = (struct labelled_step){
        .column = column,
        .label = (uint32_t)labels->length,
        .unknown = (uint32_t)unknowns->length,
        .type = column->type,
    };
    strbuf_put_string(labels, labelled->count++ == 0 ? form->first : form->before);
    if (form->named)
        strbuf_put_string(labels, column->name);
    strbuf_put_string(labels, form->after);
    step->length = (uint16_t)(labels->length - step->label);
    if (form->unknown == NULL || labels->failed)
        return;
    strbuf_put(unknowns, labels->data + step->label, step->length);
    strbuf_put_string(unknowns, form->unknown);
}

bool labelled_open(struct labelled *labelled, const struct sink_settings *settings,
                   const struct label_form *form)
{
    labelled->form = *form;
    labelled->lookups = settings->lookups;
    labelled->steps = calloc(settings->column_count + 1, sizeof(*labelled->steps));
    if (labelled->steps == NULL)
        return false;
    for (size_t i = 0; i < settings->column_count; i++) {
        if (settings->columns[i].word || !form->words)
            add_step(labelled, settings->columns[i].column);
    }
    labelled->steps[labelled->count].unknown = (uint32_t)labelled->unknowns.length;
    count_runs(labelled);
    strbuf_pad(&labelled->labels, LABEL_USUAL); /* a copy of the last one goes so far */
    return !labelled->labels.failed && !labelled->unknowns.failed;
}

static void put_unknown(const struct labelled *labelled, struct strbuf *text,
                        const struct labelled_step *step, size_t count)
{
    if (labelled->form.unknown != NULL)
        strbuf_put(text, labelled->unknowns.data + step->unknown,
                   step[count].unknown - step->unknown);
}

static void put_any(const struct labelled *labelled, struct strbuf *text,
                    const struct labelled_step *step, const struct sock *sock)
{
    struct value value; /* not cleared: that would take as long as the rest */
    if (!column_get(step->column, sock, labelled->lookups, &value)) {
        put_unknown(labelled, text, step, 1);
        return;
    }
    strbuf_put(text, labelled->labels.data + step->label, step->length);
    size_t start = text->length;
    value_put(text, &value, labelled->form.style);
    if (labelled->form.finish != NULL && !value_types[value.type].is_number)
        labelled->form.finish(text, start);
}

static char *write_label(const struct labelled *labelled, char *at,
                         const struct labelled_step *step)
{
    const char *label = labelled->labels.data + step->label;
    memcpy(at, label, LABEL_USUAL);
    if (step->length > LABEL_USUAL)
        memcpy(at + LABEL_USUAL, label + LABEL_USUAL, step->length - LABEL_USUAL);
    return at + step->length;
}

static char *write_number(const struct labelled *labelled, char *at,
                          const struct labelled_step *step, uint64_t number)
{
    at = write_label(labelled, at, step);
    return value_write_number(at, step->type, number, labelled->form.style);
}

static char *write_unknown(const struct labelled *labelled, char *at,
                           const struct labelled_step *step)
{
    if (labelled->form.unknown == NULL)
        return at;
    size_t length = step[1].unknown - step->unknown;
    memcpy(at, labelled->unknowns.data + step->unknown, length);
    return at + length;
}

/* Puts numbers of one block, without a test of the buffer for each. */
static void put_plain(const struct labelled *labelled, struct strbuf *text,
                      const struct labelled_step *step, const struct sock *sock)
{
    char room[8];
    const struct labelled_step *end = step + step->plain;
    const struct slice block = column_block(column_bytes(step->column, sock), room);
    const uint32_t state = state_bit((enum state)sock->state);
    char *at = strbuf_reserve(text, step->room);
    if (at == NULL)
        return;
    for (; step < end; step++) {
        uint64_t number;
        if (!(step->number.never & state) && column_number_read(&step->number, block, &number))
            at = write_number(labelled, at, step, number);
        else
            at = write_unknown(labelled, at, step);
    }
    text->length = (size_t)(at - text->data);
}

void labelled_put(const struct labelled *labelled, struct strbuf *text, const struct sock *sock)
{
    const struct labelled_step *step = labelled->steps, *end = step + labelled->count;
    while (step < end) {
        size_t count = 1;
        if (!column_has_parts(step->column, sock)) {
            count = step->alike;
            put_unknown(labelled, text, step, count);
        } else if (step->plain > 0) {
            count = step->plain;
            put_plain(labelled, text, step, sock);
        } else {
            put_any(labelled, text, step, sock);
        }
        step += count;
    }
}

void labelled_free(struct labelled *labelled)
{
    free(labelled->steps);
    strbuf_free(&labelled->labels);
    strbuf_free(&labelled->unknowns);
    *labelled = (struct labelled){0};
}
