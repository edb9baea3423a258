/* SPDX-License-Identifier: MIT */
#include "util/trouble.h"

#include <errno.h>

enum trouble trouble_of(int number)
{
    switch (number) {
    case 0:
        return TROUBLE_NONE;
    case ENOENT:
    case ESRCH:
        return TROUBLE_GONE;
    case EACCES:
    case EPERM:
        return TROUBLE_FORBIDDEN;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return TROUBLE_RESOURCES;
    default:
        return TROUBLE_OTHER;
    }
}
