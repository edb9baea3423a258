/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_OWNERS_TREE_H
#define SOCKVIEW_TESTS_UNIT_OWNERS_TREE_H

#include "owners/owners.h"
#include "tree.h"

enum { NOBODY = 65534 };

/* A made-up procfs, and the owners found in it. */
struct fixture {
    struct tree proc;
    struct owners owners;
    struct notes notes;
    struct error error;
};

static inline int owners_tree_set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    if (fixture == NULL)
        return -1;
    tree_make(&fixture->proc);
    *state = fixture;
    return 0;
}

static inline int owners_tree_tear_down(void **state)
{
    struct fixture *fixture = *state;
    owners_free(&fixture->owners);
    notes_free(&fixture->notes);
    error_clear(&fixture->error);
    tree_remove(&fixture->proc);
    free(fixture);
    return 0;
}

static inline void add_process(struct fixture *fixture, const char *pid, const char *comm,
                               size_t length)
{
    char name[160];
    tree_directory(&fixture->proc, pid);
    snprintf(name, sizeof(name), "%s/fd", pid);
    tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%s/comm", pid);
    if (comm != NULL)
        tree_file(&fixture->proc, name, comm, length);
}

static inline void add_link(struct fixture *fixture, const char *pid, const char *descriptor,
                            const char *target)
{
    char name[128];
    snprintf(name, sizeof(name), "%s/fd/%s", pid, descriptor);
    tree_link(&fixture->proc, name, target);
}

/* Adds a thread to a process that is there already. `comm` is its own name, or NULL. */
static inline void add_thread(struct fixture *fixture, const char *pid, const char *tid,
                              const char *comm)
{
    char name[128];
    snprintf(name, sizeof(name), "%s/task", pid);
    if (access(tree_path(&fixture->proc, name), F_OK) != 0)
        tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%s/task/%s", pid, tid);
    add_process(fixture, name, comm, comm == NULL ? 0 : strlen(comm));
}

/* Gives a process, or a thread as "31/task/32", a security context. */
static inline void add_context(struct fixture *fixture, const char *task, const char *context,
                               size_t length)
{
    char name[128];
    snprintf(name, sizeof(name), "%s/attr", task);
    tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%s/attr/current", task);
    tree_file(&fixture->proc, name, context, length);
}

static inline void want(struct fixture *fixture, uint32_t inode)
{
    assert_true(owners_want(&fixture->owners, inode));
}

static inline void scan(struct fixture *fixture)
{
    assert_true(owners_scan(&fixture->owners, fixture->proc.path, &fixture->error));
}

/* The holders as "pid:descriptor:name ". */
static inline void check_owners(struct fixture *fixture, uint32_t inode, const char *expected)
{
    size_t count = 99;
    struct strbuf text = {0};
    const struct process *items = owners_find(&fixture->owners, inode, &count);
    assert_int_equal(items == NULL, count == 0);
    for (size_t i = 0; i < count; i++) {
        char number[64];
        snprintf(number, sizeof(number), "%u:%u:", items[i].pid, items[i].descriptor);
        strbuf_put_string(&text, number);
        if (items[i].name.data == NULL)
            strbuf_put_string(&text, "NULL");
        strbuf_put(&text, items[i].name.data, items[i].name.length);
        strbuf_put_char(&text, ' ');
    }
    assert_text(&text, expected);
}

static inline void check_report(struct fixture *fixture, const char *what, const char *why)
{
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 1);
    assert_contains(fixture->notes.items[0].message, what);
    assert_contains(fixture->notes.items[0].message, why);
    assert_int_equal(fixture->notes.outcome, OUTCOME_COMPLETE);
}

/* A part of the procfs could not be read. That says nothing about rights. */
static inline void check_failure(struct fixture *fixture, const char *what)
{
    struct strbuf all = {0};
    assert_int_equal(fixture->owners.unreadable, 0);
    owners_report(&fixture->owners, &fixture->notes);
    for (size_t i = 0; i < fixture->notes.item_count; i++)
        strbuf_put_string(&all, fixture->notes.items[i].message);
    strbuf_put_char(&all, '\0');
    assert_contains(all.data, "a part of /proc could not be read: ");
    assert_contains(all.data, what);
    assert_null(strstr(all.data, "root"));
    assert_int_equal(fixture->notes.outcome, OUTCOME_INCOMPLETE);
    strbuf_free(&all);
}

/* The owners with their threads and contexts: "pid/tid:descriptor:name:context ". */
static inline void check_tasks(struct fixture *fixture, uint32_t inode, const char *expected)
{
    size_t count;
    struct strbuf text = {0};
    const struct process *items = owners_find(&fixture->owners, inode, &count);
    for (size_t i = 0; i < count; i++) {
        char number[64];
        snprintf(number, sizeof(number), "%u/%u:%u:", items[i].pid, items[i].thread,
                 items[i].descriptor);
        strbuf_put_string(&text, number);
        strbuf_put(&text, items[i].name.data, items[i].name.length);
        strbuf_put_char(&text, ':');
        strbuf_put(&text, items[i].context.data, items[i].context.length);
        strbuf_put_char(&text, ' ');
    }
    assert_text(&text, expected);
}

/* A process 20 with a first thread 20, 21 which shares its files, and 22 and 23 which have their
 * own. Socket 1 is in the first table, 2 in one of the others, 3 in both others, 4 everywhere. */
static inline void make_threads(struct fixture *fixture)
{
    static const char *const links[][3] = {
        {"20", "3", "socket:[1]"},         {"20", "4", "socket:[4]"},
        {"20/task/20", "3", "socket:[1]"}, {"20/task/20", "4", "socket:[4]"},
        {"20/task/21", "3", "socket:[1]"}, {"20/task/21", "4", "socket:[4]"},
        {"20/task/22", "5", "socket:[2]"}, {"20/task/22", "6", "socket:[3]"},
        {"20/task/22", "7", "socket:[3]"}, {"20/task/22", "4", "socket:[4]"},
        {"20/task/23", "6", "socket:[3]"}, {"20/task/23", "9", "socket:[4]"},
        {"20/task/23", "8", "socket:[3]"},
    };
    add_process(fixture, "20", "main\n", 5);
    add_thread(fixture, "20", "20", "main\n");
    add_thread(fixture, "20", "21", "one\n");
    add_thread(fixture, "20", "22", "two\n");
    add_thread(fixture, "20", "23", "three\n");
    for (size_t i = 0; i < COUNT_OF(links); i++)
        add_link(fixture, links[i][0], links[i][1], links[i][2]);
    for (uint32_t inode = 1; inode <= 4; inode++)
        want(fixture, inode);
}

#define OWNERS_TEST(test)                                                                          \
    cmocka_unit_test_setup_teardown(test, owners_tree_set_up, owners_tree_tear_down)

#endif
