/* SPDX-License-Identifier: MIT */
#include "owners/bpf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <sharing_threads.skeleton.h>
#include <socket_files.skeleton.h>

#include "owners/links.h"

bool owners_bpf_is_built(void)
{
    return true;
}

/* A link to a loaded program, which keeps it in the kernel: its descriptor, or a negative errno. */
static int link_program(int program)
{
    int link = skel_link_create(program, 0, BPF_TRACE_ITER);
    return link < 0 ? -errno : link;
}

int owners_bpf_link_files(void)
{
    struct socket_files *program = socket_files__open();
    int result = program == NULL ? -ENOMEM : socket_files__load(program);
    if (result == 0)
        result = link_program(program->progs.write_socket_file.prog_fd);
    socket_files__destroy(program);
    return result;
}

static int link_threads(void)
{
    struct sharing_threads *program = sharing_threads__open();
    int result = program == NULL ? -ENOMEM : sharing_threads__load(program);
    if (result == 0)
        result = link_program(program->progs.write_sharing_thread.prog_fd);
    sharing_threads__destroy(program);
    return result;
}

static bool refuse(struct error *error, int number)
{
    if (number == EPERM || number == EACCES)
        return error_set(error, number,
                         "owners: bpf: not permitted: root, or CAP_BPF with CAP_PERFMON, may, but "
                         "not where a container or a lockdown of the kernel forbids it");
    if (number == EMFILE || number == ENFILE || number == ENOMEM)
        return error_set_errno(error, number, "owners: bpf: cannot load the program");
    return error_set_errno(error, number,
                           "owners: bpf: this kernel does not take the program (it must be Linux "
                           "5.17 or later, with BTF in /sys/kernel/btf/vmlinux)");
}

static bool require_our_numbers(const char *path, struct error *error)
{
    int proc = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0)
        return error_set_errno(error, errno, "owners: bpf: cannot read %s", path);
    bool same = task_has_our_numbers(proc);
    close(proc);
    return same || error_set(error, EXDEV,
                             "owners: bpf: %s is not of the pid namespace of this process: its "
                             "numbers would be wrong",
                             path);
}

bool owners_bpf_prepare(struct owners *owners, const char *proc, struct error *error)
{
    if (owners->bpf != NULL)
        return true;
    if (!require_our_numbers(proc, error))
        return false;
    owners->bpf = malloc(sizeof(*owners->bpf));
    if (owners->bpf == NULL)
        return error_set_errno(error, ENOMEM, "owners: bpf");
    *owners->bpf = (struct owners_bpf){.files = -1, .threads = -1};
    return true;
}

bool owners_bpf_load(struct owners *owners, const char *proc, struct error *error)
{
    if (!owners_bpf_prepare(owners, proc, error))
        return false;
    struct owners_bpf *bpf = owners->bpf;
    owners_ahead_wait(bpf);
    if (bpf->files < 0)
        bpf->files = owners_bpf_link_files();
    if (bpf->files < 0)
        return refuse(error, -bpf->files);
    if (bpf->threads < 0 && owners->with_threads)
        bpf->threads = link_threads();
    return !owners->with_threads || bpf->threads >= 0 || refuse(error, -bpf->threads);
}

void owners_bpf_free(struct owners_bpf *bpf)
{
    if (bpf == NULL)
        return;
    owners_ahead_end(bpf, NULL);
    if (bpf->files >= 0)
        close(bpf->files);
    if (bpf->threads >= 0)
        close(bpf->threads);
    free(bpf);
}
