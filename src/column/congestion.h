/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_CONGESTION_H
#define SOCKVIEW_COLUMN_CONGESTION_H

/* The times in struct tcpvegas_info (linux/inet_diag.h) have this value before the first sample. */
enum { NO_VEGAS_RTT = 0x7fffffff };

#endif
