/* SPDX-License-Identifier: MIT */
#include "owners/bpf_sharing.h"

#include <errno.h>
#include <stdlib.h>

#include "owners/bpf_program.h"
#include "util/array.h"

static bool keep(void *context, const void *records, size_t length)
{
    struct bpf_sharing *sharing = context;
    const struct sharing_thread *read = records;
    for (size_t i = 0; i < length / sizeof(*read); i++) {
        struct sharing_thread *threads =
            array_reserve(sharing->threads, &sharing->capacity, sharing->count, sizeof(*threads));
        if (threads == NULL) {
            errno = ENOMEM;
            return false;
        }
        sharing->threads = threads;
        threads[sharing->count++] = read[i];
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct sharing_thread *a = left, *b = right;
    return a->process < b->process ? -1 : a->process > b->process;
}

bool bpf_sharing_read(struct bpf_sharing *sharing, int link)
{
    if (!bpf_program_each(link, keep, sharing))
        return false;
    if (sharing->count > 0)
        qsort(sharing->threads, sharing->count, sizeof(*sharing->threads), compare);
    return true;
}

const struct sharing_thread *bpf_sharing_find(const struct bpf_sharing *sharing, uint32_t process,
                                              size_t *count)
{
    const struct sharing_thread key = {.process = process};
    size_t low = array_find_first(sharing->threads, sharing->count, sizeof(*sharing->threads), &key,
                                  compare);
    *count = 0;
    while (low + *count < sharing->count && sharing->threads[low + *count].process == process)
        ++*count;
    return *count == 0 ? NULL : &sharing->threads[low];
}

void bpf_sharing_free(struct bpf_sharing *sharing)
{
    free(sharing->threads);
    *sharing = (struct bpf_sharing){0};
}
