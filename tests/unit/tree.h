/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_TREE_H
#define SOCKVIEW_TESTS_UNIT_TREE_H

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

/* A directory of a test's own, which everybody may read. */
struct tree {
    char path[PATH_MAX / 2];
};

static inline void tree_make(struct tree *tree)
{
    const char *parent = getenv("TMPDIR");
    snprintf(tree->path, sizeof(tree->path), "%s/sockview-unit-XXXXXX",
             parent != NULL ? parent : "/tmp");
    assert_non_null(mkdtemp(tree->path));
    assert_int_equal(chmod(tree->path, 0755), 0);
}

/* The path of `name` in the tree; valid until the second next call. */
static inline const char *tree_path(const struct tree *tree, const char *name)
{
    static char paths[2][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 2];
    snprintf(path, PATH_MAX, "%s/%s", tree->path, name);
    return path;
}

static inline void tree_directory(const struct tree *tree, const char *name)
{
    assert_int_equal(mkdir(tree_path(tree, name), 0755), 0);
}

static inline void tree_file(const struct tree *tree, const char *name, const char *data,
                             size_t length)
{
    FILE *file = fopen(tree_path(tree, name), "w");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static inline void tree_link(const struct tree *tree, const char *name, const char *target)
{
    assert_int_equal(symlink(target, tree_path(tree, name)), 0);
}

static inline int tree_remove_one(const char *path, const struct stat *status, int type,
                                  struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path);
}

static inline void tree_remove(struct tree *tree)
{
    assert_int_equal(nftw(tree->path, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

#endif
