/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "kernel.h"
#include "records.h"

/* The file system of sockets (linux/magic.h). A UNIX socket may also have a special file at the
 * path to which it is bound. That file belongs to another file system and is not the socket,
 * although its mode says so. */
#define SOCKFS_MAGIC 0x534F434B

/* The tables lie this far apart, as a cache line has 64 bytes. */
#define TABLE_SHIFT 6

/* Whether the reading process is in another pid namespace than the first. Set before the program is
 * loaded, so that the verifier drops what is not needed. */
const volatile unsigned char is_below = 0;

/* The numbers of the first namespace are in the task itself. */
static __always_inline void set_numbers(struct socket_file *record, struct task_struct *task)
{
    if (!is_below) {
        record->process = (unsigned)task->tgid;
        record->thread = (unsigned)task->pid;
        return;
    }
    unsigned level = reader_level();
    record->process = number_at(BPF_CORE_READ(task, group_leader, thread_pid), level);
    record->thread = number_at(BPF_CORE_READ(task, thread_pid), level);
}

/* Called for every open file of every task. Each pointer that is followed without BPF_CORE_READ
 * makes loading slower, because the verifier searches the kernel's types by name (0.3 ms on Linux
 * 6.18). Each one that is followed with it makes every call slower. So only the pointer that is
 * rarely needed is followed with it. */
SEC("iter/task_file")
int write_socket_file(struct bpf_iter__task_file *context)
{
    struct task_struct *task = context->task;
    struct file *file = context->file;
    if (task == 0 || file == 0)
        return 0;
    struct inode *inode = file->f_inode;
    if (inode->i_sb->s_magic != SOCKFS_MAGIC)
        return 0;
    struct socket_file record = {
        .descriptor = context->fd,
        .inode = (unsigned)inode->i_ino,
        .table = (unsigned)((unsigned long)BPF_CORE_READ(task, files) >> TABLE_SHIFT),
    };
    set_numbers(&record, task);
    copy_name(record.name, task);
    if (record.process != 0 && record.thread != 0)
        bpf_seq_write(context->meta->seq, &record, sizeof(record));
    return 0;
}

/* The kernel allows bpf_seq_write only to programs under the GPL. */
char program_license[] SEC("license") = "Dual MIT/GPL";
