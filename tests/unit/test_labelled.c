/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "output.h"
#include "sink/labelled.h"

/* Columns without lookups, many of them plain numbers. */
static const struct column_group *const groups[] = {
    &columns_tcp_info, &columns_congestion, &columns_ulp,   &columns_md5,
    &columns_memory,   &columns_sockopt,    &columns_mptcp,
};

static const enum fact facts[] = {
    FACT_TCP_INFO, FACT_MPTCP_INFO, FACT_MEMORY, FACT_CONGESTION, FACT_VEGAS,
    FACT_DCTCP,    FACT_BBR,        FACT_ULP,    FACT_SOCKOPT,
};

static void quote_all(struct strbuf *text, size_t start)
{
    strbuf_insert(text, start, "<", 1);
    strbuf_put_char(text, '>');
}

static const struct label_form forms[] = {
    {" ", " ", true, ":", NULL, VALUE_CELL, true, NULL},
    {"{\"", ",\"", true, "\":", "null", VALUE_JSON, false, NULL},
    {"", ",", false, "", "", VALUE_PLAIN, false, quote_all},
    {"", "a label of many bytes, in front of ", true, " is ", "not known", VALUE_CELL, false, NULL},
};

/* Some columns in the order of the tables, some of them words. */
static void choose_some(struct output *output, uint64_t *seed)
{
    output_start(output, "");
    size_t one_of = 1 + random_below(seed, 4);
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        for (size_t j = 0; j < groups[i]->count; j++) {
            if (random_below(seed, one_of) == 0)
                output->chosen[output->settings.column_count++] = (struct chosen_column){
                    &groups[i]->columns[j], .word = random_below(seed, 8) > 0};
        }
    }
}

/* A socket with random facts, in blocks of exactly their length. */
static struct sock random_sock(uint64_t *seed, char *blocks[])
{
    struct sock sock = sample_sock();
    sock.state = (uint8_t)random_below(seed, STATE_UNCONN + 1);
    sock.have = random_next(seed);
    for (size_t i = 0; i < COUNT_OF(facts); i++) {
        uint8_t bytes[300] = {0};
        size_t length = random_below(seed, 2) ? sizeof(bytes) : random_below(seed, sizeof(bytes));
        if (random_below(seed, 2))
            random_fill(seed, bytes, length);
        blocks[i] = exact_copy(bytes, length);
        if (random_below(seed, 3) > 0)
            sock_set_fact(&sock, facts[i], blocks[i], length);
    }
    return sock;
}

/* What labelled_put has to put, column by column. */
static void put_expected(struct strbuf *text, const struct label_form *form,
                         const struct output *output, const struct sock *sock)
{
    bool first = true;
    for (size_t i = 0; i < output->settings.column_count; i++) {
        const struct column *column = output->chosen[i].column;
        struct value value;
        if (form->words && !output->chosen[i].word)
            continue;
        bool known = column_get(column, sock, output->settings.lookups, &value);
        const char *before = first ? form->first : form->before;
        first = false;
        if (!known && form->unknown == NULL)
            continue;
        strbuf_put_string(text, before);
        strbuf_put_string(text, form->named ? column->name : "");
        strbuf_put_string(text, form->after);
        size_t start = text->length;
        if (known)
            value_put(text, &value, form->style);
        else
            strbuf_put_string(text, form->unknown);
        if (known && form->finish != NULL && !value_types[value.type].is_number)
            form->finish(text, start);
    }
}

static void check_rows(struct output *output, const struct label_form *form, uint64_t *seed)
{
    struct labelled labelled = {0};
    assert_true(labelled_open(&labelled, &output->settings, form));
    for (int i = 0; i < 20; i++) {
        char *blocks[COUNT_OF(facts)];
        struct strbuf text = {0}, expected = {0};
        const struct sock sock = random_sock(seed, blocks);
        for (int j = 0; j < 2; j++) { /* what was written before is written again */
            labelled_put(&labelled, &text, &sock);
            put_expected(&expected, form, output, &sock);
        }
        strbuf_put_char(&expected, '\0');
        assert_slice(strbuf_slice(&text), expected.data);
        strbuf_free(&text);
        strbuf_free(&expected);
        for (size_t j = 0; j < COUNT_OF(blocks); j++)
            free(blocks[j]);
    }
    labelled_free(&labelled);
}

TEST(every_value_stands_after_its_label)
{
    uint64_t seed = 1;
    for (int i = 0; i < 40; i++) {
        struct output output;
        choose_some(&output, &seed);
        for (size_t j = 0; j < COUNT_OF(forms); j++)
            check_rows(&output, &forms[j], &seed);
        output_free(&output);
    }
}

TEST(without_columns_nothing_is_put)
{
    struct output output;
    struct labelled labelled = {0};
    struct strbuf text = {0};
    const struct sock sock = sample_sock();
    output_start(&output, "");
    assert_true(labelled_open(&labelled, &output.settings, &forms[1]));
    labelled_put(&labelled, &text, &sock);
    assert_int_equal(text.length, 0);
    labelled_free(&labelled);
    strbuf_free(&text);
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_stands_after_its_label),
        cmocka_unit_test(without_columns_nothing_is_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
