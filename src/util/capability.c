/* SPDX-License-Identifier: MIT */
#include "util/capability.h"

#include <linux/capability.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As the kernel takes and gives them: the low half of each set first. */
struct sets {
    struct __user_cap_header_struct header;
    struct __user_cap_data_struct halves[_LINUX_CAPABILITY_U32S_3];
};

static bool get_sets(struct sets *sets)
{
    *sets = (struct sets){.header = {.version = _LINUX_CAPABILITY_VERSION_3}};
    return syscall(SYS_capget, &sets->header, sets->halves) == 0;
}

static bool put_sets(struct sets *sets)
{
    return syscall(SYS_capset, &sets->header, sets->halves) == 0;
}

static uint64_t join(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

bool capability_is_held(unsigned capability)
{
    struct sets sets;
    return get_sets(&sets) &&
           sets.halves[CAP_TO_INDEX(capability)].effective & (uint32_t)CAP_TO_MASK(capability);
}

uint64_t capability_permitted(void)
{
    struct sets sets;
    return get_sets(&sets) ? join(sets.halves[0].permitted, sets.halves[1].permitted) : 0;
}

bool capability_keep(uint64_t set)
{
    struct sets sets;
    if (!get_sets(&sets))
        return false;
    for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
        uint32_t half = (uint32_t)(set >> (32 * i));
        sets.halves[i].permitted &= half;
        sets.halves[i].effective &= half;
        sets.halves[i].inheritable &= half;
    }
    return put_sets(&sets);
}

bool capability_use(uint64_t set, uint64_t *before)
{
    struct sets sets;
    if (!get_sets(&sets))
        return false;
    if (before != NULL)
        *before = join(sets.halves[0].effective, sets.halves[1].effective);
    for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
        sets.halves[i].effective = (uint32_t)(set >> (32 * i));
    return put_sets(&sets);
}

const char *capability_missing(const struct capability_pair *pair)
{
    unsigned missing = 0;
    if (!capability_is_held(pair->first))
        missing |= 1;
    if (!capability_is_held(pair->second))
        missing |= 2;
    return pair->names[missing];
}
