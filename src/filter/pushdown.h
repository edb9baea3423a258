/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_PUSHDOWN_H
#define SOCKVIEW_FILTER_PUSHDOWN_H

#include "filter/filter.h"
#include "util/strbuf.h"

/* Appends a program for the kernel (INET_DIAG_REQ_BYTECODE, linux/inet_diag.h). The program passes
 * every socket of an internet family that can match the filter, and as few others as the kernel can
 * decide; filter_judge rejects those later. Device names are those of this thread's network
 * namespace. Appends nothing when the kernel can decide nothing, or nothing that saves work. */
void filter_push_down(const struct filter *filter, const struct family *family,
                      struct lookups *lookups, struct strbuf *program);

#endif
