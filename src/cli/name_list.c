/* SPDX-License-Identifier: MIT */
#include "cli/name_list.h"

size_t name_list_count(const char *list)
{
    size_t count = 1;
    for (const char *at = list; *at != '\0'; at++)
        count += *at == ',';
    return count;
}

struct slice name_list_next(const char **list)
{
    struct slice name = {*list, strcspn(*list, ",")};
    *list = name.data[name.length] == '\0' ? NULL : name.data + name.length + 1;
    return name;
}

bool name_list_refuse(const char *option, enum option_argument argument, struct slice name,
                      struct error *error)
{
    const char *near = option_argument_nearest(argument, name);
    if (name.length == 0)
        return error_set(error, 0, "--%s: a name is missing in the list", option);
    if (near != NULL)
        return error_set(
            error, 0, "--%s: there is no '%.*s': did you mean '%s'? (--list-columns shows columns)",
            option, (int)name.length, name.data, near);
    return error_set(error, 0, "--%s: there is no '%.*s' (--list-columns shows columns)", option,
                     (int)name.length, name.data);
}
