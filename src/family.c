/* SPDX-License-Identifier: MIT */
#include "family.h"

#include "family/inet.h"

const struct family *const families[] = {
    &family_tcp,
    &family_udp,
};
const size_t families_count = sizeof(families) / sizeof(families[0]);
