/* SPDX-License-Identifier: MIT */
#include "source/ahead.h"

#include <errno.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "source/netlink.h"
#include "util/thread.h"

enum { SLOT_COUNT = 8 };

/* One datagram, or the error of a receive. */
struct slot {
    ssize_t length; /* in bytes; -1: the receive failed */
    int error;      /* errno when `length` is -1 */
    _Alignas(struct nlmsghdr) char data[NETLINK_RECEIVE_SIZE];
};

struct ahead {
    const struct mnl_socket *socket;
    uint32_t sequence, port;
    pthread_t thread;
    pthread_mutex_t mutex; /* protects the members below it, except the slots */
    pthread_cond_t filled, emptied;
    size_t received, read; /* numbers of datagrams since the start; a number modulo SLOT_COUNT is
                            * the slot */
    bool reading;          /* the slot of the datagram `read` is in use */
    bool finished;         /* the thread receives no more */
    bool stopped;          /* the reader has stopped */
    struct slot slots[SLOT_COUNT];
};

/* Whether the answer ends in this datagram. A malformed datagram also counts as the end, because
 * the reader gives up on it. */
static bool is_last(const struct ahead *ahead, const char *at, size_t left)
{
    while (left > 0) {
        const struct nlmsghdr *header = (const void *)at;
        if (!netlink_message_fits(header, left))
            return true;
        bool is_end = header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR ||
                      header->nlmsg_type == NLMSG_OVERRUN;
        if (is_end && header->nlmsg_seq == ahead->sequence && header->nlmsg_pid == ahead->port)
            return true;
        size_t step = NLMSG_ALIGN((size_t)header->nlmsg_len);
        at += step < left ? step : left;
        left -= step < left ? step : left;
    }
    return false;
}

/* Waits for a slot to receive into. NULL when the reader has stopped. */
static struct slot *wait_for_room(struct ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->stopped && ahead->received - ahead->read == SLOT_COUNT)
        pthread_cond_wait(&ahead->emptied, &ahead->mutex);
    struct slot *slot = ahead->stopped ? NULL : &ahead->slots[ahead->received % SLOT_COUNT];
    pthread_mutex_unlock(&ahead->mutex);
    return slot;
}

/* Waking the reader costs more than reading does, so the reader sleeps until several datagrams are
 * there. */
static void hand_over(struct ahead *ahead, bool finished)
{
    pthread_mutex_lock(&ahead->mutex);
    ahead->received++;
    ahead->finished = finished;
    if (finished || ahead->received - ahead->read >= SLOT_COUNT / 2)
        pthread_cond_signal(&ahead->filled);
    pthread_mutex_unlock(&ahead->mutex);
}

static void *receive_all(void *context)
{
    struct ahead *ahead = context;
    struct slot *slot;
    bool finished = false;
    while (!finished && (slot = wait_for_room(ahead)) != NULL) {
        slot->length = netlink_receive(ahead->socket, slot->data, sizeof(slot->data));
        slot->error = errno;
        finished = slot->length < 0 || is_last(ahead, slot->data, (size_t)slot->length);
        hand_over(ahead, finished);
    }
    return NULL;
}

static void ahead_free(struct ahead *ahead)
{
    pthread_cond_destroy(&ahead->emptied);
    pthread_cond_destroy(&ahead->filled);
    pthread_mutex_destroy(&ahead->mutex);
    size_t used = ahead->received < SLOT_COUNT ? ahead->received : SLOT_COUNT;
    /* What was not read can have keys. */
    explicit_bzero(ahead->slots, used * sizeof(ahead->slots[0]));
    free(ahead);
}

struct ahead *ahead_start(const struct mnl_socket *socket, uint32_t sequence, uint32_t port)
{
    struct ahead *ahead = thread_processors() > 1 ? malloc(sizeof(*ahead)) : NULL;
    if (ahead == NULL)
        return NULL;
    ahead->socket = socket;
    ahead->sequence = sequence;
    ahead->port = port;
    ahead->received = ahead->read = 0;
    ahead->reading = ahead->finished = ahead->stopped = false;
    pthread_mutex_init(&ahead->mutex, NULL);
    pthread_cond_init(&ahead->filled, NULL);
    pthread_cond_init(&ahead->emptied, NULL);
    if (thread_start(&ahead->thread, receive_all, ahead))
        return ahead;
    ahead_free(ahead);
    return NULL;
}

/* Waits for the next datagram. NULL when no more will arrive. */
static struct slot *wait_for_datagram(struct ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    if (ahead->reading) {
        ahead->read++;
        pthread_cond_signal(&ahead->emptied);
    }
    while (!ahead->finished && ahead->received == ahead->read)
        pthread_cond_wait(&ahead->filled, &ahead->mutex);
    ahead->reading = ahead->received != ahead->read;
    struct slot *slot = ahead->reading ? &ahead->slots[ahead->read % SLOT_COUNT] : NULL;
    pthread_mutex_unlock(&ahead->mutex);
    return slot;
}

ssize_t ahead_next(struct ahead *ahead, void **data)
{
    struct slot *slot = wait_for_datagram(ahead);
    if (slot == NULL || slot->length < 0) {
        errno = slot == NULL ? EBADMSG : slot->error;
        return -1;
    }
    *data = slot->data;
    return slot->length;
}

void ahead_stop(struct ahead *ahead)
{
    int number = errno;
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->mutex);
    ahead->stopped = true;
    pthread_cond_signal(&ahead->emptied);
    pthread_mutex_unlock(&ahead->mutex);
    pthread_join(ahead->thread, NULL);
    ahead_free(ahead);
    errno = number;
}
