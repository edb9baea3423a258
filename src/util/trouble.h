/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_TROUBLE_H
#define SOCKVIEW_UTIL_TROUBLE_H

/* The kinds of failure to read something in /proc. They differ in what they mean for the answer. If
 * it is gone, nothing is missing. If it is forbidden, something may be missing. Without resources,
 * the whole answer is in doubt. */
enum trouble {
    TROUBLE_NONE,
    TROUBLE_GONE,      /* ENOENT, ESRCH: the process or the file does not exist any more */
    TROUBLE_FORBIDDEN, /* EACCES, EPERM */
    TROUBLE_RESOURCES, /* EMFILE, ENFILE, ENOMEM: no descriptors or no memory */
    TROUBLE_OTHER,
};

/* The kind of an errno; 0 is no trouble. */
enum trouble trouble_of(int number);

#endif
