/* SPDX-License-Identifier: MIT */
#include "owners/bpf_program.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <kernel_sockets.skeleton.h>
#include <sharing_threads.skeleton.h>
#include <socket_files.skeleton.h>

static int link_program(int program)
{
    int link = skel_link_create(program, 0, BPF_TRACE_ITER);
    return link < 0 ? -errno : link;
}

int bpf_program_link_files(bool is_below)
{
    struct socket_files *program = socket_files__open();
    if (program != NULL)
        program->rodata->is_below = is_below;
    int result = program == NULL ? -ENOMEM : socket_files__load(program);
    if (result == 0)
        result = link_program(program->progs.write_socket_file.prog_fd);
    socket_files__destroy(program);
    return result;
}

int bpf_program_link_threads(void)
{
    struct sharing_threads *program = sharing_threads__open();
    int result = program == NULL ? -ENOMEM : sharing_threads__load(program);
    if (result == 0)
        result = link_program(program->progs.write_sharing_thread.prog_fd);
    sharing_threads__destroy(program);
    return result;
}

bool bpf_program_link_kernel(int links[BPF_KERNEL_PROGRAMS])
{
    struct kernel_sockets *program = kernel_sockets__open();
    int result = program == NULL ? -ENOMEM : kernel_sockets__load(program);
    links[0] = result != 0 ? result : link_program(program->progs.write_kernel_udp.prog_fd);
    links[1] = result != 0 ? result : link_program(program->progs.write_kernel_tcp.prog_fd);
    kernel_sockets__destroy(program);
    return links[0] >= 0 && links[1] >= 0;
}

int bpf_program_run(int link)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.iter_create.link_fd = (__u32)link;
    return (int)syscall(SYS_bpf, BPF_ITER_CREATE, &attributes, sizeof(attributes));
}

/* The kernel answers EAGAIN after many tasks without a record. */
ssize_t bpf_program_read(int run, void *records, size_t size)
{
    for (;;) {
        ssize_t length = read(run, records, size);
        if (length >= 0 || (errno != EAGAIN && errno != EINTR))
            return length;
    }
}

bool bpf_program_each(int link, bool (*each)(void *context, const void *records, size_t length),
                      void *context)
{
    _Alignas(8) char records[32 * 1024]; /* as large as the kernel's buffer */
    int run = bpf_program_run(link);
    ssize_t length = -1;
    while (run >= 0 && (length = bpf_program_read(run, records, sizeof(records))) > 0 &&
           each(context, records, (size_t)length))
        ;
    int number = errno;
    if (run >= 0)
        close(run);
    errno = number;
    return length == 0;
}
