/* SPDX-License-Identifier: MIT */
#include "util/natural.h"

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* Takes a row of digits off the front, without its leading zeros. */
static struct slice take_digits(struct slice *text)
{
    size_t zeros = 0, length = 0;
    while (zeros < text->length && text->data[zeros] == '0')
        zeros++;
    while (zeros + length < text->length && is_digit(text->data[zeros + length]))
        length++;
    struct slice digits = {text->data + zeros, length};
    *text = (struct slice){digits.data + length, text->length - zeros - length};
    return digits;
}

static int compare_bytes(struct slice left, struct slice right)
{
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = shorter == 0 ? 0 : memcmp(left.data, right.data, shorter);
    return order != 0 ? order : (left.length > right.length) - (left.length < right.length);
}

static int compare_digits(struct slice left, struct slice right)
{
    if (left.length != right.length)
        return left.length < right.length ? -1 : 1;
    return compare_bytes(left, right);
}

int natural_compare(struct slice left, struct slice right)
{
    struct slice first = left, second = right;
    int order = 0;
    while (order == 0 && first.length > 0 && second.length > 0) {
        if (is_digit(first.data[0]) && is_digit(second.data[0])) {
            struct slice digits = take_digits(&first);
            order = compare_digits(digits, take_digits(&second));
            continue;
        }
        order = (unsigned char)first.data[0] - (unsigned char)second.data[0];
        first = slice_skip(first, 1);
        second = slice_skip(second, 1);
    }
    if (order == 0)
        order = (first.length > 0) - (second.length > 0);
    return order != 0 ? order : compare_bytes(left, right);
}
