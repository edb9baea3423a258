/* SPDX-License-Identifier: MIT */
#include "lookup/commands.h"

#include <fcntl.h>
#include <unistd.h>

#include "lookup/names.h"
#include "util/number.h"
#include "util/strbuf.h"

/* More than TASK_COMM_LEN, which bounds the name in the kernel. */
enum { COMM_SIZE = 256 };

static int open_comm(uint32_t pid)
{
    struct strbuf path = {0};
    strbuf_put_string(&path, "/proc/");
    number_put(&path, pid);
    strbuf_put(&path, "/comm", sizeof("/comm"));
    int file = path.failed ? -1 : open(path.data, O_RDONLY | O_CLOEXEC);
    strbuf_free(&path);
    return file;
}

/* Appends the name without the newline that ends it. */
static bool put_comm(struct strbuf *text, int file)
{
    char *room = strbuf_reserve(text, COMM_SIZE);
    ssize_t length = room == NULL ? -1 : read(file, room, COMM_SIZE);
    if (length <= 0)
        return false;
    text->length += (size_t)length - (room[length - 1] == '\n' ? 1 : 0);
    return true;
}

static struct slice ask_command(struct names *names, uint32_t pid)
{
    struct strbuf text = {0};
    int file = open_comm(pid);
    if (file >= 0 && put_comm(&text, file)) {
        strbuf_put_char(&text, '/');
        number_put(&text, pid);
    }
    struct slice name =
        names_store(names, pid, text.failed ? (struct slice){0} : strbuf_slice(&text));
    strbuf_free(&text);
    if (file >= 0)
        close(file);
    return name;
}

static void free_names(void *state)
{
    names_free(state);
}

struct slice commands_find(struct lookup_states *states, uint32_t pid)
{
    static const struct lookup_kind kind = {sizeof(struct names), free_names, .lasts = false};
    struct names *names = lookup_state(states, &kind);
    if (names == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(names, pid);
    return known != NULL ? *known : ask_command(names, pid);
}
