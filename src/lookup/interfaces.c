/* SPDX-License-Identifier: MIT */
#include "lookup/interfaces.h"

#include <net/if.h>

#include "util/number.h"

static struct slice ask_interface(struct interfaces *interfaces, uint32_t index)
{
    char name[IF_NAMESIZE]; /* the size that if_indextoname writes at most */
    if (if_indextoname(index, name) != NULL)
        return names_store(&interfaces->names, index, slice_of(name));
    struct strbuf number = {0};
    number_put(&number, index);
    struct slice stored = names_store(&interfaces->names, index, strbuf_slice(&number));
    strbuf_free(&number);
    return stored;
}

struct slice interfaces_find(struct interfaces *interfaces, uint32_t index)
{
    const struct slice *known = names_find(&interfaces->names, index);
    return known != NULL ? *known : ask_interface(interfaces, index);
}

void interfaces_free(struct interfaces *interfaces)
{
    names_free(&interfaces->names);
}
