/* SPDX-License-Identifier: MIT */
#include "lookup/commands.h"

#include <errno.h>
#include <fcntl.h>

#include "lookup/names.h"
#include "util/file.h"
#include "util/number.h"

/* More than TASK_COMM_LEN, which bounds the name in the kernel. */
enum { COMM_SIZE_MOST = 256 };

bool commands_read(int directory, const char *path, struct strbuf *name)
{
    size_t before = name->length;
    if (!file_read_at(directory, path, COMM_SIZE_MOST, name))
        return false;
    if (name->length > before && name->data[name->length - 1] == '\n')
        name->length--;
    return true;
}

/* 0, or the errno of the failure. */
static int read_command(uint32_t pid, struct strbuf *name)
{
    struct strbuf path = {0};
    strbuf_put_string(&path, "/proc/");
    number_put(&path, pid);
    strbuf_put(&path, "/comm", sizeof("/comm"));
    int number = ENOMEM;
    if (!path.failed)
        number = commands_read(AT_FDCWD, path.data, name) ? 0 : errno;
    strbuf_free(&path);
    return number;
}

static struct slice ask_command(struct lookup_states *states, struct names *names, uint32_t pid)
{
    struct strbuf text = {0};
    int number = read_command(pid, &text);
    bool good = number == 0;
    lookup_note_trouble(states, number);
    if (good) {
        strbuf_put_char(&text, '/');
        number_put(&text, pid);
    }
    names->failed |= text.failed;
    struct slice name = good && !text.failed ? strbuf_slice(&text) : (struct slice){0};
    name = names_store(names, pid, name);
    strbuf_free(&text);
    return name;
}

static const struct lookup_kind kind = LOOKUP_OF_NAMES(.lasts = false);

struct slice commands_find(struct lookup_states *states, uint32_t pid)
{
    struct names *names = lookup_state(states, &kind);
    if (names == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(names, pid);
    return known != NULL ? *known : ask_command(states, names, pid);
}
