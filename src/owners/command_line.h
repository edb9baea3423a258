/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_COMMAND_LINE_H
#define SOCKVIEW_OWNERS_COMMAND_LINE_H

#include <stdbool.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* Appends the arguments in a file /proc/PID/cmdline, with blanks between them. What a shell would
 * not take for one word stands in single quotation marks, so that different arguments never look
 * alike. Empty arguments at the end are left out: programs that overwrite their arguments leave
 * them there. False when there is no argument, as in a kernel thread. */
bool command_line_put(struct slice file, struct strbuf *text);

/* The name of a program that begins with a process name, which the kernel cuts at 15 bytes: that of
 * the executable file, or the first of the arguments that does, of those that can be a script. It
 * borrows. NULL data when none begins with it; a name that is not cut is returned itself. */
struct slice command_line_full_name(struct slice name, struct slice executable, struct slice file);

#endif
