/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_RECORDING_H
#define SOCKVIEW_SOURCE_RECORDING_H

#include "source/source.h"

/* Most bytes of a recording that are read: some millions of sockets. It keeps a pipe that never
 * ends from filling the memory. */
#define RECORDING_MOST (UINT64_C(1) << 30)

/* Reads the file or pipe of `dump->recording` and emits each socket as it is read, in constant
 * memory. Its bytes may be anything. Both address families are read at once, so the table of the
 * dump is that of the whole family. A recording that has no end is DUMP_FAILED after its last
 * socket: some may be missing. */
void recording_dump(const struct dump *dump, struct dump_report *report);

/* The source that reads recordings. */
extern const struct source source_recording;

#endif
