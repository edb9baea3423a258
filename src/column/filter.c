/* SPDX-License-Identifier: MIT */
#include "column/filter.h"

#include <linux/filter.h>

#include "util/number.h"

/* Copies the instruction at a place. False after the last whole instruction. */
static bool instruction_at(struct slice program, size_t place, struct sock_filter *instruction)
{
    size_t at = place * sizeof(*instruction);
    if (program.length < sizeof(*instruction) || at > program.length - sizeof(*instruction))
        return false;
    memcpy(instruction, program.data + at, sizeof(*instruction));
    return true;
}

static void put_hex(struct strbuf *text, uint32_t number)
{
    strbuf_put_string(text, "0x");
    number_put_hex(text, number);
}

struct slice filter_text(struct strbuf *scratch, struct slice program)
{
    struct sock_filter instruction;
    strbuf_clear(scratch);
    for (size_t i = 0; instruction_at(program, i, &instruction); i++) {
        if (i > 0)
            strbuf_put_char(scratch, ';');
        put_hex(scratch, instruction.code);
        const uint32_t operands[] = {instruction.jt, instruction.jf, instruction.k};
        for (size_t j = 0; j < 3; j++) {
            strbuf_put_char(scratch, ',');
            number_put(scratch, operands[j]);
        }
    }
    return strbuf_slice(scratch);
}

/* How an operand is written: `#` marks a constant, `M` the scratch memory. */
enum operand {
    OPERAND_NONE,
    OPERAND_CONSTANT, /* #k */
    OPERAND_ABSOLUTE, /* [k] */
    OPERAND_INDIRECT, /* [x+k] */
    OPERAND_MEMORY,   /* M[k] */
    OPERAND_HEADER,   /* 4*([k]&0xf), the length of an IPv4 header */
    OPERAND_X,
    OPERAND_A,
    OPERAND_LENGTH, /* #len */
    OPERAND_JUMP,   /* k instructions ahead */
};

static const struct operation {
    uint16_t code;
    const char *word;
    enum operand operand;
} operations[] = {
    {BPF_LD | BPF_W | BPF_ABS, "ld", OPERAND_ABSOLUTE},
    {BPF_LD | BPF_H | BPF_ABS, "ldh", OPERAND_ABSOLUTE},
    {BPF_LD | BPF_B | BPF_ABS, "ldb", OPERAND_ABSOLUTE},
    {BPF_LD | BPF_W | BPF_IND, "ld", OPERAND_INDIRECT},
    {BPF_LD | BPF_H | BPF_IND, "ldh", OPERAND_INDIRECT},
    {BPF_LD | BPF_B | BPF_IND, "ldb", OPERAND_INDIRECT},
    {BPF_LD | BPF_IMM, "ld", OPERAND_CONSTANT},
    {BPF_LD | BPF_MEM, "ld", OPERAND_MEMORY},
    {BPF_LD | BPF_W | BPF_LEN, "ld", OPERAND_LENGTH},
    {BPF_LDX | BPF_IMM, "ldx", OPERAND_CONSTANT},
    {BPF_LDX | BPF_MEM, "ldx", OPERAND_MEMORY},
    {BPF_LDX | BPF_W | BPF_LEN, "ldx", OPERAND_LENGTH},
    {BPF_LDX | BPF_B | BPF_MSH, "ldxb", OPERAND_HEADER},
    {BPF_ST, "st", OPERAND_MEMORY},
    {BPF_STX, "stx", OPERAND_MEMORY},
    {BPF_ALU | BPF_ADD | BPF_K, "add", OPERAND_CONSTANT},
    {BPF_ALU | BPF_ADD | BPF_X, "add", OPERAND_X},
    {BPF_ALU | BPF_SUB | BPF_K, "sub", OPERAND_CONSTANT},
    {BPF_ALU | BPF_SUB | BPF_X, "sub", OPERAND_X},
    {BPF_ALU | BPF_MUL | BPF_K, "mul", OPERAND_CONSTANT},
    {BPF_ALU | BPF_MUL | BPF_X, "mul", OPERAND_X},
    {BPF_ALU | BPF_DIV | BPF_K, "div", OPERAND_CONSTANT},
    {BPF_ALU | BPF_DIV | BPF_X, "div", OPERAND_X},
    {BPF_ALU | BPF_MOD | BPF_K, "mod", OPERAND_CONSTANT},
    {BPF_ALU | BPF_MOD | BPF_X, "mod", OPERAND_X},
    {BPF_ALU | BPF_OR | BPF_K, "or", OPERAND_CONSTANT},
    {BPF_ALU | BPF_OR | BPF_X, "or", OPERAND_X},
    {BPF_ALU | BPF_AND | BPF_K, "and", OPERAND_CONSTANT},
    {BPF_ALU | BPF_AND | BPF_X, "and", OPERAND_X},
    {BPF_ALU | BPF_XOR | BPF_K, "xor", OPERAND_CONSTANT},
    {BPF_ALU | BPF_XOR | BPF_X, "xor", OPERAND_X},
    {BPF_ALU | BPF_LSH | BPF_K, "lsh", OPERAND_CONSTANT},
    {BPF_ALU | BPF_LSH | BPF_X, "lsh", OPERAND_X},
    {BPF_ALU | BPF_RSH | BPF_K, "rsh", OPERAND_CONSTANT},
    {BPF_ALU | BPF_RSH | BPF_X, "rsh", OPERAND_X},
    {BPF_ALU | BPF_NEG, "neg", OPERAND_NONE},
    {BPF_JMP | BPF_JA, "ja", OPERAND_JUMP},
    {BPF_JMP | BPF_JEQ | BPF_K, "jeq", OPERAND_CONSTANT},
    {BPF_JMP | BPF_JEQ | BPF_X, "jeq", OPERAND_X},
    {BPF_JMP | BPF_JGT | BPF_K, "jgt", OPERAND_CONSTANT},
    {BPF_JMP | BPF_JGT | BPF_X, "jgt", OPERAND_X},
    {BPF_JMP | BPF_JGE | BPF_K, "jge", OPERAND_CONSTANT},
    {BPF_JMP | BPF_JGE | BPF_X, "jge", OPERAND_X},
    {BPF_JMP | BPF_JSET | BPF_K, "jset", OPERAND_CONSTANT},
    {BPF_JMP | BPF_JSET | BPF_X, "jset", OPERAND_X},
    {BPF_RET | BPF_K, "ret", OPERAND_CONSTANT},
    {BPF_RET | BPF_X, "ret", OPERAND_X},
    {BPF_RET | BPF_A, "ret", OPERAND_A},
    {BPF_MISC | BPF_TAX, "tax", OPERAND_NONE},
    {BPF_MISC | BPF_TXA, "txa", OPERAND_NONE},
};

static const struct operation *find_operation(uint16_t code)
{
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (operations[i].code == code)
            return &operations[i];
    }
    return NULL;
}

/* Puts a decimal number between two texts. Protocols describe offsets in decimal. */
static void put_offset(struct strbuf *text, const char *before, uint64_t number, const char *after)
{
    strbuf_put_string(text, before);
    number_put(text, number);
    strbuf_put_string(text, after);
}

static void put_operand(struct strbuf *text, enum operand operand, uint32_t k, size_t place)
{
    switch (operand) {
    case OPERAND_NONE:
        break;
    case OPERAND_CONSTANT:
        strbuf_put_char(text, '#');
        put_hex(text, k);
        break;
    case OPERAND_ABSOLUTE:
        put_offset(text, "[", k, "]");
        break;
    case OPERAND_INDIRECT:
        put_offset(text, "[x+", k, "]");
        break;
    case OPERAND_MEMORY:
        put_offset(text, "M[", k, "]");
        break;
    case OPERAND_HEADER:
        put_offset(text, "4*([", k, "]&0xf)");
        break;
    case OPERAND_X:
        strbuf_put_char(text, 'x');
        break;
    case OPERAND_A:
        strbuf_put_char(text, 'a');
        break;
    case OPERAND_LENGTH:
        strbuf_put_string(text, "#len");
        break;
    case OPERAND_JUMP:
        number_put(text, (uint64_t)place + 1 + k);
        break;
    }
}

/* A conditional jump ends with its two targets: first the one taken when the test is true. */
static void put_instruction(struct strbuf *text, const struct sock_filter *instruction,
                            size_t place)
{
    const struct operation *operation = find_operation(instruction->code);
    put_offset(text, "", place, ":");
    if (operation == NULL) {
        put_hex(text, instruction->code);
        return;
    }
    strbuf_put_string(text, operation->word);
    if (operation->operand != OPERAND_NONE)
        strbuf_put_char(text, ',');
    put_operand(text, operation->operand, instruction->k, place);
    if (BPF_CLASS(instruction->code) == BPF_JMP && operation->operand != OPERAND_JUMP) {
        put_offset(text, ",", (uint64_t)place + 1 + instruction->jt, "");
        put_offset(text, ",", (uint64_t)place + 1 + instruction->jf, "");
    }
}

struct slice filter_disassemble(struct strbuf *scratch, struct slice program)
{
    struct sock_filter instruction;
    strbuf_clear(scratch);
    for (size_t i = 0; instruction_at(program, i, &instruction); i++) {
        if (i > 0)
            strbuf_put_char(scratch, ';');
        put_instruction(scratch, &instruction, i);
    }
    return strbuf_slice(scratch);
}
