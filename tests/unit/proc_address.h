/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_PROC_ADDRESS_H
#define SOCKVIEW_TESTS_UNIT_PROC_ADDRESS_H

#include <endian.h>

/* Four bytes of an address, two hexadecimal digits each, as /proc/net prints them: the kernel takes
 * them from memory as one number in the machine's order. */
#if __BYTE_ORDER == __BIG_ENDIAN
#define PROC_WORD(first, second, third, fourth) first second third fourth
#else
#define PROC_WORD(first, second, third, fourth) fourth third second first
#endif

#define PROC_LOOPBACK PROC_WORD("7F", "00", "00", "01")
#define PROC_ONE      PROC_WORD("00", "00", "00", "01") /* the last word of ::1 */

#endif
