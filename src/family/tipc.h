/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_TIPC_H
#define SOCKVIEW_FAMILY_TIPC_H

#include "family/family.h"

/* Sockets of Transparent Inter-Process Communication (linux/tipc.h). */
extern const struct family family_tipc;

#endif
