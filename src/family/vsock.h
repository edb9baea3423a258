/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_VSOCK_H
#define SOCKVIEW_FAMILY_VSOCK_H

#include "family/family.h"

/* Sockets between virtual machines and their host (vsock(7)). */
extern const struct family family_vsock;

#endif
