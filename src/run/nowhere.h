/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_NOWHERE_H
#define SOCKVIEW_RUN_NOWHERE_H

#include "sink.h"

/* Opens a sink for an answer that is not shown: its rows are dropped. NULL when out of memory. */
struct sink *nowhere_open(void);

#endif
