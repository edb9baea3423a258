/* SPDX-License-Identifier: MIT */
#include <linux/filter.h>

#include "column/filter.h"
#include "column/flags.h"
#include "support.h"

static const struct sock_filter program[] = {
    {BPF_LD | BPF_H | BPF_ABS, 0, 0, 12},
    {BPF_JMP | BPF_JEQ | BPF_K, 0, 8, 0x800},
    {BPF_LDX | BPF_B | BPF_MSH, 0, 0, 14},
    {BPF_LD | BPF_H | BPF_IND, 0, 0, 16},
    {BPF_ST, 0, 0, 3},
    {BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0},
    {BPF_MISC | BPF_TAX, 0, 0, 0},
    {BPF_JMP | BPF_JGT | BPF_X, 1, 0, 0},
    {BPF_JMP | BPF_JA, 0, 0, 1},
    {BPF_RET | BPF_A, 0, 0, 0},
    {BPF_LD | BPF_W | BPF_LEN, 0, 0, 0},
    {BPF_RET | BPF_K, 0, 0, 0xffffffff},
    {0xffff, 1, 2, 3},
};

static struct slice bytes(size_t length)
{
    return (struct slice){(const char *)program, length};
}

TEST(instructions_are_four_numbers)
{
    struct strbuf text = {0};
    assert_slice(filter_text(&text, bytes(3 * sizeof(program[0]))),
                 "0x28,0,0,12;0x15,0,8,2048;0xb1,0,0,14");
    assert_slice(filter_text(&text, bytes(0)), "");
    strbuf_free(&text);
}

TEST(every_form_of_operand_is_written)
{
    struct strbuf text = {0};
    assert_slice(filter_disassemble(&text, bytes(sizeof(program))),
                 "0:ldh,[12];1:jeq,#0x800,2,10;2:ldxb,4*([14]&0xf);3:ldh,[x+16];4:st,M[3];"
                 "5:add,x;6:tax;7:jgt,x,9,8;8:ja,10;9:ret,a;10:ld,#len;11:ret,#0xffffffff;"
                 "12:0xffff");
    strbuf_free(&text);
}

TEST(an_instruction_that_is_cut_is_left_out)
{
    for (size_t length = 0; length < 2 * sizeof(program[0]); length++) {
        struct strbuf text = {0};
        char *copy = exact_copy(program, length);
        const char *expected = length < sizeof(program[0]) ? "" : "0:ldh,[12]";
        assert_slice(filter_disassemble(&text, (struct slice){copy, length}), expected);
        free(copy);
        strbuf_free(&text);
    }
}

TEST(a_jump_can_be_as_far_as_its_number_says)
{
    const struct sock_filter far = {BPF_JMP | BPF_JA, 0, 0, 0xffffffff};
    struct strbuf text = {0};
    assert_slice(filter_disassemble(&text, (struct slice){(const char *)&far, sizeof(far)}),
                 "0:ja,4294967296");
    strbuf_free(&text);
}

TEST(flags_are_words_and_unknown_ones_numbers)
{
    static const struct flag_word words[] = {{1, "one"}, {4, "four"}};
    struct strbuf text = {0};
    assert_slice(flags_text(&text, words, 2, 0), "none");
    assert_slice(flags_text(&text, words, 2, 5), "one,four");
    assert_slice(flags_text(&text, words, 2, 0x80000004), "four,0x80000000");
    assert_slice(flags_text(&text, words, 2, 2), "0x2");
    strbuf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instructions_are_four_numbers),
        cmocka_unit_test(every_form_of_operand_is_written),
        cmocka_unit_test(an_instruction_that_is_cut_is_left_out),
        cmocka_unit_test(a_jump_can_be_as_far_as_its_number_says),
        cmocka_unit_test(flags_are_words_and_unknown_ones_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
