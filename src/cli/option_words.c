/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "cli/kinds.h"
#include "column/columns.h"

const char *option_group_title(enum option_group group)
{
    static const char *const titles[] = {
        [GROUP_SOCKETS] = "Which sockets to show",
        [GROUP_DETAILS] = "What to show of each socket",
        [GROUP_OUTPUT] = "How to print them",
        [GROUP_KILL] = "Destroying sockets",
        [GROUP_SOURCE] = "Where the data comes from",
        [GROUP_OTHER] = "Help and version",
    };
    return titles[group];
}

/* What -f takes, as ss spells it. */
static const char *const address_families[][2] = {
    {"inet", "IPv4"},
    {"inet6", "IPv6"},
    {"unix", "UNIX domain sockets"},
    {"link", "packet sockets"},
    {"netlink", "netlink sockets"},
    {"vsock", "sockets between virtual machines and their host"},
    {"tipc", "TIPC sockets"},
    {"xdp", "XDP sockets"},
};
enum { ADDRESS_FAMILIES = sizeof(address_families) / sizeof(address_families[0]) };

const char *option_argument_word(enum option_argument argument, size_t place, const char **help)
{
    static const char *const when[][2] = {
        {"auto", "only on a terminal"}, {"always", "always"}, {"never", "never"}};
    switch (argument) {
    case ARGUMENT_NONE:
    case ARGUMENT_FILE:
    case ARGUMENT_NAMESPACE:
    case ARGUMENT_SECONDS:
    case ARGUMENT_NUMBER:
        return NULL;
    case ARGUMENT_KINDS:
        return kinds_word(place, help);
    case ARGUMENT_FAMILY:
        *help = place < ADDRESS_FAMILIES ? address_families[place][1] : NULL;
        return place < ADDRESS_FAMILIES ? address_families[place][0] : NULL;
    case ARGUMENT_STATES:
        *help = place < state_rows_count ? state_rows[place].help : NULL;
        return place < state_rows_count ? state_rows[place].name : NULL;
    case ARGUMENT_COLUMNS:
        *help = place < columns_count() ? column_at(place)->help : NULL;
        return place < columns_count() ? column_at(place)->name : NULL;
    case ARGUMENT_FORMAT:
        *help = place < formats_count ? formats[place].help : NULL;
        return place < formats_count ? formats[place].name : NULL;
    case ARGUMENT_SORT:
        *help = place == 0 ? "as they come, in the kernel's order" : NULL;
        return place == 0 ? "none" : NULL;
    case ARGUMENT_SOURCE:
        *help = place < source_rows_count ? source_rows[place].help : NULL;
        return place < source_rows_count ? source_rows[place].name : NULL;
    case ARGUMENT_OWNERS:
        *help = place < owners_rows_count ? owners_rows[place].help : NULL;
        return place < owners_rows_count ? owners_rows[place].name : NULL;
    case ARGUMENT_COLOUR:
        *help = place < 3 ? when[place][1] : NULL;
        return place < 3 ? when[place][0] : NULL;
    }
    return NULL;
}
