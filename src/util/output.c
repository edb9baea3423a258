/* SPDX-License-Identifier: MIT */
#include "util/output.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 * 1024 };

/* Waits until the descriptor accepts more. False when it never will. */
static bool wait_for_room(int descriptor)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
    return poll(&wait, 1, -1) >= 0 || errno == EINTR;
}

bool output_write(int descriptor, const char *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t written = write(descriptor, data + done, size - done);
        if (written >= 0)
            done += (size_t)written;
        else if (errno == EAGAIN ? !wait_for_room(descriptor) : errno != EINTR)
            return false;
    }
    return true;
}

/* Returns the size of the data, or 0 with errno, as fopencookie(3) requires. */
static ssize_t write_whole(void *cookie, const char *data, size_t size)
{
    return output_write((int)(intptr_t)cookie, data, size) ? (ssize_t)size : 0;
}

FILE *output_open(int descriptor)
{
    return output_open_cookie((void *)(intptr_t)descriptor, write_whole);
}

FILE *output_open_cookie(void *cookie, cookie_write_function_t *write_all)
{
    cookie_io_functions_t functions = {.write = write_all};
    FILE *stream = fopencookie(cookie, "w", functions);
    if (stream != NULL)
        setvbuf(stream, NULL, _IOFBF, BUFFER_SIZE);
    return stream;
}

bool output_needs_ascii(int descriptor)
{
    return isatty(descriptor) &&
           (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
}
