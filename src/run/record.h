/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_RECORD_H
#define SOCKVIEW_RUN_RECORD_H

#include <stdio.h>

#include "run/query.h"
#include "util/error.h"

/* Writes what the kernel says of the TCP sockets that were asked for to the file `query->record`,
 * or to `output` if that is "-": netlink messages, which source/recording.h reads. The filter is
 * not applied, only its states, as in ss. An end follows only what is whole. False with `error`. */
bool record_run(const struct query *query, FILE *output, struct error *error);

#endif
