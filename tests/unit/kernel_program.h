/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_KERNEL_PROGRAM_H
#define SOCKVIEW_TESTS_UNIT_KERNEL_PROGRAM_H

#include <linux/inet_diag.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "util/strbuf.h"

/* How the kernel checks and runs a program of inet_diag (net/ipv4/inet_diag.c). */

/* What the kernel knows of a socket when it runs a program. */
struct entry {
    int family;
    uint8_t source[16], destination[16];
    uint16_t source_port, destination_port;
    uint32_t interface, mark;
    uint64_t cgroup;
    bool bound_by_program;
};

static inline struct inet_diag_bc_op operation_at(const char *program, size_t at)
{
    struct inet_diag_bc_op operation;
    memcpy(&operation, program + at, sizeof(operation));
    return operation;
}

/* The least number of bytes that the data of an operation takes; 0 for an unknown operation. */
static inline size_t least_size(const char *program, size_t at, size_t left)
{
    struct inet_diag_hostcond condition;
    switch (operation_at(program, at).code) {
    case INET_DIAG_BC_NOP:
    case INET_DIAG_BC_JMP:
    case INET_DIAG_BC_AUTO:
        return 4;
    case INET_DIAG_BC_S_GE:
    case INET_DIAG_BC_S_LE:
    case INET_DIAG_BC_D_GE:
    case INET_DIAG_BC_D_LE:
    case INET_DIAG_BC_DEV_COND:
        return 8;
    case INET_DIAG_BC_MARK_COND:
    case INET_DIAG_BC_CGROUP_COND:
        return 12;
    case INET_DIAG_BC_S_COND:
    case INET_DIAG_BC_D_COND:
        if (left < 4 + sizeof(condition))
            return 0;
        memcpy(&condition, program + at + 4, sizeof(condition));
        if (condition.prefix_len > (condition.family == AF_INET ? 32 : 128))
            return 0;
        return 4 + sizeof(condition) + (condition.family == AF_INET ? 4 : 16);
    default:
        return 0;
    }
}

/* Whether an operation begins at this place, following the steps for "yes" from the start. */
static inline bool is_reached(const char *program, size_t length, size_t wanted)
{
    size_t at = 0;
    while (at < wanted && at < length)
        at += operation_at(program, at).yes;
    return at == wanted;
}

/* The rules of inet_diag_bc_audit (net/ipv4/inet_diag.c): every step goes forward, is a multiple of
 * 4, and leads to an operation, to the end, or to 4 bytes after the end. */
static inline bool passes_audit(const char *program, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t left = length - at;
        if (left < 4)
            return false;
        struct inet_diag_bc_op operation = operation_at(program, at);
        size_t least = least_size(program, at, left);
        if (least == 0 || least > left)
            return false;
        if (operation.yes < least || operation.yes > left + 4 || operation.yes % 4 != 0)
            return false;
        if (operation.code != INET_DIAG_BC_NOP &&
            (operation.no < least || operation.no > left + 4 || operation.no % 4 != 0 ||
             (operation.no < left && !is_reached(program, length, at + operation.no))))
            return false;
        at += operation.yes;
    }
    return at == length;
}

static inline bool same_prefix(const uint8_t *left, const uint8_t *right, unsigned length)
{
    for (unsigned bit = 0; bit < length; bit++) {
        if ((left[bit / 8] ^ right[bit / 8]) >> (7 - bit % 8) & 1)
            return false;
    }
    return true;
}

static inline bool host_holds(const char *data, const struct entry *entry, bool source)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct inet_diag_hostcond condition;
    uint8_t wanted[16] = {0};
    const uint8_t *address = source ? entry->source : entry->destination;
    memcpy(&condition, data, sizeof(condition));
    memcpy(wanted, data + sizeof(condition), condition.family == AF_INET ? 4 : 16);
    if (condition.family == entry->family)
        return same_prefix(address, wanted, condition.prefix_len);
    return condition.family == AF_INET && memcmp(address, mapped, sizeof(mapped)) == 0 &&
           same_prefix(address + 12, wanted, condition.prefix_len);
}

static inline bool operation_holds(const char *data, const struct entry *entry, unsigned code)
{
    struct inet_diag_bc_op second;
    struct inet_diag_markcond mark;
    uint32_t interface;
    uint64_t cgroup;
    memcpy(&second, data, code == INET_DIAG_BC_AUTO ? 0 : sizeof(second));
    switch (code) {
    case INET_DIAG_BC_S_GE:
        return entry->source_port >= second.no;
    case INET_DIAG_BC_S_LE:
        return entry->source_port <= second.no;
    case INET_DIAG_BC_D_GE:
        return entry->destination_port >= second.no;
    case INET_DIAG_BC_D_LE:
        return entry->destination_port <= second.no;
    case INET_DIAG_BC_AUTO:
        return !entry->bound_by_program;
    case INET_DIAG_BC_DEV_COND:
        memcpy(&interface, data, sizeof(interface));
        return entry->interface == interface;
    case INET_DIAG_BC_MARK_COND:
        memcpy(&mark, data, sizeof(mark));
        return (entry->mark & mark.mask) == mark.mark;
    case INET_DIAG_BC_CGROUP_COND:
        memcpy(&cgroup, data, sizeof(cgroup));
        return entry->cgroup == cgroup;
    case INET_DIAG_BC_NOP:
        return true;
    default:
        return host_holds(data, entry, code == INET_DIAG_BC_S_COND);
    }
}

/* As inet_diag_bc_run. */
static inline bool kernel_passes(const struct strbuf *program, const struct entry *entry)
{
    size_t at = 0;
    while (at < program->length) {
        struct inet_diag_bc_op operation = operation_at(program->data, at);
        bool holds = operation.code != INET_DIAG_BC_JMP &&
                     operation_holds(program->data + at + 4, entry, operation.code);
        at += holds ? operation.yes : operation.no;
    }
    return at == program->length;
}

#endif
