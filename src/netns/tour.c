/* SPDX-License-Identifier: MIT */
#include "netns/tour.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "lookup/namespaces.h"
#include "netns/advise.h"
#include "netns/find.h"
#include "netns/open.h"
#include "util/plural.h"
#include "util/trouble.h"

#define PROC "/proc"

/* How often the list is read when namespaces disappear in the meantime. */
enum { TRIES = 3 };

enum step {
    STEP_ON,
    STEP_GONE, /* the namespace was not at its path in the list */
    STEP_LOST, /* the thread cannot return to its own namespace */
    STEP_STOP, /* the caller asked for no more */
};

/* What the caller wants to be called in each namespace. */
struct visitor {
    bool (*visit)(void *context, const struct netns_stop *stop);
    void *context;
    struct error *error;
};

/* Opens the namespace of this thread and enters it. That changes nothing, but the kernel demands
 * the same capability as for returning from another namespace, so a lack of it shows here. */
static bool open_home(struct netns_tour *tour, struct error *error)
{
    static const char path[] = PROC "/thread-self/ns/net";
    struct error reason = {0};
    tour->home = netns_open_path(path, &tour->own, &reason);
    if (tour->home < 0) {
        error_set(error, reason.number, "network namespaces: %s: %s", path, error_message(&reason));
        error_clear(&reason);
        return false;
    }
    if (setns(tour->home, CLONE_NEWNET) == 0)
        return true;
    int number = errno;
    close(tour->home);
    if (number == EPERM)
        return error_set(error, number,
                         "network namespaces: looking into others needs CAP_SYS_ADMIN (root)");
    return error_set_errno(error, number, "network namespaces");
}

static bool start_all(struct netns_tour *tour, struct error *error)
{
    if (!open_home(tour, error))
        return false;
    if (netns_find_all(&tour->list, PROC, NAMESPACES_DIRECTORY, error))
        return true;
    netns_list_free(&tour->list);
    close(tour->home);
    return false;
}

/* When the argument names our own namespace, no capability is needed. */
static bool start_one(struct netns_tour *tour, const char *argument, struct error *error)
{
    tour->target = netns_open(argument, &tour->target_inode, error);
    if (tour->target < 0)
        return false;
    bool same = tour->target_inode == tour->own;
    if (same) {
        close(tour->target);
        tour->choice.argument = NULL;
        return true;
    }
    if (open_home(tour, error)) {
        if (setns(tour->target, CLONE_NEWNET) == 0 && setns(tour->home, CLONE_NEWNET) == 0)
            return true;
        error_set_errno(error, errno, "network namespace '%s': cannot be entered", argument);
        close(tour->home);
    }
    if (error->number == EPERM)
        netns_advise(argument, tour->target, error);
    close(tour->target);
    return false;
}

bool netns_tour_start(struct netns_tour *tour, struct netns_choice choice, struct error *error)
{
    *tour = (struct netns_tour){.choice = choice, .own = namespaces_current()};
    tour->started = choice.all                ? start_all(tour, error)
                    : choice.argument != NULL ? start_one(tour, choice.argument, error)
                                              : true;
    return tour->started;
}

static bool return_home(const struct netns_tour *tour, struct error *error)
{
    return setns(tour->home, CLONE_NEWNET) == 0 ||
           error_set_errno(error, errno, "network namespaces: cannot return to our own");
}

/* Enters a namespace, calls the visitor, and returns to our own. STEP_GONE with errno when it
 * cannot be entered. */
static enum step visit_namespace(struct netns_tour *tour, int target, uint32_t inode,
                                 const struct visitor *visitor)
{
    struct netns_stop stop = {inode, inode == tour->own};
    if (!stop.own && setns(target, CLONE_NEWNET) != 0)
        return STEP_GONE;
    bool more = visitor->visit(visitor->context, &stop);
    if (!stop.own && !return_home(tour, visitor->error))
        return STEP_LOST;
    return more ? STEP_ON : STEP_STOP;
}

static void refuse(struct netns_tour *tour, const struct netns_place *place, const char *reason)
{
    if (tour->refused++ == 0)
        error_set(&tour->refusal, 0, "%s: %s", place->path, reason);
}

/* Visits a place in the list whose path was opened: `target` is the descriptor, or -1 when that
 * failed. The path may lead to another namespace than it did when the list was read, because the
 * number of a process that has ended can belong to a new process. STEP_GONE with `reason`. */
static enum step visit_open(struct netns_tour *tour, const struct netns_place *place, int target,
                            uint32_t inode, const struct visitor *visitor, struct error *reason)
{
    bool reached = target >= 0 && inode == place->inode;
    enum step step = reached ? visit_namespace(tour, target, inode, visitor) : STEP_GONE;
    if (reached && step == STEP_GONE)
        error_set(reason, errno, "%s", strerror(errno));
    else if (target >= 0 && step == STEP_GONE)
        error_set(reason, ENOENT, "its path leads to another one now");
    else if (place->obstacle != NULL)
        error_set(reason, ENOENT, "%s", place->obstacle);
    return step;
}

/* Whether the place may have disappeared since the list was read. The number 0 says that the file
 * is not a namespace: while one is mounted or unmounted, the empty file below shows. */
static bool is_gone(const struct error *reason)
{
    return reason->number == 0 || trouble_of(reason->number) == TROUBLE_GONE;
}

/* Counts the failures of a place. True when it was in the list every time and could not be reached
 * any time, so that it has not just disappeared. Also true when there is no memory to count:
 * reporting it is better than leaving it out silently. */
static bool stays_out_of_reach(struct netns_tour *tour, const struct netns_place *place)
{
    uint32_t *failures = id_map_insert(&tour->failures, place->inode, 0);
    return failures == NULL || ++*failures == TRIES;
}

/* STEP_GONE when the place has disappeared: the list is then read again, as another path may lead
 * to the same namespace. A place that cannot be reached is counted as refused, and the tour goes
 * on. */
static enum step visit_place(struct netns_tour *tour, const struct netns_place *place,
                             const struct visitor *visitor)
{
    uint32_t inode = 0;
    struct error reason = {0};
    int target = place->obstacle == NULL ? netns_open_listed(place->path, &inode, &reason) : -1;
    enum step step = visit_open(tour, place, target, inode, visitor, &reason);
    bool gone = step == STEP_GONE && is_gone(&reason);
    if (step == STEP_GONE && (!gone || stays_out_of_reach(tour, place))) {
        refuse(tour, place, error_message(&reason));
        gone = false;
    }
    if (target >= 0)
        close(target);
    error_clear(&reason);
    if (step == STEP_GONE && !gone)
        return STEP_ON;
    return step;
}

/* Visits the namespaces that were not visited before. STEP_GONE when one of them has disappeared.
 */
static enum step visit_list(struct netns_tour *tour, const struct visitor *visitor)
{
    bool gone = false;
    for (size_t i = 0; i < tour->list.count; i++) {
        const struct netns_place *place = &tour->list.places[i];
        if (id_map_find(&tour->seen, place->inode) != NULL)
            continue;
        enum step step = visit_place(tour, place, visitor);
        if (step == STEP_LOST || step == STEP_STOP)
            return step;
        gone |= step == STEP_GONE;
        if (step == STEP_ON && id_map_insert(&tour->seen, place->inode, 0) == NULL)
            tour->list.trouble = ENOMEM;
    }
    return gone ? STEP_GONE : STEP_ON;
}

static void report(const struct netns_tour *tour, struct notes *notes)
{
    const struct netns_list *list = &tour->list;
    if (tour->refused > 0)
        notes_add(notes, NOTE_NAMESPACE_UNREADABLE, OUTCOME_INCOMPLETE, tour->refused,
                  "network namespaces: %zu could not be entered: %s", tour->refused,
                  error_message(&tour->refusal));
    if (list->unreadable > 0)
        notes_add(notes, NOTE_NAMESPACE_UNREADABLE, OUTCOME_INCOMPLETE, list->unreadable,
                  "network namespaces: %zu %s may not be read, so that some may be missing; root, "
                  "or CAP_SYS_PTRACE, sees them",
                  list->unreadable, plural(list->unreadable, "process", "processes"));
    if (list->trouble != 0)
        notes_add(notes, NOTE_NAMESPACE_UNREADABLE, OUTCOME_INCOMPLETE, 0,
                  "network namespaces: some may be missing: %s", strerror(list->trouble));
}

static bool run_all(struct netns_tour *tour, const struct visitor *visitor, struct notes *notes)
{
    enum step step = visit_list(tour, visitor);
    for (int i = 1; i < TRIES && step == STEP_GONE; i++) {
        netns_list_free(&tour->list);
        if (!netns_find_all(&tour->list, PROC, NAMESPACES_DIRECTORY, visitor->error))
            return false;
        step = visit_list(tour, visitor);
    }
    if (step != STEP_STOP)
        report(tour, notes);
    return step != STEP_LOST;
}

bool netns_tour_run(struct netns_tour *tour,
                    bool (*visit)(void *context, const struct netns_stop *stop), void *context,
                    struct notes *notes, struct error *error)
{
    struct visitor visitor = {visit, context, error};
    if (tour->choice.all)
        return run_all(tour, &visitor, notes);
    if (tour->choice.argument == NULL) {
        visit(context, &(struct netns_stop){tour->own, true});
        return true;
    }
    enum step step = visit_namespace(tour, tour->target, tour->target_inode, &visitor);
    if (step == STEP_GONE)
        error_set_errno(error, errno, "network namespace '%s'", tour->choice.argument);
    return step != STEP_GONE && step != STEP_LOST;
}

void netns_tour_end(struct netns_tour *tour)
{
    bool left = tour->started && (tour->choice.all || tour->choice.argument != NULL);
    if (left)
        close(tour->home);
    if (left && !tour->choice.all)
        close(tour->target);
    netns_list_free(&tour->list);
    id_map_free(&tour->seen);
    id_map_free(&tour->failures);
    error_clear(&tour->refusal);
    *tour = (struct netns_tour){0};
}
