/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_CODE_H
#define SOCKVIEW_FILTER_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/strbuf.h"

/* Programs for the kernel (INET_DIAG_REQ_BYTECODE, linux/inet_diag.h), put together from parts.
 * Only for the files of filter/. */

/* A part of a program. When it holds, execution continues at its end. When it does not, execution
 * continues 4 bytes after its end. The kernel reads a jump beyond the end of the program as
 * "no". */
struct code {
    enum { CODE_NEVER, CODE_ALWAYS, CODE_OPERATIONS } kind;
    struct strbuf bytes;
};

/* A part that always holds, or never. */
struct code code_constant(bool holds);

/* One operation (INET_DIAG_BC_*) with the data that follows it. */
struct code code_operation(uint8_t number, const void *data, size_t length);

/* The part that holds when `code` does not. Takes over its bytes. */
struct code code_negate(struct code code);

/* The part that holds when both hold (`is_and`), or either of them. Takes over the bytes of both.
 */
struct code code_join(struct code left, struct code right, bool is_and);

/* Appends the whole program, and frees the part. Appends nothing when the part always holds, when
 * the program is longer than the kernel should check, and when memory ran out. */
void code_finish(struct code *code, struct strbuf *program);

#endif
