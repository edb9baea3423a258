/* SPDX-License-Identifier: MIT */
#include "util/lent.h"

#include <errno.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "util/capability.h"

bool lent_rights(void)
{
    return getauxval(AT_SECURE) != 0;
}

/* When the effective user changes from root to another user, the kernel clears the effective
 * capabilities, and restores them when it is root again (capabilities(7)). When the file lends
 * capabilities, the user stays the same. */
bool lent_put_aside(struct lent *lent)
{
    *lent = (struct lent){geteuid(), getegid(), 0};
    if (!lent_rights())
        return true;
    if (!capability_use(0, &lent->capabilities))
        return false;
    if (setegid(getgid()) == 0 && seteuid(getuid()) == 0)
        return true;
    int number = errno;
    lent_take_back(lent);
    errno = number;
    return false;
}

bool lent_take_back(const struct lent *lent)
{
    if (!lent_rights())
        return true;
    return seteuid(lent->user) == 0 && setegid(lent->group) == 0 &&
           capability_use(lent->capabilities, NULL);
}
