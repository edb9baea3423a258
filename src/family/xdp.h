/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_XDP_H
#define SOCKVIEW_FAMILY_XDP_H

#include "family/family.h"

/* Sockets that share frames with a network device (linux/if_xdp.h). */
extern const struct family family_xdp;

#endif
