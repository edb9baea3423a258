/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_FILTER_H
#define SOCKVIEW_COLUMN_FILTER_H

#include "util/slice.h"
#include "util/strbuf.h"

/* A classic BPF program (struct sock_filter[], linux/filter.h) as text without blanks, valid until
 * `scratch` changes. Both are empty for no program and leave out an instruction that is cut. */

/* The four numbers of each instruction. */
struct slice filter_text(struct strbuf *scratch, struct slice program);

/* Each instruction with its number, in the words of the kernel's bpf_asm. */
struct slice filter_disassemble(struct strbuf *scratch, struct slice program);

#endif
