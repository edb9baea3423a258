/* SPDX-License-Identifier: MIT */
#include "source/source.h"

const struct source_row source_rows[] = {
    [SOURCE_AUTO] = {"auto", "netlink, and /proc/net for tables that netlink does not provide"},
    [SOURCE_NETLINK] = {"netlink", "only netlink (sock_diag)"},
    [SOURCE_PROC] = {"proc", "only the files in /proc/net"},
    [SOURCE_FILE] = {SOURCE_FILE_WORD, "only a file, whose path follows: TCP sockets that ss -D "
                                       "recorded"},
};
const size_t source_rows_count = sizeof(source_rows) / sizeof(source_rows[0]);
