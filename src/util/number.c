/* SPDX-License-Identifier: MIT */
#include "util/number.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static char *write_pair(char *at, unsigned number)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233"
        "34353637383940414243444546474849505152535455565758596061626364656667"
        "6869707172737475767778798081828384858687888990919293949596979899";
    memcpy(at, pairs + (size_t)number * 2, 2);
    return at + 2;
}

/* Writes four digits with each division, because divisions are slow and each waits for the one
 * before. */
char *number_write_long(char *at, uint64_t number)
{
    unsigned low = (unsigned)(number % 10000);
    if (number >= 10000) {
        at = number_write_long(at, number / 10000);
        at = write_pair(at, low / 100);
        return write_pair(at, low % 100);
    }
    if (low >= 1000)
        at = write_pair(at, low / 100);
    else if (low >= 100)
        *at++ = (char)('0' + low / 100);
    else if (low < 10) {
        *at++ = (char)('0' + low);
        return at;
    }
    return write_pair(at, low % 100);
}

void number_put(struct strbuf *buffer, uint64_t number)
{
    char *at = strbuf_reserve(buffer, NUMBER_LENGTH_MOST);
    if (at != NULL)
        buffer->length += (size_t)(number_write(at, number) - at);
}

char *number_write_hex(char *at, uint64_t number)
{
    unsigned digits = (67u - (unsigned)__builtin_clzll(number | 1)) / 4;
    for (unsigned i = digits; i > 0; number >>= 4)
        at[--i] = "0123456789abcdef"[number & 0xf];
    return at + digits;
}

void number_put_hex(struct strbuf *buffer, uint64_t number)
{
    char *at = strbuf_reserve(buffer, NUMBER_LENGTH_MOST);
    if (at != NULL)
        buffer->length += (size_t)(number_write_hex(at, number) - at);
}

static char *put_octet(char *at, unsigned octet)
{
    if (octet >= 100)
        *at++ = (char)('0' + octet / 100);
    if (octet >= 10)
        *at++ = (char)('0' + octet / 10 % 10);
    *at++ = (char)('0' + octet % 10);
    return at;
}

void number_put_ipv4(struct strbuf *buffer, const uint8_t address[4])
{
    char *start = strbuf_reserve(buffer, sizeof("255.255.255.255"));
    if (start == NULL)
        return;
    char *at = start;
    for (int i = 0; i < 4; i++) {
        if (i > 0)
            *at++ = '.';
        at = put_octet(at, address[i]);
    }
    buffer->length += (size_t)(at - start);
}

/* Finds the longest run of two or more zero groups; the first one when several are as long. The
 * length is 0 when there is none. */
static void find_zero_run(const uint16_t groups[8], int *start, int *length)
{
    *start = -1;
    *length = 0;
    for (int i = 0; i < 8;) {
        int end = i;
        while (end < 8 && groups[end] == 0)
            end++;
        if (end - i > *length && end - i >= 2) {
            *start = i;
            *length = end - i;
        }
        i = end + 1;
    }
}

void number_put_ipv6(struct strbuf *buffer, const uint8_t address[16])
{
    uint16_t groups[8];
    for (int i = 0; i < 8; i++)
        groups[i] = (uint16_t)(address[2 * i] << 8 | address[2 * i + 1]);
    int run_start, run_length;
    find_zero_run(groups, &run_start, &run_length);
    bool dotted = run_start == 0 && (run_length == 6 || (run_length == 5 && groups[5] == 0xffff));
    for (int i = 0; i < 8; i++) {
        if (i == run_start) {
            strbuf_put(buffer, "::", 2);
            i += run_length - 1;
            continue;
        }
        if (i > 0 && i != run_start + run_length)
            strbuf_put_char(buffer, ':');
        if (dotted && i == 6) {
            number_put_ipv4(buffer, address + 12);
            return;
        }
        number_put_hex(buffer, groups[i]);
    }
}

/* Without a division, because the descriptors of a machine are read as numbers. */
bool number_parse(struct slice text, uint64_t most, uint64_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned digit = (unsigned char)text.data[i] - (unsigned)'0';
        if (digit > 9 || value > UINT64_MAX / 10 ||
            (value == UINT64_MAX / 10 && digit > UINT64_MAX % 10))
            return false;
        value = value * 10 + digit;
    }
    if (text.length == 0 || value > most)
        return false;
    *number = value;
    return true;
}

static unsigned digit_of(char character)
{
    if (character >= '0' && character <= '9')
        return (unsigned)(character - '0');
    if (character >= 'a' && character <= 'f')
        return (unsigned)(character - 'a') + 10;
    if (character >= 'A' && character <= 'F')
        return (unsigned)(character - 'A') + 10;
    return 16;
}

bool number_parse_hex(struct slice text, uint64_t most, uint64_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned digit = digit_of(text.data[i]);
        if (digit > 15 || value > UINT64_MAX >> 4)
            return false;
        value = value << 4 | digit;
    }
    if (text.length == 0 || value > most)
        return false;
    *number = value;
    return true;
}

void number_write_size(char *text, size_t size, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    double number = (double)bytes / 1024;
    size_t unit = 0;
    while (number >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        number /= 1024;
        unit++;
    }
    snprintf(text, size, "%.1f%s", number, units[unit]);
}
