/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_MD5_KEYS_H
#define SOCKVIEW_SOURCE_MD5_KEYS_H

#include <stddef.h>

/* Overwrites the secret part of the TCP-MD5 keys (INET_DIAG_MD5SIG) in the body of a sock_diag
 * message, so that nothing that copies the message can keep it. Other bodies stay as they are. */
void md5_keys_wipe(void *body, size_t length);

#endif
