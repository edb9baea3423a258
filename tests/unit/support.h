/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_SUPPORT_H
#define SOCKVIEW_TESTS_UNIT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "util/strbuf.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Runs before main. Runs only the cases that CMOCKA_TEST_FILTER names, a pattern with * and ?,
 * because cmocka does not read that variable by itself. */
__attribute__((constructor, unused)) static void choose_cases(void)
{
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
}

/* A repeatable stream of numbers (splitmix64). */
static inline uint64_t random_next(uint64_t *seed)
{
    uint64_t number = *seed += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

static inline size_t random_below(uint64_t *seed, size_t limit)
{
    return (size_t)(random_next(seed) % limit);
}

static inline void random_fill(uint64_t *seed, void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        ((unsigned char *)bytes)[i] = (unsigned char)random_next(seed);
}

/* Ends a test that cannot run here. cmocka's own skip() comes out as "not ok", a failure to meson.
 */
#define SKIP_BECAUSE(reason)                                                                       \
    do {                                                                                           \
        print_message("# skipped: %s\n", reason);                                                  \
        return;                                                                                    \
    } while (0)

/* A copy in a block of memory of exactly its size, so that a checker sees every read after it. */
static inline char *exact_copy(const void *data, size_t length)
{
    char *copy = calloc(1, length); /* initialised, or gcc takes a copy of nothing for a fault */
    if (length > 0) {
        assert_non_null(copy);
        memcpy(copy, data, length);
    }
    return copy;
}

static inline void check_slice(struct slice slice, const char *expected, const char *file, int line)
{
    char *text = calloc(slice.length + 1, 1);
    if (text != NULL && slice.length > 0)
        memcpy(text, slice.data, slice.length);
    _assert_string_equal(text, expected, file, line);
    _assert_int_equal(slice.length, strlen(expected), file, line);
    free(text);
}

/* Fails unless the slice holds exactly `expected`. */
#define assert_slice(slice, expected) check_slice(slice, expected, __FILE__, __LINE__)

static inline void check_text(struct strbuf *buffer, const char *expected, const char *file,
                              int line)
{
    _assert_int_equal(buffer->failed, false, file, line);
    check_slice(strbuf_slice(buffer), expected, file, line);
    strbuf_free(buffer);
}

/* Fails unless the buffer holds exactly `expected`, and frees it. */
#define assert_text(buffer, expected) check_text(buffer, expected, __FILE__, __LINE__)

static inline void check_contains(const char *text, const char *part, const char *file, int line)
{
    if (text == NULL || strstr(text, part) == NULL) {
        print_error("\"%s\" is not in \"%s\"\n", part, text != NULL ? text : "(none)");
        _fail(file, line);
    }
}

#define assert_contains(text, part) check_contains(text, part, __FILE__, __LINE__)

#endif
