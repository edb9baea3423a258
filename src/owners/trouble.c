/* SPDX-License-Identifier: MIT */
#include "owners/trouble.h"

#include "util/trouble.h"

void owners_note_trouble(struct owners *owners, int number)
{
    enum trouble trouble = trouble_of(number);
    owners->failed |= trouble == TROUBLE_RESOURCES;
    if (trouble == TROUBLE_OTHER && owners->trouble == 0)
        owners->trouble = number;
}
