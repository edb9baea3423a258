/* SPDX-License-Identifier: MIT */
#include "source/source.h"

const struct source_row source_rows[] = {
    [SOURCE_AUTO] = {"auto", "netlink, and /proc/net for each table that netlink does not give"},
    [SOURCE_NETLINK] = {"netlink", "the kernel's sock_diag only"},
    [SOURCE_PROC] = {"proc", "the files of /proc/net only"},
};
const size_t source_rows_count = sizeof(source_rows) / sizeof(source_rows[0]);
