/* SPDX-License-Identifier: MIT */
#include "filter/code.h"

#include <linux/inet_diag.h>
#include <string.h>

/* Longest program in bytes. The kernel's check of a program takes time with the square of its
 * length. */
enum { PROGRAM_MOST = 4096 };

struct code code_constant(bool holds)
{
    return (struct code){.kind = holds ? CODE_ALWAYS : CODE_NEVER};
}

/* Moves the target of every jump that is taken when the part does not hold. */
static void move_exits(struct code *code, size_t distance)
{
    size_t length = code->bytes.failed ? 0 : code->bytes.length;
    for (size_t at = 0; at < length;) {
        struct inet_diag_bc_op operation;
        memcpy(&operation, code->bytes.data + at, sizeof(operation));
        size_t next = at + operation.yes;
        if (at + operation.no == length + sizeof(operation)) {
            operation.no = (uint16_t)(operation.no + distance);
            memcpy(code->bytes.data + at, &operation, sizeof(operation));
        }
        at = next;
    }
}

static void put_jump(struct strbuf *bytes, size_t distance)
{
    struct inet_diag_bc_op jump = {
        .code = INET_DIAG_BC_JMP,
        .yes = sizeof(jump),
        .no = (uint16_t)distance,
    };
    strbuf_put(bytes, (const char *)&jump, sizeof(jump));
}

struct code code_negate(struct code code)
{
    if (code.kind != CODE_OPERATIONS)
        return code_constant(code.kind == CODE_NEVER);
    put_jump(&code.bytes, 2 * sizeof(struct inet_diag_bc_op));
    return code;
}

/* Joins two parts when one of them is constant. For `and`, "never" decides alone and "always"
 * leaves the result to the other part; for `or` it is the reverse. */
static struct code choose(struct code left, struct code right, bool is_and)
{
    int decisive = is_and ? CODE_NEVER : CODE_ALWAYS;
    bool is_left =
        (int)left.kind == decisive || ((int)right.kind != decisive && left.kind == CODE_OPERATIONS);
    strbuf_free(is_left ? &right.bytes : &left.bytes);
    return is_left ? left : right;
}

struct code code_join(struct code left, struct code right, bool is_and)
{
    if (left.kind != CODE_OPERATIONS || right.kind != CODE_OPERATIONS)
        return choose(left, right, is_and);
    if (is_and)
        move_exits(&left, right.bytes.length);
    else
        put_jump(&left.bytes, sizeof(struct inet_diag_bc_op) + right.bytes.length);
    strbuf_put(&left.bytes, right.bytes.data, right.bytes.length);
    left.bytes.failed |= right.bytes.failed || left.bytes.length > PROGRAM_MOST;
    strbuf_free(&right.bytes);
    return left;
}

struct code code_operation(uint8_t number, const void *data, size_t length)
{
    struct code code = {.kind = CODE_OPERATIONS};
    size_t whole = sizeof(struct inet_diag_bc_op) + length;
    struct inet_diag_bc_op first = {
        .code = number,
        .yes = (uint8_t)whole,
        .no = (uint16_t)(whole + sizeof(first)),
    };
    strbuf_put(&code.bytes, (const char *)&first, sizeof(first));
    strbuf_put(&code.bytes, data, length);
    return code;
}

void code_finish(struct code *code, struct strbuf *program)
{
    if (code->kind == CODE_NEVER) /* a jump beyond the end means "no" */
        put_jump(program, 2 * sizeof(struct inet_diag_bc_op));
    else if (code->kind == CODE_OPERATIONS && !code->bytes.failed &&
             code->bytes.length <= PROGRAM_MOST)
        strbuf_put(program, code->bytes.data, code->bytes.length);
    strbuf_free(&code->bytes);
}
