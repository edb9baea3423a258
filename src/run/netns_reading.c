/* SPDX-License-Identifier: MIT */
#include "run/netns_reading.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lookup/ephemeral_ports.h"
#include "lookup/netns_numbers.h"
#include "util/file.h"
#include "util/proc_text.h"

/* Far more than the longest of these files. */
enum { FILE_SIZE_MOST = 1024 * 1024 };

/* Where each number is. The rows of one file follow each other. The kernel shows limits of the
 * whole machine only in the first network namespace. */
static const struct source {
    enum netns_number number;
    const char *path; /* below `proc` */
    enum found (*find)(struct slice text, const char *section, const char *key, uint64_t *number);
    const char *section, *key;
} sources[] = {
    {NETNS_LISTEN_OVERFLOWS, "net/netstat", text_find_below, "TcpExt", "ListenOverflows"},
    {NETNS_LISTEN_DROPS, "net/netstat", text_find_below, "TcpExt", "ListenDrops"},
    {NETNS_BACKLOG_DROPS, "net/netstat", text_find_below, "TcpExt", "TCPBacklogDrop"},
    {NETNS_TCP_MEMORY, "net/sockstat", text_find_pair, "TCP", "mem"},
    {NETNS_TIME_WAIT, "net/sockstat", text_find_pair, "TCP", "tw"},
    {NETNS_ORPHANS, "net/sockstat", text_find_pair, "TCP", "orphan"},
    {NETNS_TCP_MEMORY_LIMIT, "sys/net/ipv4/tcp_mem", text_find_word, NULL, "2"},
    {NETNS_TIME_WAIT_LIMIT, "sys/net/ipv4/tcp_max_tw_buckets", text_find_word, NULL, "0"},
    {NETNS_ORPHANS_LIMIT, "sys/net/ipv4/tcp_max_orphans", text_find_word, NULL, "0"},
};
enum { SOURCES = sizeof(sources) / sizeof(sources[0]) };

struct reading {
    const char *proc;
    struct notes *notes;
    struct netns_numbers numbers;
    struct strbuf path, text;
};

static void note_trouble(struct reading *reading, const char *path, const char *why)
{
    notes_add(reading->notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0, "health: %s/%s: %s",
              reading->proc, path, why);
}

/* False when there is no such file, or it cannot be read. */
static bool read_file(struct reading *reading, const char *path)
{
    strbuf_clear(&reading->path);
    strbuf_clear(&reading->text);
    strbuf_put_string(&reading->path, reading->proc);
    strbuf_put_char(&reading->path, '/');
    strbuf_put(&reading->path, path, strlen(path) + 1);
    errno = ENOMEM;
    if (!reading->path.failed &&
        file_read_at(AT_FDCWD, reading->path.data, FILE_SIZE_MOST, &reading->text))
        return true;
    if (errno != ENOENT)
        note_trouble(reading, path, strerror(errno));
    return false;
}

static void find_number(struct reading *reading, const struct source *source)
{
    uint64_t number;
    enum found found =
        source->find(strbuf_slice(&reading->text), source->section, source->key, &number);
    if (found == FOUND)
        netns_number_set(&reading->numbers, source->number, number);
    else if (found == FOUND_BAD)
        note_trouble(reading, source->path, "could not be understood");
}

/* The range and what is not reserved of it. */
static void take_ports(struct reading *reading, struct lookup_states *states)
{
    const struct ephemeral_ports *ports = ephemeral_ports_find(states, reading->numbers.netns);
    if (ports == NULL || !ports->known)
        return;
    netns_number_set(&reading->numbers, NETNS_FIRST_PORT, ports->first);
    netns_number_set(&reading->numbers, NETNS_LAST_PORT, ports->last);
    netns_number_set(&reading->numbers, NETNS_PORTS, ephemeral_ports_count(ports));
}

void netns_reading_keep(struct lookup_states *states, const char *proc, uint32_t netns,
                        struct notes *notes)
{
    struct reading reading = {.proc = proc, .notes = notes, .numbers.netns = netns};
    const char *path = "";
    bool there = false;
    for (size_t i = 0; i < SOURCES; i++) {
        if (strcmp(sources[i].path, path) != 0)
            there = read_file(&reading, sources[i].path);
        path = sources[i].path;
        if (there)
            find_number(&reading, &sources[i]);
    }
    take_ports(&reading, states);
    netns_numbers_keep(states, &reading.numbers);
    strbuf_free(&reading.path);
    strbuf_free(&reading.text);
}
