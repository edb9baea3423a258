/* SPDX-License-Identifier: MIT */

/* An answer of the kernel over netlink. Input: the place of a table, a byte of choices, and a
 * datagram. */
#include <linux/netlink.h>

#include "checks.h"
#include "source/diag_answer.h"

enum { REMEMBERS = 1, LATE = 2, LEAVES = 4 };

struct taker {
    bool leaves;
    size_t count;
};

static enum emit_result take(void *context, const struct sock *sock)
{
    struct taker *taker = context;
    taker->count++;
    check_columns(sock, lasting_lookups());
    return taker->leaves ? EMIT_STOP : EMIT_GO;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct input input = {data, length};
    struct id_map seen = {0};
    struct dump dump = {.table = table_at(input_byte(&input), &dump.family)};
    uint8_t choices = input_byte(&input);
    struct taker taker = {.leaves = choices & LEAVES};
    struct slice datagram = input_copy(&input, SIZE_MAX);
    struct nlmsghdr header = {0};
    if (datagram.length >= sizeof(header))
        memcpy(&header, datagram.data, sizeof(header));
    dump.emitter = (struct emitter){take, &taker};
    struct diag_answer answer = {
        .dump = &dump,
        .sequence = header.nlmsg_seq,
        .port = header.nlmsg_pid,
        .seen = choices & REMEMBERS ? &seen : NULL,
        .remembers = choices & REMEMBERS,
        .late_states = choices & LATE ? UINT32_MAX : 0,
    };
    struct dump_report report = {.result = DUMP_DONE};
    /* The copy is ours: keys in it are wiped. */
    diag_consume(&answer, (void *)(uintptr_t)datagram.data, datagram.length, &report);
    struct slice reason = slice_of(error_message(&report.error));
    fuzz_demand(report.emitted == taker.count, "sockets were lost", reason);
    fuzz_demand(report.result == DUMP_DONE || answer.ended, "a failure that goes on", reason);
    fuzz_demand(report.result < DUMP_ABSENT || reason.length > 0, "no reason", reason);
    error_clear(&report.error);
    id_map_free(&seen);
    copy_free(datagram);
    return 0;
}
