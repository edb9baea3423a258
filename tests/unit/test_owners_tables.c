/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "owners/bpf.h"
#include "owners/task.h"
#include "owners_tree.h"

enum { SHARERS = 20, SOCKETS = 100 };

/* Sockets in a file table that child processes share with this one. */
struct shared {
    int sockets[SOCKETS];
    uint32_t inodes[SOCKETS];
    pid_t pids[SHARERS];
};

static uint32_t inode_of(int descriptor)
{
    struct stat status;
    assert_int_equal(fstat(descriptor, &status), 0);
    return (uint32_t)status.st_ino;
}

/* Like fork, but the file table stays one. */
static pid_t fork_that_shares_files(void)
{
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;)
        pause();
}

static void start(struct shared *shared)
{
    for (int i = 0; i < SOCKETS; i++) {
        shared->sockets[i] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        assert_true(shared->sockets[i] >= 0);
        shared->inodes[i] = inode_of(shared->sockets[i]);
    }
    for (int i = 0; i < SHARERS; i++) {
        shared->pids[i] = fork_that_shares_files();
        assert_true(shared->pids[i] > 0);
    }
}

static void stop(const struct shared *shared)
{
    for (int i = 0; i < SHARERS; i++) {
        kill(shared->pids[i], SIGKILL);
        waitpid(shared->pids[i], NULL, 0);
    }
    for (int i = 0; i < SOCKETS; i++)
        close(shared->sockets[i]);
}

/* Linux tells the number of descriptors as the size of the directory since 6.2. */
static bool can_see_tables(void)
{
    struct stat status;
    int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool can = proc >= 0 && task_can_compare_files(proc) && stat("/proc/self/fd", &status) == 0 &&
               status.st_size > 0;
    close(proc);
    return can;
}

static bool has_pid(const struct process *items, size_t count, pid_t pid)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].pid == (uint32_t)pid)
            return true;
    }
    return false;
}

/* With threads, those that do the scan here share the table, too. */
static void check_holders(struct fixture *fixture, const struct shared *shared, uint32_t inode)
{
    size_t count = 0;
    const struct process *items = owners_find(&fixture->owners, inode, &count);
    assert_true(has_pid(items, count, getpid()));
    for (size_t i = 0; i < SHARERS; i++)
        assert_true(has_pid(items, count, shared->pids[i]));
    if (!fixture->owners.with_threads)
        assert_int_equal(count, SHARERS + 1);
}

/* The scan shares the table and opens directories in it, so the table changes size during the scan
 * and is read again. The scan is repeated until this did not happen. */
enum { ROUNDS = 50 };

static void check_scan(struct fixture *fixture, enum owners_choice choice, bool with_threads)
{
    struct shared shared;
    start(&shared);
    fixture->owners.choice = choice;
    fixture->owners.with_threads = with_threads;
    for (int round = 0; round < ROUNDS && fixture->owners.link_count != SOCKETS; round++) {
        owners_restart(&fixture->owners);
        for (int i = 0; i < SOCKETS; i++)
            want(fixture, shared.inodes[i]);
        assert_true(owners_scan(&fixture->owners, "/proc", &fixture->error));
        for (int i = 0; i < SOCKETS; i++)
            check_holders(fixture, &shared, shared.inodes[i]);
    }
    stop(&shared);
    assert_int_equal(fixture->owners.link_count, SOCKETS);
}

static const char unseen[] = "file tables cannot be compared here";

static bool can_use_bpf(struct fixture *fixture)
{
    fixture->owners.choice = OWNERS_BPF;
    return can_see_tables() && owners_prepare(&fixture->owners, "/proc", &fixture->error);
}

static void a_table_that_processes_share_is_read_once(void **state)
{
    if (!can_see_tables())
        SKIP_BECAUSE(unseen);
    check_scan(*state, OWNERS_PROC, false);
}

static void with_threads_it_is_read_once_too(void **state)
{
    if (!can_see_tables())
        SKIP_BECAUSE(unseen);
    check_scan(*state, OWNERS_PROC, true);
}

static void the_program_links_it_once(void **state)
{
    if (!can_use_bpf(*state))
        SKIP_BECAUSE("the BPF program cannot be used here");
    check_scan(*state, OWNERS_BPF, false);
}

/* A thread that waits until it is let go. */
struct thread {
    pthread_t id;
    uint32_t number;
    int socket; /* it keeps this one in a table of its own, or -1 */
    pthread_barrier_t started, ended;
};

static void *stay(void *context)
{
    struct thread *thread = context;
    thread->number = (uint32_t)gettid();
    if (thread->socket >= 0)
        unshare(CLONE_FILES);
    pthread_barrier_wait(&thread->started);
    pthread_barrier_wait(&thread->ended);
    return NULL;
}

static void start_thread(struct thread *thread, int socket)
{
    thread->socket = socket;
    pthread_barrier_init(&thread->started, NULL, 2);
    pthread_barrier_init(&thread->ended, NULL, 2);
    assert_int_equal(pthread_create(&thread->id, NULL, stay, thread), 0);
    pthread_barrier_wait(&thread->started);
}

static void end_thread(struct thread *thread)
{
    pthread_barrier_wait(&thread->ended);
    pthread_join(thread->id, NULL);
}

static void tables_of_threads_compare(void **state)
{
    struct thread sharer, owner;
    uint32_t self = (uint32_t)getpid();
    struct task task = {open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC), self, 0};
    (void)state;
    if (!task_can_compare_files(task.proc))
        SKIP_BECAUSE(unseen);
    assert_false(task_has_threads(&task));
    start_thread(&sharer, -1);
    assert_true(task_has_threads(&task));
    start_thread(&owner, 0);
    assert_int_equal(task_compare_files(self, sharer.number), FILES_SAME);
    enum files_order order = task_compare_files(self, owner.number);
    assert_true(order == FILES_LESS || order == FILES_GREATER);
    assert_int_equal(task_compare_files(owner.number, self),
                     order == FILES_LESS ? FILES_GREATER : FILES_LESS);
    end_thread(&sharer);
    end_thread(&owner);
    close(task.proc);
    assert_int_equal(task_compare_files(self, INT32_MAX), FILES_UNKNOWN);
}

/* Two processes hold the socket, and one of them only in a thread with a table of its own. */
static void check_thread(struct fixture *fixture, enum owners_choice choice)
{
    struct thread thread;
    int socket_of_both = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    uint32_t inode = inode_of(socket_of_both);
    pid_t other = fork();
    if (other == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    assert_true(other > 0);
    start_thread(&thread, socket_of_both);
    close(socket_of_both);
    want(fixture, inode);
    fixture->owners.choice = choice;
    assert_true(owners_scan(&fixture->owners, "/proc", &fixture->error));
    size_t count;
    const struct process *items = owners_find(&fixture->owners, inode, &count);
    end_thread(&thread);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    assert_int_equal(count, 2);
    assert_int_equal(items[0].pid + items[1].pid, (uint32_t)getpid() + (uint32_t)other);
}

static void a_thread_is_found_where_another_process_holds_the_socket(void **state)
{
    if (!can_see_tables())
        SKIP_BECAUSE(unseen);
    check_thread(*state, OWNERS_PROC);
}

static void the_program_finds_it_too(void **state)
{
    if (!can_use_bpf(*state))
        SKIP_BECAUSE("the BPF program cannot be used here");
    check_thread(*state, OWNERS_BPF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(a_table_that_processes_share_is_read_once),
        OWNERS_TEST(with_threads_it_is_read_once_too),
        OWNERS_TEST(the_program_links_it_once),
        OWNERS_TEST(tables_of_threads_compare),
        OWNERS_TEST(a_thread_is_found_where_another_process_holds_the_socket),
        OWNERS_TEST(the_program_finds_it_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
