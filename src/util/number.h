/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_NUMBER_H
#define SOCKVIEW_UTIL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* Appends a number in decimal. */
void number_put(struct strbuf *buffer, uint64_t number);

/* Appends a number in lower-case hexadecimal, without a prefix or leading zeros. */
void number_put_hex(struct strbuf *buffer, uint64_t number);

/* Appends an IPv4 address (4 bytes in network order) as inet_ntop writes it. */
void number_put_ipv4(struct strbuf *buffer, const uint8_t address[4]);

/* Appends an IPv6 address (16 bytes in network order) as inet_ntop writes it (RFC 5952, with the
 * dotted form for v4-mapped and v4-compatible addresses). */
void number_put_ipv6(struct strbuf *buffer, const uint8_t address[16]);

/* Reads the whole of `text` as a decimal number of at most `most`; false for anything else (no
 * digits, a sign, a blank, too large). */
bool number_parse(struct slice text, uint64_t most, uint64_t *number);

/* Reads the whole of `text` as a hexadecimal number of at most `most`, like number_parse. */
bool number_parse_hex(struct slice text, uint64_t most, uint64_t *number);

#endif
