/* SPDX-License-Identifier: MIT */
#undef _FORTIFY_SOURCE /* with it, readlinkat() is defined in its header */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "support.h"
#include "tree.h"
#include "util/file.h"
#include "util/trouble.h"

enum { LONG = 10000 }; /* more than is read in one step */

/* What readlinkat(2) answers, in this order: an errno each, and then 0 for a link of one byte. */
static const int *answers;

ssize_t readlinkat(int directory, const char *restrict path, char *restrict link, size_t size)
{
    (void)directory;
    (void)path;
    assert_true(size > 0);
    errno = *answers;
    *link = 'a';
    return *answers++ == 0 ? 1 : -1;
}

static void check_link(const int *given, ssize_t length, int number)
{
    char link[8];
    answers = given;
    errno = 0;
    assert_int_equal(file_read_link_at(AT_FDCWD, "link", link, sizeof(link)), length);
    assert_int_equal(errno, number);
}

TEST(a_link_is_gone_or_refused)
{
    static const int interrupted[] = {EINTR, EINTR, 0};
    static const int ended[] = {EACCES, ENOENT};
    static const int refused[] = {EINTR, EACCES, EINTR, EACCES, 0};
    static const int missing[] = {ENOENT, 0};
    check_link(interrupted, 1, 0);
    check_link(ended, -1, ENOENT);
    check_link(refused, -1, EACCES);
    check_link(missing, -1, ENOENT);
}

static int open_tree(struct tree *tree)
{
    tree_make(tree);
    char *text = calloc(1, LONG);
    assert_non_null(text);
    memset(text, 'a', LONG);
    tree_file(tree, "long", text, LONG);
    tree_file(tree, "short", "b\n", 2);
    tree_file(tree, "empty", "", 0);
    free(text);
    int directory = open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(directory >= 0);
    return directory;
}

static void close_tree(struct tree *tree, int directory)
{
    close(directory);
    tree_remove(tree);
}

TEST(a_file_is_read_to_its_end)
{
    struct tree tree;
    struct strbuf text = {0};
    int directory = open_tree(&tree);
    strbuf_put_string(&text, "before ");
    assert_true(file_read_at(directory, "short", 2, &text));
    assert_text(&text, "before b\n");
    assert_true(file_read_at(directory, "empty", 0, &text));
    assert_int_equal(text.length, 0);
    assert_true(file_read_at(directory, "long", LONG, &text));
    assert_int_equal(text.length, LONG);
    strbuf_free(&text);
    close_tree(&tree, directory);
}

static void check_failure(int directory, const char *path, size_t most, int number)
{
    struct strbuf text = {0};
    errno = 0;
    assert_false(file_read_at(directory, path, most, &text));
    assert_int_equal(errno, number);
    strbuf_free(&text);
}

TEST(a_failure_leaves_its_errno)
{
    struct tree tree;
    int directory = open_tree(&tree);
    check_failure(directory, "long", LONG - 1, EFBIG);
    check_failure(directory, "short", 1, EFBIG);
    check_failure(directory, "absent", LONG, ENOENT);
    check_failure(directory, "short/below", LONG, ENOTDIR);
    check_failure(directory, ".", LONG, EISDIR);
    close_tree(&tree, directory);
}

TEST(a_buffer_without_memory_is_told)
{
    struct tree tree;
    struct strbuf text = {.failed = true};
    int directory = open_tree(&tree);
    assert_false(file_read_at(directory, "short", LONG, &text));
    assert_int_equal(errno, ENOMEM);
    strbuf_free(&text);
    close_tree(&tree, directory);
}

TEST(an_errno_has_one_kind)
{
    assert_int_equal(trouble_of(0), TROUBLE_NONE);
    assert_int_equal(trouble_of(ENOENT), TROUBLE_GONE);
    assert_int_equal(trouble_of(ESRCH), TROUBLE_GONE);
    assert_int_equal(trouble_of(EACCES), TROUBLE_FORBIDDEN);
    assert_int_equal(trouble_of(EPERM), TROUBLE_FORBIDDEN);
    assert_int_equal(trouble_of(EMFILE), TROUBLE_RESOURCES);
    assert_int_equal(trouble_of(ENFILE), TROUBLE_RESOURCES);
    assert_int_equal(trouble_of(ENOMEM), TROUBLE_RESOURCES);
    assert_int_equal(trouble_of(EIO), TROUBLE_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_to_its_end),
        cmocka_unit_test(a_failure_leaves_its_errno),
        cmocka_unit_test(a_buffer_without_memory_is_told),
        cmocka_unit_test(an_errno_has_one_kind),
        cmocka_unit_test(a_link_is_gone_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
