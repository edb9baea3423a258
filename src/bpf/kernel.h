/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#ifndef SOCKVIEW_BPF_KERNEL_H
#define SOCKVIEW_BPF_KERNEL_H

/* The types that libbpf's headers expect. */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "records.h"

/* The members of the kernel's types that are used here. The kernel fills in their real offsets when
 * the program is loaded (CO-RE). */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct super_block {
    unsigned long s_magic;
};

struct inode {
    struct super_block *i_sb;
    unsigned long i_ino;
};

struct file {
    struct inode *f_inode;
};

struct upid {
    int nr;
};

struct pid {
    unsigned level;
    struct upid numbers[1];
};

struct files_struct;

struct task_struct {
    int pid, tgid;
    struct task_struct *group_leader;
    struct files_struct *files;
    struct pid *thread_pid;
    char comm[TASK_NAME_SIZE];
};

struct sock_common {
    volatile unsigned char skc_state;
};

struct socket;

struct sock {
    struct sock_common __sk_common;
    struct socket *sk_socket;
    __u8 sk_kern_sock : 1;
};

struct udp_sock;

struct socket_alloc {
    struct inode vfs_inode;
};

struct seq_file;

struct bpf_iter_meta {
    struct seq_file *seq;
};

struct bpf_iter__task {
    struct bpf_iter_meta *meta;
    struct task_struct *task;
};

struct bpf_iter__task_file {
    struct bpf_iter_meta *meta;
    struct task_struct *task;
    __u32 fd;
    struct file *file;
};

struct bpf_iter__tcp {
    struct bpf_iter_meta *meta;
    struct sock_common *sk_common;
};

struct bpf_iter__udp {
    struct bpf_iter_meta *meta;
    struct udp_sock *udp_sk;
};

#pragma clang attribute pop

/* How deep the pid namespace of the reading process is nested; the first namespace has level 0. */
static __always_inline unsigned reader_level(void)
{
    struct task_struct *reader = (struct task_struct *)bpf_get_current_task_btf();
    return BPF_CORE_READ(reader, thread_pid, level);
}

/* The number of a pid in the namespace at a level, or 0 when its task has ended. A pid has a number
 * in its own namespace and in every one above. */
static __always_inline __u32 number_at(struct pid *pid, unsigned level)
{
    __u32 number = 0;
    const char *numbers = (const char *)pid + bpf_core_field_offset(pid->numbers);
    const char *place = numbers + level * bpf_core_type_size(struct upid);
    bpf_probe_read_kernel(&number, sizeof(number), place + bpf_core_field_offset(struct upid, nr));
    return number;
}

/* A program may change its name at any time; the last byte is NUL all the same. */
static __always_inline void copy_name(char name[TASK_NAME_SIZE], struct task_struct *task)
{
    const __u64 *from = (const __u64 *)task->comm;
    __u64 *to = (__u64 *)name;
    to[0] = from[0];
    to[1] = from[1];
}

#endif
