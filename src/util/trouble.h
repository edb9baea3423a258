/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_TROUBLE_H
#define SOCKVIEW_UTIL_TROUBLE_H

/* Why something in /proc could not be read. The kinds differ in what they mean for the answer:
 * what is gone is not missing from it, what is forbidden may be, and without resources the whole
 * answer is in doubt. */
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
