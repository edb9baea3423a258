/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_FUZZ_NO_NAMES_H
#define SOCKVIEW_TESTS_FUZZ_NO_NAMES_H

#include <netdb.h>

/* No name server is asked. Takes the place of the C library's function. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **list)
{
    (void)name, (void)service, (void)hints, (void)list;
    return EAI_NONAME;
}

#endif
