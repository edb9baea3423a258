/* SPDX-License-Identifier: MIT */
#include "lookup/owners_walk.h"

bool owners_scan(struct owners *owners, const char *proc, struct error *error)
{
    if (owners->scanned || owners->wanted.count == 0)
        return true;
    owners->scanned = true;
    return owners_walk(owners, proc, 0, error) == WALK_WHOLE;
}
