/* SPDX-License-Identifier: MIT */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 1, 0))) static char *format_message(const char *format,
                                                                  va_list arguments)
{
    char *text = NULL;
    return vasprintf(&text, format, arguments) < 0 ? NULL : text;
}

bool error_set(struct error *error, int number, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = format_message(format, arguments);
    va_end(arguments);
    error_clear(error);
    error->message = message;
    error->number = number;
    return false;
}

bool error_set_errno(struct error *error, int number, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *what = format_message(format, arguments);
    va_end(arguments);
    if (what == NULL)
        return error_set(error, number, "%s", strerror(number));
    error_set(error, number, "%s: %s", what, strerror(number));
    free(what);
    return false;
}

void error_set_excerpt(struct error *error, struct slice lines)
{
    free(error->excerpt);
    error->excerpt = lines.length == 0 ? NULL : strndup(lines.data, lines.length);
}

const char *error_message(const struct error *error)
{
    return error->message != NULL ? error->message : "out of memory";
}

void error_clear(struct error *error)
{
    free(error->message);
    free(error->excerpt);
    *error = (struct error){0};
}
