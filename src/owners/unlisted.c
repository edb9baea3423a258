/* SPDX-License-Identifier: MIT */
#include "owners/unlisted.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "owners/task.h"
#include "util/array.h"
#include "util/file.h"
#include "util/number.h"

enum { UNLISTED_MOST = 1000 * 1000 };

bool unlisted_add(struct unlisted *unlisted, struct unlisted_socket socket)
{
    if (unlisted->count >= UNLISTED_MOST || id_map_find(&unlisted->seen, socket.inode) != NULL)
        return true;
    struct unlisted_socket *items =
        array_reserve(unlisted->items, &unlisted->capacity, unlisted->count, sizeof(*items));
    if (items == NULL)
        return false;
    unlisted->items = items;
    items[unlisted->count++] = socket;
    return id_map_insert(&unlisted->seen, socket.inode, 0) != NULL;
}

static bool is_in_namespace(const struct task *task, uint32_t netns)
{
    struct strbuf wanted = {0}, link = {0};
    strbuf_put_string(&wanted, "net:[");
    number_put(&wanted, netns);
    strbuf_put_string(&wanted, "]");
    strbuf_put_char(&wanted, '\0');
    bool same = task_read_link(task, true, "ns/net", &link) && !wanted.failed &&
                slice_equals(strbuf_slice(&link), wanted.data);
    strbuf_free(&wanted);
    strbuf_free(&link);
    return same;
}

static bool is_still_there(int proc, const struct unlisted_socket *socket, uint32_t netns)
{
    struct task task = {.proc = proc, .process = socket->process, .thread = socket->thread};
    int number;
    return (netns == 0 || is_in_namespace(&task, netns)) &&
           task_refers_to(&task, socket->descriptor, socket->inode, &number);
}

size_t unlisted_count(const struct unlisted *unlisted, const char *proc, struct id_map *listed,
                      uint32_t netns)
{
    size_t count = 0;
    int directory = file_open_at(AT_FDCWD, proc, O_DIRECTORY);
    for (size_t i = 0; directory >= 0 && i < unlisted->count; i++) {
        const struct unlisted_socket *socket = &unlisted->items[i];
        count +=
            id_map_find(listed, socket->inode) == NULL && is_still_there(directory, socket, netns);
    }
    if (directory >= 0)
        close(directory);
    return count;
}

void unlisted_free(struct unlisted *unlisted)
{
    free(unlisted->items);
    id_map_free(&unlisted->seen);
    *unlisted = (struct unlisted){0};
}
