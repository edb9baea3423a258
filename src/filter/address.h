/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_ADDRESS_H
#define SOCKVIEW_FILTER_ADDRESS_H

#include "filter/tree.h"

/* Addresses of the internet and their prefixes, as they are written in an expression. */

/* Whether it is a word for any address, such as `*`, or nothing. */
bool filter_is_any(struct slice text);

/* Reads an IPv6 address and nothing else. */
bool filter_ipv6_read(struct slice text, uint8_t address[16]);

/* Reads the length of a prefix of a family (AF_INET, AF_INET6) in bits: a number, or a netmask of
 * IPv4. */
bool filter_length_read(struct slice text, int family, unsigned *length);

/* Says that a text is no such length. Always false. */
bool filter_length_fail(struct slice text, int family, struct error *error);

/* Says that a text is no address. Always false. */
bool filter_address_fail(struct slice text, struct error *error);

/* Reads ADDRESS or ADDRESS/PREFIX of the host's family, or of either; or all addresses of a name,
 * which is resolved here. They go into `arena`. False with `error` when it is none. */
bool filter_prefix_read(struct filter_host *host, struct slice text, struct arena *arena,
                        struct error *error);

#endif
