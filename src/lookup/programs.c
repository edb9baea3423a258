/* SPDX-License-Identifier: MIT */
#include "lookup/programs.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lookup/names.h"
#include "util/file.h"
#include "util/number.h"

/* More than any name of a program; the rest of the arguments is not read. */
enum { ARGUMENT_MOST = 4096 };

/* The length of what could be read; negative with errno. */
static ssize_t read_beginning(uint32_t pid, char *bytes, size_t size)
{
    struct strbuf path = {0};
    strbuf_put_string(&path, "/proc/");
    number_put(&path, pid);
    strbuf_put(&path, "/cmdline", sizeof("/cmdline"));
    errno = ENOMEM;
    int file = path.failed ? -1 : file_open_at(AT_FDCWD, path.data, 0);
    ssize_t length = file < 0 ? -1 : file_read_some(file, bytes, size);
    int number = errno;
    if (file >= 0)
        close(file);
    strbuf_free(&path);
    errno = number;
    return length;
}

/* The first argument, and of an absolute path what is after the last slash. "sshd: /usr/sbin/sshd"
 * is no path. */
static struct slice base_name(struct slice arguments)
{
    struct slice name = slice_take(&arguments, '\0');
    const char *slash = slice_begins(name, "/") ? slice_find_last(name, '/') : NULL;
    return slash == NULL ? name : slice_skip(name, (size_t)(slash - name.data) + 1);
}

static const struct lookup_kind kind = LOOKUP_OF_NAMES(.lasts = false);

struct slice programs_find(struct lookup_states *states, uint32_t pid)
{
    char bytes[ARGUMENT_MOST];
    struct names *names = lookup_state(states, &kind);
    if (names == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(names, pid);
    if (known != NULL)
        return *known;
    ssize_t length = read_beginning(pid, bytes, sizeof(bytes));
    if (length < 0)
        lookup_note_trouble(states, errno);
    return names_store(names, pid,
                       base_name((struct slice){bytes, length < 0 ? 0 : (size_t)length}));
}
