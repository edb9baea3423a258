/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_PUSHDOWN_H
#define SOCKVIEW_FILTER_PUSHDOWN_H

#include "filter/filter.h"
#include "util/strbuf.h"

/* Appends a program for the kernel (INET_DIAG_REQ_BYTECODE, linux/inet_diag.h) that passes every
 * socket of an internet family that the filter could match, and as few others as it can tell apart:
 * those are left to filter_judge. Devices are those of this thread's network namespace. Nothing is
 * appended when the kernel can decide nothing, or nothing worth its while. */
void filter_push_down(const struct filter *filter, const struct family *family,
                      struct lookups *lookups, struct strbuf *program);

#endif
