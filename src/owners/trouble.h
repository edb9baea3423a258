/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_TROUBLE_H
#define SOCKVIEW_OWNERS_TROUBLE_H

#include "owners/owners.h"

/* Notes the errno that kept a part of /proc from being read; 0 is none. What is gone is no loss,
 * and what is forbidden is counted where it is known what it hides. */
void owners_note_trouble(struct owners *owners, int number);

#endif
