/* SPDX-License-Identifier: MIT */
#include "lookup/hosts.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "util/ipv4_mapped.h"
#include "util/plural.h"

enum { THREADS_MOST = 16 };

/* One address and its name. */
struct host {
    struct host_address address;
    char *name; /* owned; NULL while unknown, or when there is none */
};

/* Shared between the program and its threads. Once the first thread has started, `hosts` does not
 * move any more, and everything is read and changed under the mutex. */
struct hosts_work {
    pthread_mutex_t mutex;
    pthread_cond_t finished; /* `answered` or `users` has changed */
    host_resolver *resolver;
    struct host *hosts;
    size_t count, capacity;
    uint32_t *slots; /* hash of addresses: places in `hosts` plus 1, 0 for none */
    size_t slot_count;
    size_t next;     /* place of the first host that no thread has taken */
    size_t answered; /* hosts that are done, with or without a name */
    size_t users;    /* the program, unless it has left, and the threads */
    bool closed;     /* the time is over: names that come now are dropped */
};

static size_t length_of(uint8_t family)
{
    return family == AF_INET6 ? 16 : 4;
}

struct host_address host_address(uint8_t family, const uint8_t *bytes, uint32_t scope)
{
    struct host_address address = {.family = family, .scope = scope};
    if (family == AF_INET6 && ipv4_is_mapped(bytes)) {
        address.family = AF_INET;
        bytes += IPV4_MAPPED_PREFIX;
    }
    memcpy(address.bytes, bytes, length_of(address.family));
    return address;
}

/* FNV-1a (RFC 9923). */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static bool same_address(const struct host_address *left, const struct host_address *right)
{
    return left->family == right->family && left->scope == right->scope &&
           memcmp(left->bytes, right->bytes, length_of(left->family)) == 0;
}

/* The slot of the address, or the empty one where it belongs. */
static uint32_t *find_slot(const struct hosts_work *work, const struct host_address *address)
{
    uint64_t hash =
        hash_bytes(UINT64_C(0xcbf29ce484222325), address->bytes, length_of(address->family));
    hash = hash_bytes(hash, &address->scope, sizeof(address->scope));
    size_t at = (size_t)(hash ^ hash >> 32) & (work->slot_count - 1);
    while (work->slots[at] != 0 &&
           !same_address(&work->hosts[work->slots[at] - 1].address, address))
        at = (at + 1) & (work->slot_count - 1);
    return &work->slots[at];
}

static struct hosts_work *work_make(void)
{
    struct hosts_work *work = calloc(1, sizeof(*work));
    if (work == NULL)
        return NULL;
    pthread_condattr_t attributes;
    pthread_mutex_init(&work->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&work->finished, &attributes);
    pthread_condattr_destroy(&attributes);
    work->users = 1;
    return work;
}

static void work_destroy(struct hosts_work *work)
{
    for (size_t i = 0; i < work->count; i++)
        free(work->hosts[i].name);
    free(work->hosts);
    free(work->slots);
    pthread_cond_destroy(&work->finished);
    pthread_mutex_destroy(&work->mutex);
    free(work);
}

/* Removes one user; the last one frees the work. Called with the mutex held, which it releases. */
static void work_leave(struct hosts_work *work)
{
    bool last = --work->users == 0;
    pthread_cond_signal(&work->finished);
    pthread_mutex_unlock(&work->mutex);
    if (last)
        work_destroy(work);
}

/* Makes room for twice as many hosts. At least half of the slots are always empty. */
static bool grow(struct hosts_work *work)
{
    size_t larger = work->capacity == 0 ? 64 : work->capacity * 2;
    struct host *hosts =
        larger > UINT32_MAX / 2 ? NULL : reallocarray(work->hosts, larger, sizeof(*work->hosts));
    if (hosts == NULL)
        return false;
    work->hosts = hosts;
    uint32_t *slots = calloc(larger * 2, sizeof(*slots));
    if (slots == NULL)
        return false;
    free(work->slots);
    work->slots = slots;
    work->slot_count = larger * 2;
    work->capacity = larger;
    for (size_t i = 0; i < work->count; i++)
        *find_slot(work, &work->hosts[i].address) = (uint32_t)(i + 1);
    return true;
}

/* Whether it is :: or 0.0.0.0. */
static bool is_unspecified(const struct host_address *address)
{
    static const uint8_t zero[16];
    return memcmp(address->bytes, zero, length_of(address->family)) == 0;
}

bool hosts_want(struct hosts *hosts, const struct host_address *address)
{
    if (hosts->resolved || is_unspecified(address))
        return true;
    if (hosts->work == NULL)
        hosts->work = work_make();
    struct hosts_work *work = hosts->work;
    if (work == NULL || (work->count == work->capacity && !grow(work)))
        return false;
    uint32_t *slot = find_slot(work, address);
    if (*slot != 0)
        return true;
    work->hosts[work->count++] = (struct host){.address = *address};
    *slot = (uint32_t)work->count;
    return true;
}

static bool ask_system(const struct host_address *address, char *name, size_t size)
{
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_scope_id = address->scope};
    memcpy(&ipv4.sin_addr, address->bytes, sizeof(ipv4.sin_addr));
    memcpy(&ipv6.sin6_addr, address->bytes, sizeof(ipv6.sin6_addr));
    bool is_ipv6 = address->family == AF_INET6;
    const void *socket_address = is_ipv6 ? (const void *)&ipv6 : &ipv4;
    socklen_t length = is_ipv6 ? sizeof(ipv6) : sizeof(ipv4);
    return getnameinfo(socket_address, length, name, (socklen_t)size, NULL, 0, NI_NAMEREQD) == 0;
}

/* Whether a name can be shown. The owner of an address can give it any name. One that looks like an
 * address or like the wildcard would be taken for that. */
static bool is_name(const char *name)
{
    struct in_addr ipv4;
    struct in6_addr ipv6;
    return name[0] != '\0' && strcmp(name, "*") != 0 && inet_aton(name, &ipv4) == 0 &&
           inet_pton(AF_INET6, name, &ipv6) != 1;
}

/* One thread: resolves one address after another until none is left. */
static void *answer(void *context)
{
    struct hosts_work *work = context;
    char name[NI_MAXHOST];
    pthread_mutex_lock(&work->mutex);
    while (!work->closed && work->next < work->count) {
        size_t at = work->next++;
        struct host_address address = work->hosts[at].address;
        pthread_mutex_unlock(&work->mutex);
        bool known = work->resolver(&address, name, sizeof(name)) && is_name(name);
        pthread_mutex_lock(&work->mutex);
        if (known && !work->closed)
            work->hosts[at].name = strdup(name);
        work->answered++;
    }
    work_leave(work);
    return NULL;
}

static void start_threads(struct hosts_work *work)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    for (size_t i = 0; i < THREADS_MOST && i < work->count; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, answer, work) != 0)
            break;
        work->users++;
    }
    pthread_attr_destroy(&attributes);
}

static struct timespec after(unsigned milliseconds)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += (time_t)(milliseconds / 1000);
    time.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

void hosts_resolve(struct hosts *hosts, unsigned milliseconds)
{
    struct hosts_work *work = hosts->work;
    if (work == NULL || hosts->resolved)
        return;
    hosts->resolved = true;
    struct timespec deadline = after(milliseconds);
    work->resolver = hosts->resolver != NULL ? hosts->resolver : ask_system;
    pthread_mutex_lock(&work->mutex);
    start_threads(work);
    /* The threads have waited for the mutex until here, so none has ended yet. */
    int waited = 0;
    while (work->users > 1 && waited == 0)
        waited = pthread_cond_timedwait(&work->finished, &work->mutex, &deadline);
    work->closed = true;
    pthread_mutex_unlock(&work->mutex);
}

struct slice hosts_find(struct hosts *hosts, const struct host_address *address)
{
    struct slice none = {NULL, 0};
    struct hosts_work *work = hosts->work;
    if (!hosts->resolved || work == NULL || work->count == 0 || is_unspecified(address))
        return none;
    pthread_mutex_lock(&work->mutex);
    uint32_t slot = *find_slot(work, address);
    const char *name = slot == 0 ? NULL : work->hosts[slot - 1].name;
    pthread_mutex_unlock(&work->mutex);
    return name == NULL ? none : slice_of(name);
}

void hosts_report(const struct hosts *hosts, struct notes *notes)
{
    struct hosts_work *work = hosts->work;
    if (!hosts->resolved || work == NULL)
        return;
    pthread_mutex_lock(&work->mutex);
    size_t missing = work->count - work->answered;
    pthread_mutex_unlock(&work->mutex);
    if (missing > 0)
        notes_add(notes, NOTE_HOSTS_UNRESOLVED, OUTCOME_COMPLETE, missing,
                  "hosts: %zu of %zu %s %s numeric: no answer came in time", missing, work->count,
                  plural(work->count, "address", "addresses"), plural(missing, "stays", "stay"));
}

bool hosts_are_busy(const struct hosts *hosts)
{
    struct hosts_work *work = hosts->work;
    if (work == NULL)
        return false;
    pthread_mutex_lock(&work->mutex);
    bool busy = work->users > 1;
    pthread_mutex_unlock(&work->mutex);
    return busy;
}

void hosts_free(struct hosts *hosts)
{
    if (hosts->work != NULL) {
        pthread_mutex_lock(&hosts->work->mutex);
        hosts->work->closed = true;
        work_leave(hosts->work);
    }
    *hosts = (struct hosts){0};
}
