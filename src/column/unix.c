/* SPDX-License-Identifier: MIT */
#include <linux/unix_diag.h>

#include "column/groups.h"
#include "util/number.h"

/* Only listeners have pending connections. Their receive queue counts them, even when the list of
 * inodes was not requested or did not fit a message. */
static bool get_pending(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    if (sock->state != STATE_LISTEN || !(sock->have & HAVE_RECV_Q))
        return false;
    value->number = sock->recv_q;
    return true;
}

static bool get_pending_inodes(const struct column *column, const struct sock *sock,
                               struct lookups *lookups, struct value *value)
{
    (void)column;
    struct slice pending = sock_fact(sock, FACT_PENDING);
    strbuf_clear(&lookups->scratch);
    for (size_t at = 0; at + sizeof(uint32_t) <= pending.length; at += sizeof(uint32_t)) {
        uint32_t inode;
        memcpy(&inode, pending.data + at, sizeof(inode));
        if (at > 0)
            strbuf_put_char(&lookups->scratch, ',');
        number_put(&lookups->scratch, inode);
    }
    value->text = strbuf_slice(&lookups->scratch);
    return value->text.length > 0;
}

/* The kernel's internal encoding: 20 bits of minor number. It differs from that of stat(2). */
static bool get_device(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    if (!column_get_fact(column, sock, lookups, value))
        return false;
    strbuf_clear(&lookups->scratch);
    number_put(&lookups->scratch, value->number >> 20);
    strbuf_put_char(&lookups->scratch, ':');
    number_put(&lookups->scratch, value->number & 0xfffff);
    value->text = strbuf_slice(&lookups->scratch);
    return true;
}

static const struct column rows[] = {
    {"peer_inode", "Peer-Inode", "inode of the socket at the other end of a UNIX socket",
     VALUE_UNSIGNED, IN_JSON | IN_EXTENDED, .have = HAVE_PEER_INODE, COLUMN_NUMBER(peer_inode),
     .example = "48214"},
    {"file_inode", "File-Inode", "inode of the file that a UNIX socket is bound to", VALUE_UNSIGNED,
     IN_EXTENDED, NEED_FILES, COLUMN_FACT(FACT_FILE, struct unix_diag_vfs, udiag_vfs_ino),
     .null_when = "the socket is bound to no file"},
    {"file_device", "File-Device",
     "device of the file that a UNIX socket is bound to, as MAJOR:MINOR", VALUE_TEXT, IN_EXTENDED,
     NEED_FILES, .fact = FACT_FILE, .get = get_device,
     .offset = offsetof(struct unix_diag_vfs, udiag_vfs_dev), .size = sizeof(uint32_t),
     .example = "0:25", .null_when = "the socket is bound to no file"},
    {"pending", "Pending", "connections waiting to be accepted by a UNIX listener", VALUE_UNSIGNED,
     IN_EXTENDED, .get = get_pending, .null_when = "the socket is no listener"},
    {"pending_inodes", "Pending-Inodes",
     "inodes of the sockets waiting to be accepted by a UNIX listener, separated by commas",
     VALUE_TEXT, IN_EXTENDED, NEED_PENDING, .get = get_pending_inodes, .example = "4711,4712",
     .null_when = "the socket is no listener with connections"},
};
static const char *const families_with_these[] = {"unix", NULL};

const struct column_group columns_unix = {rows, sizeof(rows) / sizeof(rows[0]),
                                          families_with_these};
