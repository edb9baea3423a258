/* SPDX-License-Identifier: MIT */

/* To be preloaded (LD_PRELOAD): lets one call of the program fail. FAULTS is "KIND NUMBER ERRNO":
 * the NUMBER-th call of that kind, counted from 1 over all threads, fails with ERRNO. Only calls of
 * the program itself and of libraries other than the C library count: what the C library does with
 * a failure inside it is not ours.
 * The kinds:
 *   memory    malloc, calloc, realloc, reallocarray, strdup, vasprintf
 *   read      read, getline, readdir, getdents64, readlink, readlinkat, getxattr
 *   receive   recv, recvfrom, recvmsg
 *   open      open, openat, fopen, fdopen, opendir, fdopendir
 *   socket    socket
 *   thread    pthread_create
 * FAULTS_LABEL is the security context that every file has then.
 * FAULTS_COUNTS names a file to which the program's end adds a line "KIND CALLS" for each kind. */
/* Or one symbol would stand for a function and for its form with large offsets. */
#undef _FILE_OFFSET_BITS
/* The headers would define some of these functions themselves. */
#undef _FORTIFY_SOURCE
#ifndef __NO_INLINE__
#define __NO_INLINE__ 1
#endif
#include <asm/fcntl.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* fcntl.h would make one name of some of these. */
int open(const char *path, int flags, ...);
int open64(const char *path, int flags, ...);
int openat(int directory, const char *path, int flags, ...);
int openat64(int directory, const char *path, int flags, ...);
FILE *fopen64(const char *path, const char *mode);
struct dirent64 *readdir64(DIR *directory);

enum kind { MEMORY, READ, RECEIVE, OPEN, SOCKET, THREAD, KINDS };

static const char *const kind_names[KINDS] = {"memory", "read",   "receive",
                                              "open",   "socket", "thread"};

/* Where the C library and the loader are. */
struct range {
    uintptr_t start, end;
};

static struct range libraries[4];
static size_t library_count;
static atomic_int calls[KINDS];
static int fault_kind = KINDS, fault_number, fault_error;

/* The C library's own, under names that nothing replaces. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

static int note_library(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size, (void)context;
    const char *slash = strrchr(info->dlpi_name, '/');
    const char *name = slash == NULL ? info->dlpi_name : slash + 1;
    if (strncmp(name, "libc.", 5) != 0 && strncmp(name, "ld-", 3) != 0)
        return 0;
    struct range range = {UINTPTR_MAX, 0};
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (part->p_type != PT_LOAD)
            continue;
        range.start = start < range.start ? start : range.start;
        range.end = start + part->p_memsz > range.end ? start + part->p_memsz : range.end;
    }
    if (library_count < sizeof(libraries) / sizeof(libraries[0]))
        libraries[library_count++] = range;
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    char name[16];
    const char *text = getenv("FAULTS");
    dl_iterate_phdr(note_library, NULL);
    if (text == NULL || sscanf(text, "%15s %d %d", name, &fault_number, &fault_error) != 3)
        return;
    for (int kind = 0; kind < KINDS; kind++) {
        if (strcmp(name, kind_names[kind]) == 0)
            fault_kind = kind;
    }
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAULTS_COUNTS");
    library_count = 0;
    FILE *file = path == NULL ? NULL : fopen(path, "ae");
    for (int kind = 0; file != NULL && kind < KINDS; kind++)
        fprintf(file, "%s %d\n", kind_names[kind], calls[kind]);
    if (file != NULL)
        fclose(file);
}

/* Whether this call, which came from `caller`, is the one that fails; errno is then set. */
static bool fails(enum kind kind, const void *caller)
{
    if (library_count == 0)
        return false;
    for (size_t i = 0; i < library_count; i++) {
        if ((uintptr_t)caller >= libraries[i].start && (uintptr_t)caller < libraries[i].end)
            return false;
    }
    int number = atomic_fetch_add(&calls[kind], 1) + 1;
    if (fault_kind != (int)kind || number != fault_number)
        return false;
    errno = fault_error;
    return true;
}

#define FAILS(kind) fails(kind, __builtin_return_address(0))

/* Looks the function up that was to be called. */
static void find_real(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL)
        abort();
    memcpy(function, &found, size);
}

/* A variable `real` with the function of that name. */
#define REAL(name)                                                                                 \
    __typeof__(name) *real;                                                                        \
    find_real(#name, &real, sizeof(real))

void *malloc(size_t size)
{
    return FAILS(MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return FAILS(MEMORY) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return FAILS(MEMORY) ? NULL : __libc_realloc(block, size);
}

void *reallocarray(void *block, size_t count, size_t size)
{
    size_t bytes;
    if (FAILS(MEMORY))
        return NULL;
    if (!__builtin_mul_overflow(count, size, &bytes))
        return __libc_realloc(block, bytes);
    errno = ENOMEM;
    return NULL;
}

char *strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = FAILS(MEMORY) ? NULL : __libc_malloc(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

int vasprintf(char **text, const char *format, va_list arguments)
{
    REAL(vasprintf);
    return FAILS(MEMORY) ? -1 : real(text, format, arguments);
}

/* What a fortified build calls. */
int __vasprintf_chk(char **text, int flag, const char *format, va_list arguments);

int __vasprintf_chk(char **text, int flag, const char *format, va_list arguments)
{
    REAL(__vasprintf_chk);
    return FAILS(MEMORY) ? -1 : real(text, flag, format, arguments);
}

ssize_t read(int descriptor, void *buffer, size_t size)
{
    REAL(read);
    return FAILS(READ) ? -1 : real(descriptor, buffer, size);
}

ssize_t __read_chk(int descriptor, void *buffer, size_t size, size_t most);

ssize_t __read_chk(int descriptor, void *buffer, size_t size, size_t most)
{
    REAL(__read_chk);
    return FAILS(READ) ? -1 : real(descriptor, buffer, size, most);
}

ssize_t getline(char **line, size_t *size, FILE *stream)
{
    REAL(getline);
    return FAILS(READ) ? -1 : real(line, size, stream);
}

/* Compiled code calls getline by this name. */
ssize_t __getdelim(char **line, size_t *size, int end, FILE *stream)
{
    REAL(__getdelim);
    return FAILS(READ) ? -1 : real(line, size, end, stream);
}

struct dirent *readdir(DIR *directory)
{
    REAL(readdir);
    return FAILS(READ) ? NULL : real(directory);
}

struct dirent64 *readdir64(DIR *directory)
{
    REAL(readdir64);
    return FAILS(READ) ? NULL : real(directory);
}

/* Only that of getdents64: the C library has no name for it everywhere. */
long syscall(long number, ...)
{
    REAL(syscall);
    long values[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        values[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_getdents64 && FAILS(READ))
        return -1;
    return real(number, values[0], values[1], values[2], values[3], values[4], values[5]);
}

ssize_t readlink(const char *path, char *buffer, size_t size)
{
    REAL(readlink);
    return FAILS(READ) ? -1 : real(path, buffer, size);
}

ssize_t readlinkat(int directory, const char *path, char *buffer, size_t size)
{
    REAL(readlinkat);
    return FAILS(READ) ? -1 : real(directory, path, buffer, size);
}

ssize_t __readlinkat_chk(int directory, const char *path, char *buffer, size_t size, size_t most);

ssize_t __readlinkat_chk(int directory, const char *path, char *buffer, size_t size, size_t most)
{
    REAL(__readlinkat_chk);
    return FAILS(READ) ? -1 : real(directory, path, buffer, size, most);
}

ssize_t recv(int descriptor, void *buffer, size_t size, int flags)
{
    REAL(recv);
    return FAILS(RECEIVE) ? -1 : real(descriptor, buffer, size, flags);
}

ssize_t recvfrom(int descriptor, void *buffer, size_t size, int flags, __SOCKADDR_ARG address,
                 socklen_t *length)
{
    REAL(recvfrom);
    return FAILS(RECEIVE) ? -1 : real(descriptor, buffer, size, flags, address, length);
}

ssize_t recvmsg(int descriptor, struct msghdr *message, int flags)
{
    REAL(recvmsg);
    return FAILS(RECEIVE) ? -1 : real(descriptor, message, flags);
}

ssize_t getxattr(const char *path, const char *name, void *value, size_t size)
{
    REAL(getxattr);
    const char *label = strcmp(name, "security.selinux") == 0 ? getenv("FAULTS_LABEL") : NULL;
    if (FAILS(READ))
        return -1;
    if (label == NULL)
        return real(path, name, value, size);
    size_t length = strlen(label);
    if (size >= length)
        memcpy(value, label, length);
    return (ssize_t)length;
}

/* The mode of a file that is made; other calls pass none. */
#define MODE_OF(flags, mode)                                                                       \
    int mode = 0;                                                                                  \
    do {                                                                                           \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        if ((flags)&O_CREAT)                                                                       \
            mode = va_arg(arguments, int);                                                         \
        va_end(arguments);                                                                         \
    } while (0)

int open(const char *path, int flags, ...)
{
    REAL(open);
    MODE_OF(flags, mode);
    return FAILS(OPEN) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    REAL(open64);
    MODE_OF(flags, mode);
    return FAILS(OPEN) ? -1 : real(path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...)
{
    REAL(openat);
    MODE_OF(flags, mode);
    return FAILS(OPEN) ? -1 : real(directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...)
{
    REAL(openat64);
    MODE_OF(flags, mode);
    return FAILS(OPEN) ? -1 : real(directory, path, flags, mode);
}

/* What a fortified build calls when it does not know the flags. */
int __open64_2(const char *path, int flags);
int __openat64_2(int directory, const char *path, int flags);

int __open64_2(const char *path, int flags)
{
    REAL(__open64_2);
    return FAILS(OPEN) ? -1 : real(path, flags);
}

int __openat64_2(int directory, const char *path, int flags)
{
    REAL(__openat64_2);
    return FAILS(OPEN) ? -1 : real(directory, path, flags);
}

FILE *fopen(const char *path, const char *mode)
{
    REAL(fopen);
    return FAILS(OPEN) ? NULL : real(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    REAL(fopen64);
    return FAILS(OPEN) ? NULL : real(path, mode);
}

FILE *fdopen(int descriptor, const char *mode)
{
    REAL(fdopen);
    return FAILS(OPEN) ? NULL : real(descriptor, mode);
}

DIR *opendir(const char *path)
{
    REAL(opendir);
    return FAILS(OPEN) ? NULL : real(path);
}

DIR *fdopendir(int descriptor)
{
    REAL(fdopendir);
    return FAILS(OPEN) ? NULL : real(descriptor);
}

int socket(int domain, int type, int protocol)
{
    REAL(socket);
    return FAILS(SOCKET) ? -1 : real(domain, type, protocol);
}

/* Answers with the error, and leaves errno alone. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *argument)
{
    REAL(pthread_create);
    return FAILS(THREAD) ? fault_error : real(thread, attributes, start, argument);
}
