/* SPDX-License-Identifier: MIT */
#include "sink/labelled.h"

#include <stdlib.h>

#include "column/number.h"

/* Labels of plain numbers are copied with a fixed length, which needs no call. It is fastest from a
 * place that is a multiple of LABEL_PLACE. A column with a longer label is not taken as plain. */
enum { LABEL_MOST = 32, LABEL_PLACE = 16, MEMO_TEXT = 44 };

enum { PLAIN_MOST = LABEL_MOST + VALUE_NUMBER_MOST }; /* bytes of a label and a plain number */
static_assert((int)PLAIN_MOST >= (int)MEMO_TEXT, "a memo may be copied whole");
static_assert(MEMO_TEXT >= LABEL_MOST + LABEL_UNKNOWN_MOST, "a memo has room for unknown and 0");

/* A column, prepared. The counts include it. */
struct labelled_step {
    const struct column *column;
    struct column_number number; /* when it is plain */
    uint32_t label;              /* where its label begins in `labels` */
    uint32_t unknown;            /* where its label begins in `unknowns` */
    uint16_t length;             /* of its label, in bytes */
    uint16_t alike;              /* so many columns from here on need the same parts of a sock */
    uint16_t plain;              /* so many of them are plain numbers in the same block */
    bool is_decimal;             /* its numbers are written in decimal */
    uint32_t never;              /* states in which some of these plain numbers are unknown */
    uint32_t end;                /* length of a block that has all of them */
};

/* What was written last for a plain number. Most numbers of a socket are those of the socket before
 * it, and then a copy is all. It fills one line of the processor's cache, so it has what is needed
 * to find that out. */
struct labelled_memo {
    uint64_t word; /* bits of the number */
    uint64_t mask; /* as in struct column_number */
    uint16_t start;
    uint8_t shift;
    uint8_t length; /* of the text: label and number, label and `unknown`, or nothing */
    char text[MEMO_TEXT];
};

static bool same_block(const struct column *left, const struct column *right)
{
    return left->get == right->get && left->fact == right->fact;
}

static bool same_parts(const struct column *left, const struct column *right)
{
    return left->have == right->have && left->facts == right->facts;
}

static bool is_plain(const struct labelled_step *step)
{
    return column_is_plain(step->column) && step->length <= LABEL_MOST;
}

/* Counts a plain number, and those after it that `next` has counted. */
static void count_plain(struct labelled_step *step, const struct labelled_step *next)
{
    step->number = column_number_of(step->column);
    step->plain = 1;
    step->never = step->number.never;
    step->end = step->number.end;
    if (next == NULL || !same_block(step->column, next->column))
        return;
    step->plain = (uint16_t)(step->plain + next->plain);
    step->never |= next->never;
    step->end = next->end > step->end ? next->end : step->end;
}

/* From the last to the first, because each counts those after it. */
static void count_runs(struct labelled *labelled)
{
    const struct labelled_step *next = NULL;
    for (size_t i = labelled->count; i-- > 0;) {
        struct labelled_step *step = &labelled->steps[i];
        if (next != NULL && !same_parts(step->column, next->column))
            next = NULL;
        step->alike = (uint16_t)(1 + (next == NULL ? 0 : next->alike));
        if (is_plain(step))
            count_plain(step, next);
        next = step;
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
        .is_decimal = value_is_decimal(column->type, form->style),
    };
    strbuf_put_string(labels, labelled->count++ == 0 ? form->first : form->before);
    if (form->named)
        strbuf_put_string(labels, column->name);
    strbuf_put_string(labels, form->after);
    step->length = (uint16_t)(labels->length - step->label);
    strbuf_pad(labels, (LABEL_PLACE - labels->length % LABEL_PLACE) % LABEL_PLACE);
    if (form->unknown == NULL || labels->failed)
        return;
    strbuf_put(unknowns, labels->data + step->label, step->length);
    strbuf_put_string(unknowns, form->unknown);
}

static char *write_number(const struct labelled *labelled, char *at,
                          const struct labelled_step *step, uint64_t number)
{
    memcpy(at, labelled->labels.data + step->label, LABEL_MOST);
    at += step->length;
    if (step->is_decimal)
        return number_write(at, number);
    return value_write_number(at, step->column->type, number, labelled->form.style);
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

/* Writes the number that these bits are, and keeps the text unless it is too long. */
static char *write_new(const struct labelled *labelled, char *at, const struct labelled_step *step,
                       uint64_t word)
{
    struct labelled_memo *memo = &labelled->memos[step - labelled->steps];
    uint64_t number;
    char *end = column_number_from(&step->number, word, &number)
                    ? write_number(labelled, at, step, number)
                    : write_unknown(labelled, at, step);
    size_t length = (size_t)(end - at);
    if (length <= MEMO_TEXT) {
        memo->word = word;
        memo->length = (uint8_t)length;
        memcpy(memo->text, at, MEMO_TEXT);
    }
    return end;
}

/* Every memo begins with what is written for 0, which is never too long. */
static void fill_memos(struct labelled *labelled)
{
    char text[PLAIN_MOST] = {0};
    for (size_t i = 0; i < labelled->count; i++) {
        const struct labelled_step *step = &labelled->steps[i];
        if (step->plain == 0)
            continue;
        labelled->memos[i].mask = step->number.mask;
        labelled->memos[i].start = step->number.start;
        labelled->memos[i].shift = step->number.shift;
        write_new(labelled, text, step, 0);
    }
}

bool labelled_open(struct labelled *labelled, const struct sink_settings *settings,
                   const struct label_form *form)
{
    assert(form->unknown == NULL || strlen(form->unknown) <= LABEL_UNKNOWN_MOST);
    labelled->form = *form;
    labelled->lookups = settings->lookups;
    labelled->steps = calloc(settings->column_count + 1, sizeof(*labelled->steps));
    labelled->memos = calloc(settings->column_count + 1, sizeof(*labelled->memos));
    if (labelled->steps == NULL || labelled->memos == NULL)
        return false;
    for (size_t i = 0; i < settings->column_count; i++) {
        if (settings->columns[i].word || !form->words)
            add_step(labelled, settings->columns[i].column);
    }
    labelled->steps[labelled->count].unknown = (uint32_t)labelled->unknowns.length;
    count_runs(labelled);
    strbuf_pad(&labelled->labels, LABEL_MOST); /* a copy of the last one goes so far */
    strbuf_pad(&labelled->unknowns, LABEL_MOST);
    if (labelled->labels.failed || labelled->unknowns.failed)
        return false;
    fill_memos(labelled);
    return true;
}

/* Puts bytes of `labels` or `unknowns`, which LABEL_MOST bytes follow. Most are short. */
static void put_prepared(struct strbuf *text, const char *bytes, size_t length)
{
    char *at = length > LABEL_MOST ? NULL : strbuf_reserve(text, LABEL_MOST);
    if (at == NULL) {
        strbuf_put(text, bytes, length);
        return;
    }
    memcpy(at, bytes, LABEL_MOST);
    text->length += length;
}

static void put_unknown(const struct labelled *labelled, struct strbuf *text,
                        const struct labelled_step *step, size_t count)
{
    if (labelled->form.unknown != NULL)
        put_prepared(text, labelled->unknowns.data + step->unknown,
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
    put_prepared(text, labelled->labels.data + step->label, step->length);
    size_t start = text->length;
    value_put(text, &value, labelled->form.style);
    if (labelled->form.finish != NULL && !value_types[value.type].is_number)
        labelled->form.finish(text, start);
}

static char *write_memo(char *at, const struct labelled_memo *memo)
{
    memcpy(at, memo->text, LABEL_MOST);
    if (memo->length > LABEL_MOST)
        memcpy(at + LABEL_MOST, memo->text + LABEL_MOST, MEMO_TEXT - LABEL_MOST);
    return at + memo->length;
}

/* For a block that has all numbers. */
static char *write_all(const struct labelled *labelled, char *at, const struct labelled_step *step,
                       const char *block)
{
    const struct labelled_step *end = step + step->plain;
    const struct labelled_memo *memo = &labelled->memos[step - labelled->steps];
    for (; step < end; step++, memo++) {
        uint64_t word;
        memcpy(&word, block + memo->start, sizeof(word));
        word = word >> memo->shift & memo->mask;
        at = word == memo->word ? write_memo(at, memo) : write_new(labelled, at, step, word);
    }
    return at;
}

/* Writes numbers of which some are unknown in this state, or not in the block. */
static char *write_some(const struct labelled *labelled, char *at, const struct labelled_step *step,
                        struct slice block, uint32_t state)
{
    const struct labelled_step *end = step + step->plain;
    for (; step < end; step++) {
        if (step->number.never & state || block.length < step->number.end)
            at = write_unknown(labelled, at, step);
        else
            at = write_new(labelled, at, step, column_number_word(&step->number, block.data));
    }
    return at;
}

/* Puts numbers of one block, without a test of the buffer for each. */
static void put_plain(const struct labelled *labelled, struct strbuf *text,
                      const struct labelled_step *step, const struct sock *sock)
{
    char room[8];
    const struct slice block = column_block(column_bytes(step->column, sock), room);
    const uint32_t state = state_bit((enum state)sock->state);
    char *at = strbuf_reserve(text, step->plain * (size_t)PLAIN_MOST);
    if (at == NULL)
        return;
    if (step->never & state || block.length < step->end)
        at = write_some(labelled, at, step, block, state);
    else
        at = write_all(labelled, at, step, block.data);
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
    free(labelled->memos);
    strbuf_free(&labelled->labels);
    strbuf_free(&labelled->unknowns);
    *labelled = (struct labelled){0};
}
