/* SPDX-License-Identifier: MIT */
#include "util/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { STEP = 4096 };

ssize_t file_get_attribute(const char *path, const char *name, void *value, size_t size)
{
    ssize_t length;
    do
        length = getxattr(path, name, value, size);
    while (length < 0 && errno == EINTR);
    if (length < 0 && (errno == ENODATA || errno == EOPNOTSUPP))
        errno = 0;
    return length;
}

ssize_t file_read_some(int file, void *bytes, size_t size)
{
    ssize_t length;
    do
        length = read(file, bytes, size);
    while (length < 0 && errno == EINTR);
    return length;
}

/* 0, or the errno of the failure. */
static int read_whole(int file, size_t most, struct strbuf *text)
{
    for (size_t total = 0;;) {
        char *room = strbuf_reserve(text, STEP);
        if (room == NULL)
            return ENOMEM;
        ssize_t length = file_read_some(file, room, STEP);
        if (length <= 0)
            return length == 0 ? 0 : errno;
        text->length += (size_t)length;
        total += (size_t)length;
        if (total > most)
            return EFBIG;
    }
}

int file_open_at(int directory, const char *path, int flags)
{
    for (;;) {
        int file = openat(directory, path, O_RDONLY | O_CLOEXEC | flags);
        if (file >= 0 || errno != EINTR)
            return file;
    }
}

int file_locate_at(int directory, const char *path)
{
    int file = file_open_at(directory, path, O_PATH);
    return file >= 0 || errno != EACCES ? file : file_open_at(directory, path, O_PATH);
}

ssize_t file_read_link_at(int directory, const char *path, char *link, size_t size)
{
    for (bool refused = false;;) {
        ssize_t length = readlinkat(directory, path, link, size);
        if (length >= 0 || (errno != EINTR && (errno != EACCES || refused)))
            return length;
        refused |= errno == EACCES;
    }
}

static int read_path(int directory, const char *path, size_t most, struct strbuf *text)
{
    int file = file_open_at(directory, path, 0);
    if (file < 0)
        return errno;
    int number = read_whole(file, most, text);
    close(file);
    return number;
}

bool file_read(const char *path, size_t most, struct strbuf *text, struct error *error)
{
    bool is_input = strcmp(path, "-") == 0;
    int number =
        is_input ? read_whole(STDIN_FILENO, most, text) : read_path(AT_FDCWD, path, most, text);
    return number == 0 || error_set_errno(error, number, "%s", is_input ? "standard input" : path);
}

bool file_read_at(int directory, const char *path, size_t most, struct strbuf *text)
{
    errno = read_path(directory, path, most, text);
    return errno == 0;
}
