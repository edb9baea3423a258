/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_DIRECTORY_H
#define SOCKVIEW_UTIL_DIRECTORY_H

#include <dirent.h>
#include <stdbool.h>

/* Calls `each` for every entry of an open directory, `.` and `..` too, until it returns false or no
 * entry is left. A signal does not end it. When several threads read the same descriptor, each gets
 * a part of the entries. False with errno when the directory cannot be read to its end. */
bool directory_each(int directory, bool (*each)(void *context, const struct dirent *entry),
                    void *context);

/* scandir(3) without `.` and `..`, sorted by bytes, and again when a signal interrupts it. */
int directory_list(const char *path, struct dirent ***entries);

#endif
