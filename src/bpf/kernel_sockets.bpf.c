/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "kernel.h"
#include "records.h"

/* These states have small records in place of a socket, or one that no file refers to. */
enum { TIME_WAIT = 6, NEW_SYN_RECV = 12 };

/* The number of the file of a socket that the kernel made for itself, which no task has open. */
static __always_inline int write_socket(struct bpf_iter_meta *meta, struct sock *sock)
{
    struct socket *file = BPF_CORE_READ(sock, sk_socket);
    if (file == 0 || !BPF_CORE_READ_BITFIELD_PROBED(sock, sk_kern_sock))
        return 0;
    unsigned inode = (unsigned)BPF_CORE_READ((struct socket_alloc *)file, vfs_inode.i_ino);
    bpf_seq_write(meta->seq, &inode, sizeof(inode));
    return 0;
}

/* Called for every TCP socket of the network namespace. */
SEC("iter/tcp")
int write_kernel_tcp(struct bpf_iter__tcp *context)
{
    struct sock_common *common = context->sk_common;
    if (common == 0)
        return 0;
    unsigned char state = common->skc_state;
    if (state == TIME_WAIT || state == NEW_SYN_RECV)
        return 0;
    return write_socket(context->meta, (struct sock *)common);
}

/* The same for UDP. */
SEC("iter/udp")
int write_kernel_udp(struct bpf_iter__udp *context)
{
    struct udp_sock *sock = context->udp_sk;
    return sock == 0 ? 0 : write_socket(context->meta, (struct sock *)sock);
}

/* The kernel allows bpf_seq_write only to programs under the GPL. */
char program_license[] SEC("license") = "Dual MIT/GPL";
