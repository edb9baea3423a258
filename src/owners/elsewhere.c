/* SPDX-License-Identifier: MIT */
#include "owners/elsewhere.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "owners/task.h"
#include "util/file.h"
#include "util/number.h"
#include "util/trouble.h"

/* Each descriptor costs 3 us, a socket 6 us. An io_uring can have registered a million files. */
enum { DESCRIPTORS_MOST = 20000, FDINFO_SIZE_MOST = 64 * 1024 * 1024 };

/* A walk over all descriptors. */
struct walk {
    struct elsewhere *elsewhere;
    const char *proc; /* path of the procfs */
    int procfs;       /* descriptor of it */
    uint32_t process; /* whose descriptors are read */
    int directory;    /* descriptor of its fd directory */
    size_t left;      /* descriptors that may still be read */
};

static void note_trouble(struct elsewhere *elsewhere, int number)
{
    enum trouble trouble = trouble_of(number);
    if (elsewhere->trouble == 0 && (trouble == TROUBLE_RESOURCES || trouble == TROUBLE_OTHER))
        elsewhere->trouble = number;
}

static bool take_prefix(struct slice *text, const char *prefix)
{
    size_t length = strlen(prefix);
    if (text->length < length || memcmp(text->data, prefix, length) != 0)
        return false;
    *text = (struct slice){text->data + length, text->length - length};
    return true;
}

/* Removes the next line, without its newline, and the blanks before it. False at the end. */
static bool next_line(struct slice *text, struct slice *line)
{
    if (text->length == 0)
        return false;
    *line = slice_take(text, '\n');
    while (line->length > 0 && (line->data[0] == ' ' || line->data[0] == '\t'))
        *line = slice_skip(*line, 1);
    return true;
}

/* "PLACE: socket:[INODE]". A path begins with a slash, so no name of a file looks like it. */
static bool read_registered(struct slice line, uint32_t *inode)
{
    uint64_t number;
    while (line.length > 0 && line.data[0] >= '0' && line.data[0] <= '9')
        line = slice_skip(line, 1);
    if (!take_prefix(&line, ": socket:[") || line.length == 0 ||
        line.data[line.length - 1] != ']' ||
        !number_parse((struct slice){line.data, line.length - 1}, UINT32_MAX, &number))
        return false;
    *inode = (uint32_t)number;
    return true;
}

void elsewhere_add_ring(struct elsewhere *elsewhere, struct slice fdinfo)
{
    struct slice line;
    bool in_files = false;
    while (next_line(&fdinfo, &line)) {
        uint32_t inode;
        if (line.length > 0 && (line.data[0] < '0' || line.data[0] > '9'))
            in_files = take_prefix(&line, "UserFiles:");
        else if (in_files && read_registered(line, &inode) &&
                 id_map_insert(&elsewhere->io_uring, inode, 1) == NULL)
            note_trouble(elsewhere, ENOMEM);
    }
}

void elsewhere_add_messages(struct elsewhere *elsewhere, struct slice fdinfo)
{
    struct slice line;
    while (next_line(&fdinfo, &line)) {
        uint64_t count;
        if (take_prefix(&line, "scm_fds: ") && number_parse(line, UINT32_MAX, &count))
            elsewhere->in_flight += count;
    }
}

/* Reads /proc/PID/fdinfo/NAME. */
static void read_fdinfo(const struct walk *walk, const char *name,
                        void (*add)(struct elsewhere *elsewhere, struct slice fdinfo))
{
    struct strbuf path = {0}, text = {0};
    number_put(&path, walk->process);
    strbuf_put_string(&path, "/fdinfo/");
    strbuf_put(&path, name, strlen(name) + 1);
    errno = ENOMEM;
    if (!path.failed && file_read_at(walk->procfs, path.data, FDINFO_SIZE_MOST, &text))
        add(walk->elsewhere, strbuf_slice(&text));
    else
        note_trouble(walk->elsewhere, errno);
    strbuf_free(&path);
    strbuf_free(&text);
}

/* Every socket has this attribute: "UNIX" or "UNIX-STREAM", or the name of another protocol. */
static bool is_unix_socket(const struct walk *walk, const char *name)
{
    char protocol[32];
    struct strbuf path = {0};
    strbuf_put_string(&path, walk->proc);
    strbuf_put_char(&path, '/');
    number_put(&path, walk->process);
    strbuf_put_string(&path, "/fd/");
    strbuf_put(&path, name, strlen(name) + 1);
    ssize_t length = path.failed ? -1
                                 : file_get_attribute(path.data, "system.sockprotoname", protocol,
                                                      sizeof(protocol));
    if (length < 0)
        note_trouble(walk->elsewhere, path.failed ? ENOMEM : errno);
    strbuf_free(&path);
    struct slice text = {protocol, length < 0 ? 0 : (size_t)length};
    return take_prefix(&text, "UNIX");
}

static bool read_descriptor(void *context, const char *name, uint32_t descriptor)
{
    struct walk *walk = context;
    char link[64]; /* longer links are neither */
    (void)descriptor;
    if (walk->left == 0)
        return false;
    walk->left--;
    ssize_t length = file_read_link_at(walk->directory, name, link, sizeof(link));
    int number = length < 0 && errno != ENAMETOOLONG ? errno : 0; /* a long path is neither */
    note_trouble(walk->elsewhere, number);
    struct slice text = {link, length < 0 ? 0 : (size_t)length};
    if (slice_equals(text, "anon_inode:[io_uring]"))
        read_fdinfo(walk, name, elsewhere_add_ring);
    else if (take_prefix(&text, "socket:[") && is_unix_socket(walk, name))
        read_fdinfo(walk, name, elsewhere_add_messages);
    return trouble_of(number) != TROUBLE_FORBIDDEN; /* when one may not be read, none may */
}

static bool read_process(void *context, const char *name, uint32_t pid)
{
    struct walk *walk = context;
    struct task task = {walk->procfs, pid, 0};
    (void)name;
    walk->process = pid;
    walk->directory = task_open(&task, "fd", O_DIRECTORY);
    if (walk->directory < 0 || !task_each_number(walk->directory, read_descriptor, walk))
        note_trouble(walk->elsewhere, errno);
    if (walk->directory >= 0)
        close(walk->directory);
    return walk->left > 0;
}

void elsewhere_read(struct elsewhere *elsewhere, const char *proc)
{
    struct walk walk = {
        .elsewhere = elsewhere,
        .proc = proc,
        .procfs = file_open_at(AT_FDCWD, proc, O_DIRECTORY),
        .left = DESCRIPTORS_MOST,
    };
    if (walk.procfs < 0 || !task_each_number(walk.procfs, read_process, &walk))
        note_trouble(elsewhere, errno);
    if (walk.procfs >= 0)
        close(walk.procfs);
}

void elsewhere_free(struct elsewhere *elsewhere)
{
    id_map_free(&elsewhere->io_uring);
    id_map_free(&elsewhere->kernel);
    *elsewhere = (struct elsewhere){0};
}
