/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_ADDRESS_H
#define SOCKVIEW_FILTER_ADDRESS_H

#include "filter/tree.h"

/* Internet addresses and prefixes in an expression. */

/* Whether the text stands for any address: `*` and similar words, or an empty text. */
bool filter_is_any(struct slice text);

/* Reads a text that is exactly an IPv6 address. False when it is not. */
bool filter_ipv6_read(struct slice text, uint8_t address[16]);

/* Reads the length of a prefix, in bits: a number, or a netmask for IPv4. `family` is AF_INET or
 * AF_INET6. */
bool filter_length_read(struct slice text, int family, unsigned *length);

/* Sets `error`: the text is no prefix length of the family. Always false. */
bool filter_length_fail(struct slice text, int family, struct error *error);

/* Sets `error`: the text is no address. Always false. */
bool filter_address_fail(struct slice text, struct error *error);

/* Reads ADDRESS or ADDRESS/PREFIX of the host's family, or of either family. Also resolves a host
 * name to all of its addresses. The addresses go into `arena`. False with `error` when the text is
 * none of these. */
bool filter_prefix_read(struct filter_host *host, struct slice text, struct filter_names *names,
                        struct error *error);

#endif
