/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_PROCNET_H
#define SOCKVIEW_SOURCE_PROCNET_H

#include "source/source.h"

/* Reads one table from its file in `directory` (usually "/proc/net", proc_net(5)) and emits each
 * socket as it is read, in constant memory. DUMP_ABSENT when the directory exists but the file does
 * not. */
void procnet_dump(const char *directory, const struct dump *dump, struct dump_report *report);

/* The source that reads /proc/net. */
extern const struct source source_procnet;

#endif
