/* SPDX-License-Identifier: MIT */
#include <linux/netlink_diag.h>

#include "column/flags.h"
#include "column/groups.h"
#include "util/number.h"

enum { BITS = 8 };

/* Groups count from 1. The kernel sends an array of longs, each in the byte order of the
 * machine. */
static bool has_group(struct slice groups, size_t group)
{
    unsigned long word;
    size_t bit = group - 1, bits = sizeof(word) * BITS;
    memcpy(&word, groups.data + bit / bits * sizeof(word), sizeof(word));
    return word >> bit % bits & 1;
}

static bool get_groups(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column;
    if (!sock_has_fact(sock, FACT_GROUPS))
        return false;
    struct slice groups = sock_fact(sock, FACT_GROUPS);
    size_t words = groups.length / sizeof(unsigned long);
    struct strbuf *text = &lookups->scratch;
    strbuf_clear(text);
    for (size_t group = 1; group <= words * sizeof(unsigned long) * BITS; group++) {
        if (!has_group(groups, group))
            continue;
        if (text->length > 0)
            strbuf_put_char(text, ',');
        number_put(text, group);
    }
    value->text = text->length > 0 ? strbuf_slice(text) : slice_of("none");
    return words > 0 || groups.length == 0;
}

static bool get_flags(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    static const struct flag_word words[] = {
        {NDIAG_FLAG_CB_RUNNING, "dump"},
        {NDIAG_FLAG_PKTINFO, "pktinfo"},
        {NDIAG_FLAG_BROADCAST_ERROR, "broadcast_error"},
        {NDIAG_FLAG_NO_ENOBUFS, "no_enobufs"},
        {NDIAG_FLAG_LISTEN_ALL_NSID, "listen_all_nsid"},
        {NDIAG_FLAG_CAP_ACK, "cap_ack"},
        {1 << 6, "ext_ack"},
        {1 << 7, "strict_check"},
    };
    (void)column;
    uint32_t flags;
    struct slice fact = sock_fact(sock, FACT_FLAGS);
    if (fact.length < sizeof(flags))
        return false;
    memcpy(&flags, fact.data, sizeof(flags));
    value->text = flags_text(&lookups->scratch, words, sizeof(words) / sizeof(words[0]), flags);
    return true;
}

static const struct column rows[] = {
    {"groups", "Groups", "multicast groups of a netlink socket, separated by commas", VALUE_TEXT,
     IN_EXTENDED, .get = get_groups, .example = "1,5"},
    {"groups_mask", "Groups-Mask",
     "first 32 multicast groups of a netlink socket, one bit each, hexadecimal", VALUE_HEX,
     IN_EXTENDED, .have = HAVE_GROUPS, COLUMN_NUMBER(groups)},
    {"netlink_flags", "Netlink-Flags",
     "options of a netlink socket, and dump while the kernel sends it a dump", VALUE_TEXT,
     IN_EXTENDED, .get = get_flags, .example = "pktinfo,cap_ack"},
};
static const char *const families_with_these[] = {"netlink", NULL};

const struct column_group columns_netlink = {rows, sizeof(rows) / sizeof(rows[0]),
                                             families_with_these};
