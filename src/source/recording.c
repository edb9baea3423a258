/* SPDX-License-Identifier: MIT */
#include "source/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "family/families.h"
#include "source/diag_answer.h"
#include "source/md5_keys.h"
#include "source/netlink.h"
#include "util/file.h"

/* The kernel sends no longer message than a receiver has room for, and so ss does not record one.
 */
enum { MESSAGE_MOST = NETLINK_RECEIVE_SIZE };

struct reading {
    struct diag_answer answer;
    const struct recording *recording;
    struct dump_report *report;
    int file;
    uint64_t taken;    /* bytes of the messages that were read */
    uint64_t received; /* bytes that were read */
    size_t start, end; /* bytes of `buffer` that were read and not taken */
    _Alignas(struct nlmsghdr) char buffer[2 * MESSAGE_MOST];
};

static void fail(struct reading *reading, const char *why)
{
    reading->report->result = DUMP_FAILED;
    error_set(&reading->report->error, EBADMSG, "recording %s: %s", reading->recording->path, why);
}

static void fail_at(struct reading *reading, const char *why)
{
    reading->report->result = DUMP_FAILED;
    error_set(&reading->report->error, EBADMSG, "recording %s: %s at byte %llu",
              reading->recording->path, why, (unsigned long long)reading->taken);
}

static void fail_number(const struct recording *recording, struct dump_report *report, int number)
{
    report->result = DUMP_FAILED;
    error_set_errno(&report->error, number, "recording %s", recording->path);
}

/* A pipe is read when its writer has written. False with errno. */
static bool wait_for_input(const struct reading *reading)
{
    struct pollfd input = {.fd = reading->file, .events = POLLIN};
    int ready;
    do
        ready = poll(&input, 1, (int)reading->recording->patience);
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        errno = ETIMEDOUT;
    return ready > 0;
}

/* read(2) of a file that was opened without waiting. */
static ssize_t read_some(const struct reading *reading, char *bytes, size_t size)
{
    while (wait_for_input(reading)) {
        ssize_t length = file_read_some(reading->file, bytes, size);
        if (length >= 0 || errno != EAGAIN)
            return length;
    }
    return -1;
}

/* Reads on, after moving what was not taken to the start. False at the end, and when it failed. */
static bool read_more(struct reading *reading)
{
    memmove(reading->buffer, reading->buffer + reading->start, reading->end - reading->start);
    reading->end -= reading->start;
    reading->start = 0;
    ssize_t length =
        read_some(reading, reading->buffer + reading->end, sizeof(reading->buffer) - reading->end);
    if (length < 0 && errno == ETIMEDOUT)
        fail(reading, "nothing more comes out of the pipe");
    else if (length < 0)
        fail_number(reading->recording, reading->report, errno);
    if (length <= 0)
        return false;
    reading->end += (size_t)length;
    reading->received += (size_t)length;
    if (reading->received <= RECORDING_MOST)
        return true;
    fail(reading, "it has more than 1 GiB, and the rest is not read");
    return false;
}

/* Whether so many bytes are there that were not taken. */
static bool has_bytes(struct reading *reading, size_t count)
{
    while (reading->end - reading->start < count) {
        if (!read_more(reading))
            return false;
    }
    return true;
}

/* The next message; valid until the next call. NULL at the end, and when it failed. */
static struct nlmsghdr *next_message(struct reading *reading)
{
    if (!has_bytes(reading, sizeof(struct nlmsghdr))) {
        if (reading->end > reading->start && reading->report->result == DUMP_DONE)
            fail_at(reading, "it is cut off in the message");
        return NULL;
    }
    const struct nlmsghdr *header = (const void *)(reading->buffer + reading->start);
    size_t length = header->nlmsg_len;
    if (length < sizeof(*header) || length > MESSAGE_MOST) {
        fail_at(reading, "there is no netlink message");
        return NULL;
    }
    if (!has_bytes(reading, length)) {
        if (reading->report->result == DUMP_DONE)
            fail_at(reading, "it is cut off in the message");
        return NULL;
    }
    return (void *)(reading->buffer + reading->start);
}

/* Drops a message with what pads it, which the last one may lack. */
static void drop_message(struct reading *reading, size_t length)
{
    size_t padded = NLMSG_ALIGN(length);
    size_t dropped = has_bytes(reading, padded) ? padded : reading->end - reading->start;
    reading->start += dropped;
    reading->taken += dropped;
}

/* The kernel says only which table it was. */
static void explain_failure(struct reading *reading)
{
    struct dump_report *report = reading->report;
    int number = report->error.number;
    if (report->result != DUMP_FAILED && report->result != DUMP_ABSENT)
        return;
    report->result = DUMP_FAILED;
    error_clear(&report->error);
    error_set_errno(&report->error, number, "recording %s: the recorded dump has failed",
                    reading->recording->path);
}

/* Numbers and type are those of the request of whoever recorded it: what was asked is not known, so
 * they become those that the answer is to have. */
static void take_message(struct reading *reading, struct nlmsghdr *header)
{
    bool is_socket =
        header->nlmsg_type == SOCK_DIAG_BY_FAMILY || header->nlmsg_type == TCPDIAG_GETSOCK;
    if (!is_socket && header->nlmsg_type >= NLMSG_MIN_TYPE) {
        reading->report->malformed++;
        return;
    }
    size_t length = header->nlmsg_len;
    header->nlmsg_seq = reading->answer.sequence;
    header->nlmsg_pid = reading->answer.port;
    if (is_socket) {
        header->nlmsg_type = diag_message_type(reading->answer.dump);
        md5_keys_wipe(NLMSG_DATA(header), length - NLMSG_HDRLEN);
    }
    diag_consume(&reading->answer, header, length, reading->report);
    explain_failure(reading);
}

/* What is after the end of a dump is another dump: ss records IPv4 and IPv6 one after the other. */
static bool begin_another(struct reading *reading)
{
    reading->answer.ended = false;
    if (!reading->recording->first_only || !has_bytes(reading, 1))
        return true;
    fail_at(reading, "only the first dump is read, as by ss: there is another one");
    return false;
}

static void read_messages(struct reading *reading)
{
    struct nlmsghdr *header = NULL;
    bool good = true;
    while (good && reading->report->result == DUMP_DONE &&
           (header = next_message(reading)) != NULL) {
        size_t length = header->nlmsg_len;
        reading->answer.whole = false;
        take_message(reading, header);
        drop_message(reading, length);
        if (reading->answer.whole && reading->report->result == DUMP_DONE)
            good = begin_another(reading);
    }
    if (reading->report->result != DUMP_DONE || reading->answer.whole)
        return;
    fail(reading,
         reading->received == 0 ? "it is empty" : "it has no end: the last sockets may be missing");
}

/* Does not wait for the writer of a pipe. Negative with errno. */
static int open_file(const char *path)
{
    struct stat status;
    int file = file_open_at(AT_FDCWD, path, O_NONBLOCK | O_NOCTTY);
    if (file < 0 || fstat(file, &status) != 0)
        return file;
    if (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode))
        return file;
    close(file);
    errno = S_ISDIR(status.st_mode) ? EISDIR : ENODEV;
    return -1;
}

static void fail_open(const struct recording *recording, struct dump_report *report, int number)
{
    fail_number(recording, report, number);
    if (number != ENODEV)
        return;
    error_clear(&report->error);
    error_set(&report->error, number, "recording %s: it is neither a file nor a pipe",
              recording->path);
}

void recording_dump(const struct dump *dump, struct dump_report *report)
{
    *report = (struct dump_report){.result = DUMP_DONE};
    if (dump->recording == NULL) {
        report->result = DUMP_ABSENT;
        error_set(&report->error, ENOENT, "%s: only TCP sockets are recorded", dump_name(dump));
        return;
    }
    int file = open_file(dump->recording->path);
    if (file < 0) {
        fail_open(dump->recording, report, errno);
        return;
    }
    struct reading *reading = calloc(1, sizeof(*reading));
    if (reading == NULL) {
        fail_number(dump->recording, report, ENOMEM);
    } else {
        reading->answer.dump = dump;
        reading->recording = dump->recording;
        reading->report = report;
        reading->file = file;
        read_messages(reading);
        explicit_bzero(reading->buffer, sizeof(reading->buffer)); /* it can have keys */
    }
    free(reading);
    close(file);
}

/* Nothing is kept open: each dump opens its file. */
static void *open_source(struct error *error)
{
    static const char handle = 0;
    (void)error;
    return (void *)(uintptr_t)&handle;
}

static bool has_table(const struct dump *dump)
{
    return dump->recording != NULL;
}

static void dump_table(void *handle, const struct dump *dump, struct dump_report *report)
{
    (void)handle;
    recording_dump(dump, report);
}

static void close_source(void *handle)
{
    (void)handle;
}

const struct source source_recording = {
    .choice = SOURCE_FILE,
    .reports_less = true,
    .open = open_source,
    .has = has_table,
    .dump = dump_table,
    .close = close_source,
};
