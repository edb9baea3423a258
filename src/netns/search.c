/* SPDX-License-Identifier: MIT */
#include "netns/search.h"

#include <errno.h>
#include <string.h>

#include "util/file.h"
#include "util/number.h"
#include "util/trouble.h"

void netns_search_fail(struct netns_search *search, int number)
{
    enum trouble trouble = trouble_of(number);
    if (trouble == TROUBLE_RESOURCES || trouble == TROUBLE_OTHER)
        search->list->trouble = number;
    search->hidden |= trouble == TROUBLE_FORBIDDEN;
}

bool netns_parse_link(struct slice text, const char *type, uint32_t *inode)
{
    uint64_t number;
    size_t skip = strlen(type);
    if (text.length < skip + 4 || memcmp(text.data, type, skip) != 0 ||
        memcmp(text.data + skip, ":[", 2) != 0 || text.data[text.length - 1] != ']' ||
        !number_parse((struct slice){text.data + skip + 2, text.length - skip - 3}, UINT32_MAX,
                      &number))
        return false;
    *inode = (uint32_t)number;
    return true;
}

bool netns_search_read_link(struct netns_search *search, int directory, const char *name,
                            const char *type, uint32_t *inode)
{
    char link[64]; /* a longer link does not lead to a namespace */
    ssize_t length = file_read_link_at(directory, name, link, sizeof(link));
    if (length < 0 && errno != ENAMETOOLONG)
        netns_search_fail(search, errno);
    return length > 0 && netns_parse_link((struct slice){link, (size_t)length}, type, inode);
}

const char *netns_search_path(struct netns_search *search, const char *file, bool absolute)
{
    struct strbuf *path = &search->path;
    strbuf_clear(path);
    if (absolute) {
        strbuf_put_string(path, search->proc);
        strbuf_put_char(path, '/');
    }
    strbuf_put(path, search->thread.data, search->thread.length);
    strbuf_put_string(path, file);
    strbuf_put_char(path, '\0');
    if (!path->failed)
        return path->data;
    search->list->trouble = ENOMEM;
    return NULL;
}

bool netns_search_read_own(struct netns_search *search, const char *file, const char *type,
                           uint32_t *inode)
{
    const char *path = netns_search_path(search, file, false);
    return path != NULL && netns_search_read_link(search, search->directory, path, type, inode);
}
