/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_NETNS_READING_H
#define SOCKVIEW_RUN_NETNS_READING_H

#include "lookup/lookup.h"
#include "util/notes.h"

/* Reads the numbers of the network namespace that this thread is in, whose inode is `netns`, from
 * files in `proc` (usually "/proc"), and keeps them (lookup/netns_numbers.h), with its
 * ports if they were learned (lookup/ephemeral_ports.h). What the kernel does
 * not have stays unknown; what cannot be read or understood becomes a note. */
void netns_reading_keep(struct lookup_states *states, const char *proc, uint32_t netns,
                        struct notes *notes);

#endif
