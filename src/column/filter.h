/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_FILTER_H
#define SOCKVIEW_COLUMN_FILTER_H

#include "util/slice.h"
#include "util/strbuf.h"

/* Both functions write a classic BPF program (struct sock_filter[], linux/filter.h) as text without
 * blanks, valid until `scratch` changes. The text is empty when there is no program. A last
 * instruction that is cut short is left out. */

/* The four numbers of each instruction. */
struct slice filter_text(struct strbuf *scratch, struct slice program);

/* Each instruction with its number, in the language of the kernel's bpf_asm. */
struct slice filter_disassemble(struct strbuf *scratch, struct slice program);

#endif
