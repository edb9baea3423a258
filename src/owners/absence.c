/* SPDX-License-Identifier: MIT */
#include "owners/absence.h"

#include "owners/bpf.h"

/* Processes that may not be read can hold the socket, and so can processes of another namespace. */
static bool are_all_seen(const struct owners *owners)
{
    return owners->by_bpf || (owners->unreadable == 0 && !owners->sight.hidepid);
}

bool owners_are_whole(const struct owners *owners)
{
    return !owners->failed && !owners->link_lost && !owners->threads_unread &&
           owners->trouble == 0 && owners->sight.pid_namespace == PID_NAMESPACE_FIRST &&
           are_all_seen(owners);
}

static enum owner_absence absence_of(struct owners *owners, uint32_t inode)
{
    if (owners->failed || owners->trouble != 0)
        return ABSENCE_UNKNOWN;
    if (id_map_find(&owners->elsewhere.io_uring, inode) != NULL)
        return ABSENCE_IO_URING;
    if (id_map_find(&owners->elsewhere.kernel, inode) != NULL)
        return ABSENCE_KERNEL;
    if (!are_all_seen(owners))
        return ABSENCE_HIDDEN;
    if (owners->sight.pid_namespace == PID_NAMESPACE_OTHER)
        return ABSENCE_OTHER_PID_NAMESPACE;
    return ABSENCE_UNKNOWN;
}

static bool are_of_the_kernel(struct owners *owners)
{
    return owners_count_unseen(owners) == absence_count(owners, ABSENCE_KERNEL);
}

/* Sockets of the kernel come first: to find them costs a millisecond, and the look at descriptors
 * some microseconds for each. */
void owners_explain_absences(struct owners *owners, const char *proc)
{
    owners->unexplained = 0;
    if (owners_count_unseen(owners) == 0)
        return;
    if (owners->choice != OWNERS_PROC)
        owners_bpf_find_kernel(owners, proc, are_of_the_kernel);
    if (!are_of_the_kernel(owners))
        elsewhere_read(&owners->elsewhere, proc);
    owners_note_trouble(owners, owners->elsewhere.trouble);
    if (owners->trouble == 0)
        owners->unexplained = absence_count(owners, ABSENCE_UNKNOWN);
}

size_t absence_count(struct owners *owners, enum owner_absence absence)
{
    size_t count = 0;
    for (size_t i = 0; i < owners->wanted.capacity; i++) {
        const struct id_slot *slot = &owners->wanted.slots[i];
        count +=
            slot->id != 0 && slot->value == NO_LINK && owners_absence(owners, slot->id) == absence;
    }
    return count;
}

/* The kernel reports how many descriptors wait in messages, but not which. So this reason is given
 * only when there are enough for all sockets that nothing else explains. */
enum owner_absence owners_absence(struct owners *owners, uint32_t inode)
{
    enum owner_absence absence = absence_of(owners, inode);
    bool in_flight = owners->unexplained > 0 && owners->unexplained <= owners->elsewhere.in_flight;
    return absence == ABSENCE_UNKNOWN && in_flight ? ABSENCE_IN_FLIGHT : absence;
}
