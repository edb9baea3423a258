/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "kernel.h"
#include "records.h"

/* Called for every task. */
SEC("iter/task")
int write_sharing_thread(struct bpf_iter__task *context)
{
    struct task_struct *task = context->task;
    if (task == 0)
        return 0;
    struct task_struct *first = task->group_leader;
    if (task == first)
        return 0;
    struct files_struct *files = BPF_CORE_READ(task, files);
    if (files == 0 || files != BPF_CORE_READ(first, files))
        return 0;
    unsigned level = reader_level();
    struct sharing_thread record = {
        .process = number_at(BPF_CORE_READ(first, thread_pid), level),
        .thread = number_at(BPF_CORE_READ(task, thread_pid), level),
    };
    copy_name(record.name, task);
    if (record.process != 0 && record.thread != 0)
        bpf_seq_write(context->meta->seq, &record, sizeof(record));
    return 0;
}

/* The kernel allows bpf_seq_write only to programs under the GPL. */
char program_license[] SEC("license") = "Dual MIT/GPL";
