/* SPDX-License-Identifier: MIT */
#include "util/screen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/utf8.h"

struct screen_size screen_size(int descriptor)
{
    struct winsize size = {0};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0)
        size = (struct winsize){0};
    return (struct screen_size){
        .rows = size.ws_row > 0 ? size.ws_row : 24,
        .columns = size.ws_col > 0 ? size.ws_col : 80,
    };
}

/* Nothing is known of a terminal that is not the terminal of its session. */
bool screen_is_ours(int descriptor)
{
    pid_t foreground = tcgetpgrp(descriptor);
    return foreground < 0 || foreground == getpgrp();
}

bool screen_is_capable(void)
{
    const char *terminal = getenv("TERM");
    return terminal != NULL && terminal[0] != '\0' && strcmp(terminal, "dumb") != 0;
}

/* Length of the control sequence at `text` (ESC [ parameters, and a last byte from @ to ~), or 0.
 */
static size_t control_length(const char *text, size_t length)
{
    if (length < 2 || text[0] != '\033' || text[1] != '[')
        return 0;
    for (size_t at = 2; at < length; at++) {
        if (text[at] >= '@' && text[at] <= '~')
            return at + 1;
    }
    return length;
}

/* Length of the character at `text`, and how many places it takes. */
static size_t character_length(const char *text, size_t length, size_t *width)
{
    uint32_t point;
    size_t size = control_length(text, length);
    *width = 0;
    if (size > 0)
        return size;
    size = utf8_decode(text, length, &point);
    if (size == 0)
        size = 1;
    *width = utf8_width(text, size);
    return size;
}

size_t screen_width(const char *text, size_t length)
{
    size_t total = 0;
    for (size_t at = 0; at < length;) {
        size_t width;
        at += character_length(text + at, length - at, &width);
        total += width;
    }
    return total;
}

size_t screen_fold(const char *line, size_t length, size_t columns)
{
    size_t used = 0;
    bool empty = true;
    for (size_t at = 0, size; at < length; at += size) {
        size_t width;
        size = character_length(line + at, length - at, &width);
        if (used + width > columns && !empty)
            return at;
        used += width;
        empty = empty && width == 0;
    }
    return length;
}

size_t screen_rows(const char *line, size_t length, size_t columns)
{
    size_t rows = 0;
    do {
        size_t part = screen_fold(line, length, columns);
        line += part;
        length -= part;
        rows++;
    } while (length > 0);
    return rows;
}
