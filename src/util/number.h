/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_NUMBER_H
#define SOCKVIEW_UTIL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* The digits of the largest number. */
enum { NUMBER_LENGTH_MOST = 20 };

/* Writes a number above 0 in decimal to `at`, which has room for NUMBER_LENGTH_MOST bytes. Returns
 * the place after the last digit. */
char *number_write_long(char *at, uint64_t number);

/* Like number_write_long, also for 0, and without a call for a number of one digit: those are the
 * commonest. */
static inline char *number_write(char *at, uint64_t number)
{
    if (number >= 10)
        return number_write_long(at, number);
    *at = (char)('0' + number);
    return at + 1;
}

/* Writes a number like number_write, in lower-case hexadecimal without a prefix or leading
 * zeros. */
char *number_write_hex(char *at, uint64_t number);

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

/* Writes a number of bytes for people, such as "1.5MiB": in the largest unit of which there is at
 * least one, with a digit after the point. `size` of at least 16 is enough. */
void number_write_size(char *text, size_t size, uint64_t bytes);

#endif
