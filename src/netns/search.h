/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_SEARCH_H
#define SOCKVIEW_NETNS_SEARCH_H

#include "netns/list.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* What a search for namespaces reads of one thread. Only for the files of netns/. */

/* One search through a procfs. */
struct netns_search {
    struct netns_list *list;
    const char *proc;     /* path of the procfs */
    int directory;        /* open there */
    uint32_t process;     /* id of the process that is being read */
    int entries;          /* descriptor of its directory "task" or "fd", while that is open */
    const char *within;   /* the name of that directory */
    bool is_self;         /* the process is this one */
    bool hidden;          /* a part of the process may not be read */
    struct strbuf path;   /* scratch */
    struct strbuf thread; /* the directory of the thread that is being read, below `directory` */
};

/* Notes the errno of a failure. It is no failure when what was to be read has gone. */
void netns_search_fail(struct netns_search *search, int number);

/* Reads the number in "net:[123]", the text of a link to a namespace of a type (namespaces(7)).
 * False for any other text. */
bool netns_parse_link(struct slice text, const char *type, uint32_t *inode);

/* Reads the inode from a link to a namespace of a type. False for any other link, and when the link
 * cannot be read. */
bool netns_search_read_link(struct netns_search *search, int directory, const char *name,
                            const char *type, uint32_t *inode);

/* The path of a file of the thread, absolute or below the procfs. NULL when out of memory. Valid
 * until the next call. */
const char *netns_search_path(struct netns_search *search, const char *file, bool absolute);

/* Reads the inode of a namespace of the thread: `file` is its link, such as "/ns/net". */
bool netns_search_read_own(struct netns_search *search, const char *file, const char *type,
                           uint32_t *inode);

#endif
