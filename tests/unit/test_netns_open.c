/* SPDX-License-Identifier: MIT */
#include "netns/open.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "tree.h"

/* A path that leads to a namespace and to a file in turn. A thread changes it as fast as it can. */
struct swapped {
    struct tree tree;
    char link[PATH_MAX], next[PATH_MAX], file[PATH_MAX];
    atomic_bool stopped;
};

static void *swap(void *context)
{
    struct swapped *swapped = context;
    static const char *const namespace = "/proc/self/ns/net";
    for (bool file = true; !atomic_load(&swapped->stopped); file = !file) {
        if (symlink(file ? swapped->file : namespace, swapped->next) == 0)
            rename(swapped->next, swapped->link);
    }
    return NULL;
}

static void swapped_start(struct swapped *swapped)
{
    tree_make(&swapped->tree);
    tree_file(&swapped->tree, "file", "", 0);
    snprintf(swapped->file, PATH_MAX, "%s", tree_path(&swapped->tree, "file"));
    snprintf(swapped->link, PATH_MAX, "%s", tree_path(&swapped->tree, "link"));
    snprintf(swapped->next, PATH_MAX, "%s", tree_path(&swapped->tree, "next"));
    assert_int_equal(symlink("/proc/self/ns/net", swapped->link), 0);
}

/* Opening a file for reading can act on it: a device is one. */
TEST(a_file_that_takes_the_place_of_a_namespace_is_never_opened)
{
    enum { TRIES = 20000 };
    static struct swapped swapped;
    pthread_t thread;
    int opened = 0;
    char event[4096];
    swapped_start(&swapped);
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    assert_true(inotify_add_watch(watch, swapped.file, IN_OPEN) >= 0);
    assert_int_equal(pthread_create(&thread, NULL, swap, &swapped), 0);
    for (int i = 0; i < TRIES; i++) {
        uint32_t inode;
        struct error error = {0};
        int file = netns_open_path(swapped.link, &inode, &error);
        opened += file >= 0;
        if (file >= 0)
            close(file);
        error_clear(&error);
    }
    atomic_store(&swapped.stopped, true);
    pthread_join(thread, NULL);
    assert_true(opened > 0);
    assert_int_equal(read(watch, event, sizeof(event)), -1);
    close(watch);
    tree_remove(&swapped.tree);
}

TEST(the_inode_is_that_of_the_namespace)
{
    struct stat status;
    uint32_t inode = 0;
    struct error error = {0};
    int file = netns_open_path("/proc/self/ns/net", &inode, &error);
    assert_true(file >= 0);
    assert_int_equal(stat("/proc/self/ns/net", &status), 0);
    assert_int_equal(inode, (uint32_t)status.st_ino);
    assert_int_equal(fcntl(file, F_GETFL) & O_PATH, 0);
    close(file);
}

TEST(other_files_are_refused)
{
    static const char *const paths[] = {"/proc/self/ns/mnt", "/dev/null", "/", "/proc/self/stat"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        uint32_t inode;
        struct error error = {0};
        assert_int_equal(netns_open_path(paths[i], &inode, &error), -1);
        assert_int_equal(error.number, 0);
        assert_string_equal(error_message(&error), "it is not a network namespace");
        error_clear(&error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_takes_the_place_of_a_namespace_is_never_opened),
        cmocka_unit_test(the_inode_is_that_of_the_namespace),
        cmocka_unit_test(other_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
