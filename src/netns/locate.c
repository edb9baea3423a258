/* SPDX-License-Identifier: MIT */
#include "netns/locate.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util/thread.h"

enum { SECONDS_MOST = 2 };

/* A path that a thread follows. The thread may never come back from it, so whoever of the two is
 * last frees this. */
struct way {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int (*locate)(const char *path, uint32_t *inode);
    char *path; /* owned */
    int file;   /* -1 with `number` */
    int number; /* errno */
    uint32_t inode;
    bool done, abandoned;
};

static void way_free(struct way *way)
{
    pthread_cond_destroy(&way->changed);
    pthread_mutex_destroy(&way->lock);
    free(way->path);
    free(way);
}

static struct way *way_make(const char *path, int (*locate)(const char *path, uint32_t *inode))
{
    struct way *way = calloc(1, sizeof(*way));
    char *copy = strdup(path);
    pthread_condattr_t attributes;
    if (way == NULL || copy == NULL) {
        free(way);
        free(copy);
        return NULL;
    }
    way->path = copy;
    way->locate = locate;
    pthread_mutex_init(&way->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&way->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return way;
}

static void *follow(void *context)
{
    struct way *way = context;
    uint32_t inode = 0;
    int file = way->locate(way->path, &inode), number = errno;
    pthread_mutex_lock(&way->lock);
    way->file = file;
    way->number = number;
    way->inode = inode;
    way->done = true;
    bool abandoned = way->abandoned;
    pthread_cond_signal(&way->changed);
    pthread_mutex_unlock(&way->lock);
    if (abandoned && file >= 0)
        close(file);
    if (abandoned)
        way_free(way);
    return NULL;
}

/* Waits for the thread. False when it does not come back in time; it then frees the way. */
static bool wait_for(struct way *way)
{
    struct timespec due;
    int result = 0;
    clock_gettime(CLOCK_MONOTONIC, &due);
    due.tv_sec += SECONDS_MOST;
    pthread_mutex_lock(&way->lock);
    while (!way->done && result == 0)
        result = pthread_cond_timedwait(&way->changed, &way->lock, &due);
    way->abandoned = !way->done;
    bool done = way->done;
    pthread_mutex_unlock(&way->lock);
    return done;
}

static int take_result(struct way *way, uint32_t *inode)
{
    int file = way->file, number = way->number;
    *inode = way->inode;
    way_free(way);
    errno = number;
    return file;
}

int netns_locate(const char *path, uint32_t *inode,
                 int (*locate)(const char *path, uint32_t *inode))
{
    pthread_t thread;
    struct way *way = way_make(path, locate);
    if (way == NULL || !thread_start(&thread, follow, way)) {
        if (way != NULL)
            way_free(way);
        errno = way == NULL ? ENOMEM : EAGAIN;
        return -1;
    }
    if (!wait_for(way)) {
        pthread_detach(thread);
        errno = ETIMEDOUT;
        return -1;
    }
    pthread_join(thread, NULL);
    return take_result(way, inode);
}
