/* SPDX-License-Identifier: MIT */
#include "source/source.h"

const struct source_row source_rows[] = {
    {"auto", SOURCE_AUTO, "netlink, and /proc/net for each table that netlink does not give"},
    {"netlink", SOURCE_NETLINK, "the kernel's sock_diag only"},
    {"proc", SOURCE_PROC, "the files of /proc/net only"},
};
const size_t source_rows_count = sizeof(source_rows) / sizeof(source_rows[0]);
