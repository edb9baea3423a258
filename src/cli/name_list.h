/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_NAME_LIST_H
#define SOCKVIEW_CLI_NAME_LIST_H

#include "cli/options.h"

/* The number of names in a list with commas. */
size_t name_list_count(const char *list);

/* Takes the next name off a list, and moves `list` after it, or to NULL at the end. */
struct slice name_list_next(const char **list);

/* Says that the list of an option has a name that is none of the words of `argument`. False. */
bool name_list_refuse(const char *option, enum option_argument argument, struct slice name,
                      struct error *error);

#endif
