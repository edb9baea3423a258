/* SPDX-License-Identifier: MIT */
#include "util/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 4096 };

/* 0, or the errno of the failure. */
static int read_whole(int file, size_t most, struct strbuf *text)
{
    for (;;) {
        char *room = strbuf_reserve(text, STEP);
        if (room == NULL)
            return ENOMEM;
        ssize_t length = read(file, room, STEP);
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return length == 0 ? 0 : errno;
        text->length += (size_t)length;
        if (text->length > most)
            return EFBIG;
    }
}

bool file_read(const char *path, size_t most, struct strbuf *text, struct error *error)
{
    bool is_input = strcmp(path, "-") == 0;
    int file = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int number = file < 0 ? errno : read_whole(file, most, text);
    if (!is_input && file >= 0)
        close(file);
    return number == 0 || error_set_errno(error, number, "%s", is_input ? "standard input" : path);
}
