/* SPDX-License-Identifier: MIT */

/* Small files of the machine. Input: which kind, and the text. */
#include <fcntl.h>
#include <unistd.h>

#include "checks.h"
#include "lookup/cgroup_mount.h"
#include "lookup/netdb_file.h"
#include "summary/summary.h"
#include "util/mountinfo.h"

enum { PAGE_SIZE = 4096 };

static bool is_within(struct slice part, struct slice whole)
{
    return part.data >= whole.data && part.data + part.length <= whole.data + whole.length;
}

static void read_mounts(struct slice text)
{
    struct slice rest = text;
    struct mount mount;
    while (mountinfo_next(&rest, &mount)) {
        fuzz_demand(is_within(mount.root, text) && is_within(mount.point, text) &&
                        is_within(mount.type, text),
                    "not of this file", text);
        char *path = mountinfo_decode(mount.point);
        fuzz_demand(path != NULL && strlen(path) <= mount.point.length, "longer", text);
        free(path);
    }
    char *path;
    cgroup_mount_find(text, &path);
    free(path);
}

static bool check_entry(void *context, const struct netdb_entry *entry)
{
    (void)context;
    fuzz_demand(entry->name.length == 0 ||
                    memchr(entry->name.data, '\0', entry->name.length) == NULL,
                "a NUL in a name", entry->name);
    return true;
}

static void read_services(struct slice text)
{
    char path[] = "/tmp/sockview-fuzz-XXXXXX";
    int file = mkostemp(path, O_CLOEXEC);
    bool whole = file >= 0 && write(file, text.data, text.length) == (ssize_t)text.length;
    fuzz_demand(whole, "the file cannot be written", slice_of(path));
    netdb_file_read(path, check_entry, NULL);
    close(file);
    unlink(path);
}

/* Each file of the summary has the text. */
static void read_summary(struct slice text)
{
    struct summary summary = {0};
    for (size_t i = FILE_NONE + 1; i < FILE_COUNT; i++) {
        strbuf_put(&summary.texts[i].text, text.data, text.length);
        summary.texts[i].result = FOUND;
    }
    fuzz_demand(summary_compute(&summary, PAGE_SIZE), "out of memory", text);
    summary_free(&summary);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    static void (*const readers[])(struct slice) = {read_mounts, read_services, read_summary};
    struct input input = {data, length};
    uint8_t kind = input_byte(&input);
    struct slice text = input_copy(&input, SIZE_MAX);
    readers[kind % (sizeof(readers) / sizeof(readers[0]))](text);
    copy_free(text);
    return 0;
}
