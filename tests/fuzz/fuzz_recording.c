/* SPDX-License-Identifier: MIT */

/* A recorded dump. Input: a byte of choices, and the recording. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "checks.h"
#include "family/families.h"
#include "need.h"
#include "source/recording.h"

enum { FIRST_ONLY = 1, LEAVES = 2 };

struct taker {
    bool leaves;
    size_t count;
};

static enum emit_result take(void *context, const struct sock *sock)
{
    struct taker *taker = context;
    taker->count++;
    fuzz_demand(sock_is_recorded(sock) && !sock_can_be_held(sock), "it may have an owner here",
                slice_of(""));
    check_columns(sock, lasting_lookups());
    return taker->leaves ? EMIT_STOP : EMIT_GO;
}

/* The path of a file in memory with these bytes. */
static const char *write_recording(struct slice octets, int *file, char *path, size_t size)
{
    *file = memfd_create("recording", MFD_CLOEXEC);
    fuzz_demand(*file >= 0 && write(*file, octets.data, octets.length) == (ssize_t)octets.length,
                "no file in memory", slice_of(""));
    snprintf(path, size, "/proc/self/fd/%d", *file);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct input input = {data, length};
    uint8_t choices = input_byte(&input);
    struct slice octets = input_copy(&input, SIZE_MAX);
    struct taker taker = {.leaves = choices & LEAVES};
    char path[64];
    int file;
    const struct recording recording = {write_recording(octets, &file, path, sizeof(path)),
                                        choices & FIRST_ONLY, 0};
    const struct dump dump = {
        .family = &family_tcp,
        .table = family_tcp.whole,
        .request = {state_all(), NEED_DETAILS, {0}},
        .recording = &recording,
        .emitter = {take, &taker},
    };
    struct dump_report report;
    recording_dump(&dump, &report);
    struct slice reason = slice_of(error_message(&report.error));
    fuzz_demand(report.emitted == taker.count, "sockets were lost", reason);
    fuzz_demand(report.result != DUMP_ABSENT, "an absent table", reason);
    fuzz_demand(report.result != DUMP_FAILED || reason.length > 0, "no reason", reason);
    fuzz_demand(report.result != DUMP_ENDED || taker.leaves, "it ended by itself", reason);
    error_clear(&report.error);
    close(file);
    copy_free(octets);
    return 0;
}
