/* SPDX-License-Identifier: MIT */
#include <fnmatch.h>

#include "filter/tree.h"

bool filter_glob(const char *pattern, struct strbuf *text, bool any_case)
{
    strbuf_put_char(text, '\0');
    return !text->failed && fnmatch(pattern, text->data, any_case ? FNM_CASEFOLD : 0) == 0;
}

void filter_put_unix_name(struct strbuf *text, struct slice name)
{
    for (size_t i = 0; i < name.length; i++)
        strbuf_put_char(text, name.data[i] == '\0' ? '@' : name.data[i]);
}
