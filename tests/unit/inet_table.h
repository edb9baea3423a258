/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_INET_TABLE_H
#define SOCKVIEW_TESTS_UNIT_INET_TABLE_H

#include "family/family.h"
#include "support.h"

/* The family's table of an address family (AF_*). */
static inline const struct socket_table *table_of(const struct family *family, int address_family)
{
    for (size_t i = 0; i < family->table_count; i++) {
        if (family->tables[i].address_family->number == address_family)
            return &family->tables[i];
    }
    fail_msg("%s has no such table", family->name);
    return NULL;
}

#endif
