/* SPDX-License-Identifier: MIT */
#include "netns/open.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lookup/namespaces.h"
#include "netns/locate.h"
#include "util/file.h"
#include "util/lent.h"
#include "util/number.h"
#include "util/trouble.h"

static bool is_digits(const char *word)
{
    return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

static bool is_path(const char *word)
{
    return strchr(word, '/') != NULL;
}

bool netns_check(const char *argument, struct error *error)
{
    uint64_t pid;
    if (is_path(argument))
        return true;
    if (argument[0] == '\0' || strcmp(argument, ".") == 0 || strcmp(argument, "..") == 0)
        return error_set(error, 0,
                         "--net: '%s' is no network namespace: a name in %s, a process id or a "
                         "path is expected",
                         argument, NAMESPACES_DIRECTORY);
    if (is_digits(argument) && (!number_parse(slice_of(argument), INT32_MAX, &pid) || pid == 0))
        return error_set(error, 0, "--net: '%s' is no process id", argument);
    return true;
}

/* Whether an open namespace is a network namespace (ioctl_nsfs(2)). Linux before 4.11 cannot tell;
 * there setns(2) refuses any other type. */
static bool is_network(int file)
{
    int type = ioctl(file, NS_GET_NSTYPE);
    return type == CLONE_NEWNET || (type < 0 && errno == ENOTTY);
}

/* Opens for reading what a descriptor of O_PATH stands for, wherever its path leads by now. */
static int open_located(int located)
{
    struct strbuf path = {0};
    strbuf_put_string(&path, "/proc/self/fd/");
    number_put(&path, (uint64_t)located);
    strbuf_put_char(&path, '\0');
    int file = path.failed ? -1 : file_open_at(AT_FDCWD, path.data, 0);
    int number = path.failed ? ENOMEM : errno;
    strbuf_free(&path);
    errno = number;
    return file;
}

/* Opens what was located, and nothing but a namespace: opening a pipe would wait, and opening a
 * device may act on it. */
static int open_namespace(int located, struct error *error)
{
    int file = located < 0 ? -1 : open_located(located);
    int number = errno;
    if (located >= 0)
        close(located);
    if (file >= 0 && is_network(file))
        return file;
    if (file >= 0)
        close(file);
    if (file < 0 && number != 0)
        error_set(error, number, "%s", strerror(number));
    else
        error_set(error, 0, "it is not a network namespace");
    return -1;
}

int netns_open_path(const char *path, uint32_t *inode, struct error *error)
{
    errno = 0;
    return open_namespace(namespaces_locate(path, inode), error);
}

/* Whether a path is that of the namespace of a thread. It leads over no other file system than
 * procfs, so to follow it never waits, and needs no thread of its own. */
static bool is_of_thread(const char *path)
{
    static const char *const parts[] = {"/proc/", "/task/", "/ns/net"};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t length = strlen(parts[i]);
        if (strncmp(path, parts[i], length) != 0)
            return false;
        path += length;
        path += strspn(path, "0123456789");
    }
    return *path == '\0';
}

int netns_open_listed(const char *path, uint32_t *inode, struct error *error)
{
    if (is_of_thread(path))
        return netns_open_path(path, inode, error);
    errno = 0;
    return open_namespace(netns_locate(path, inode, namespaces_locate), error);
}

static void put_path(struct strbuf *path, const char *argument)
{
    if (is_digits(argument)) {
        strbuf_put_string(path, "/proc/");
        strbuf_put_string(path, argument);
        strbuf_put_string(path, "/ns/net");
    } else {
        strbuf_put_string(path, is_path(argument) ? "" : NAMESPACES_DIRECTORY "/");
        strbuf_put_string(path, argument);
    }
    strbuf_put_char(path, '\0');
}

static void explain(const char *argument, struct error *reason, struct error *error)
{
    bool refused = trouble_of(reason->number) == TROUBLE_FORBIDDEN;
    bool absent = reason->number == ENOENT;
    if (refused)
        error_set(error, reason->number, "network namespace '%s': %s: it needs %s (root)", argument,
                  error_message(reason),
                  is_digits(argument) ? "CAP_SYS_ADMIN, and CAP_SYS_PTRACE for that process"
                                      : "CAP_SYS_ADMIN");
    else if (absent && is_digits(argument))
        error_set(error, reason->number, "network namespace '%s': there is no such process",
                  argument);
    else if (absent && !is_path(argument))
        error_set(error, reason->number, "network namespace '%s': there is none of that name in %s",
                  argument, NAMESPACES_DIRECTORY);
    else
        error_set(error, reason->number, "network namespace '%s': %s", argument,
                  error_message(reason));
}

/* A path must be one that the caller can open: rights that the program was lent do not open it. */
static int open_as_caller(const char *path, uint32_t *inode, struct error *reason)
{
    struct lent lent;
    if (!lent_put_aside(&lent)) {
        error_set(reason, errno, "%s", strerror(errno));
        return -1;
    }
    int file = netns_open_path(path, inode, reason);
    if (lent_take_back(&lent))
        return file;
    error_set(reason, errno, "%s", strerror(errno));
    if (file >= 0)
        close(file);
    return -1;
}

int netns_open(const char *argument, uint32_t *inode, struct error *error)
{
    struct strbuf path = {0};
    struct error reason = {0};
    int file = -1;
    put_path(&path, argument);
    if (path.failed)
        error_set(&reason, ENOMEM, "%s", strerror(ENOMEM));
    else
        file = is_path(argument) ? open_as_caller(path.data, inode, &reason)
                                 : netns_open_path(path.data, inode, &reason);
    if (file < 0)
        explain(argument, &reason, error);
    strbuf_free(&path);
    error_clear(&reason);
    return file;
}
