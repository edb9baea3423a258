/* SPDX-License-Identifier: MIT */
#include "column/words.h"

#include <sys/socket.h>

#include "family/families.h"

const char *column_family_word(size_t place)
{
    const struct address_family *address = families_address(place);
    return address == NULL ? NULL : address->name;
}

const char *column_type_word(size_t place)
{
    static const char *const words[] = {
        [SOCK_STREAM - 1] = "stream", [SOCK_DGRAM - 1] = "dgram",         [SOCK_RAW - 1] = "raw",
        [SOCK_RDM - 1] = "rdm",       [SOCK_SEQPACKET - 1] = "seqpacket", [SOCK_DCCP - 1] = "dccp",
    };
    return COLUMN_WORD_AT(words, place);
}

const char *column_timer_word(size_t place)
{
    /* The names are those of ss. */
    static const char *const words[] = {
        [TIMER_OFF] = "off",
        [TIMER_ON] = "on",
        [TIMER_KEEPALIVE] = "keepalive",
        [TIMER_TIME_WAIT] = "timewait",
        [TIMER_PERSIST] = "persist",
    };
    return COLUMN_WORD_AT(words, place);
}

const char *column_shutdown_word(size_t place)
{
    static const char *const words[] = {"none", "receive", "send", "both"};
    return COLUMN_WORD_AT(words, place);
}
