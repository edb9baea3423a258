/* SPDX-License-Identifier: MIT */
#include "netns/advise.h"

#include <errno.h>
#include <linux/nsfs.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The process that makes a user namespace can enter it (user_namespaces(7)), and our own cannot be
 * entered again. */
static bool can_be_entered(int users)
{
    uid_t owner;
    struct stat own, other;
    return ioctl(users, NS_GET_OWNER_UID, &owner) == 0 && owner == geteuid() &&
           stat("/proc/self/ns/user", &own) == 0 && fstat(users, &other) == 0 &&
           own.st_ino != other.st_ino;
}

void netns_advise(const char *argument, int target, struct error *error)
{
    bool is_process = argument[strspn(argument, "0123456789")] == '\0';
    int users = is_process ? ioctl(target, NS_GET_USERNS) : -1;
    if (users < 0)
        return;
    if (can_be_entered(users))
        error_set(
            error, EPERM,
            "network namespace '%s': it belongs to a user namespace of yours, which has to be "
            "entered first: try 'nsenter --preserve-credentials --user --net --target %s "
            "sockview ...'",
            argument, argument);
    close(users);
}
