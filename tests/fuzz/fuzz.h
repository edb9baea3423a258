/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_FUZZ_FUZZ_H
#define SOCKVIEW_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/slice.h"

/* What each harness defines, and what libFuzzer or driver.c calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

/* What is left of an input. */
struct input {
    const uint8_t *data;
    size_t length;
};

/* Takes bytes out of the input; zeroes where it has ended. */
static inline void input_fill(struct input *input, void *bytes, size_t length)
{
    size_t there = length < input->length ? length : input->length;
    memset(bytes, 0, length);
    if (there > 0)
        memcpy(bytes, input->data, there);
    input->data += there;
    input->length -= there;
}

static inline uint8_t input_byte(struct input *input)
{
    uint8_t byte;
    input_fill(input, &byte, 1);
    return byte;
}

/* A copy of the next bytes, at most `most`, that ends where its memory ends, so that a sanitizer
 * sees every read after it. Owned by the caller. */
static inline struct slice input_copy(struct input *input, size_t most)
{
    size_t length = most < input->length ? most : input->length;
    char *copy = calloc(1, length);
    if (copy != NULL)
        input_fill(input, copy, length);
    return (struct slice){copy, copy == NULL ? 0 : length};
}

/* Frees what input_copy returned. */
static inline void copy_free(struct slice copy)
{
    void *memory;
    memcpy(&memory, &copy.data, sizeof(memory));
    free(memory);
}

/* Ends the program when what must hold does not. */
static inline void fuzz_demand(bool holds, const char *what, struct slice shown)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz: %s: %.*s\n", what, (int)shown.length, shown.data);
    abort();
}

#endif
