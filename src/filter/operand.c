/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "filter/tree.h"
#include "util/nearest.h"
#include "util/number.h"

static bool fail_value(const struct filter_test *test, struct slice value, struct error *error)
{
    return error_set(error, 0, "'%.*s' is no value for '%s': right is %s", filter_shown(value),
                     value.data, test->field.name, filter_kind_text(test->field.kind));
}

/* `nearest` may be NULL. */
static bool fail_nearest(const struct filter_test *test, struct slice value, const char *nearest,
                         struct error *error)
{
    return nearest == NULL ? fail_value(test, value, error)
                           : error_set(error, 0, "'%.*s' is no value for '%s': did you mean '%s'?",
                                       filter_shown(value), value.data, test->field.name, nearest);
}

static bool is_range(enum filter_operator comparison)
{
    return comparison == FILTER_EQUAL || comparison == FILTER_DIFFERENT;
}

static bool read_numbers(struct filter_test *test, struct slice value, uint64_t most,
                         struct error *error)
{
    if (!filter_range_read(value, most, &test->ports.low, &test->ports.high))
        return fail_value(test, value, error);
    if (test->ports.low != test->ports.high && !is_range(test->comparison))
        return error_set(error, 0, "a range is compared with = or !=, not with %s",
                         filter_operator_text(test->comparison));
    return true;
}

/* As in ss, a colon may precede the port, `*` may precede the colon, and `inet:` or `inet6:` may
 * precede both. */
static bool read_port(struct filter_test *test, struct slice value, struct arena *arena,
                      struct error *error)
{
    const struct slice whole = value;
    test->host.family = filter_take_family(&value);
    if (test->host.family != AF_UNSPEC && test->host.family != AF_INET &&
        test->host.family != AF_INET6)
        return fail_value(test, whole, error);
    size_t skip = value.length > 1 && value.data[0] == '*' && value.data[1] == ':' ? 2
                  : value.length > 0 && value.data[0] == ':'                       ? 1
                                                                                   : 0;
    struct slice port = {value.data + skip, value.length - skip};
    if (!filter_ports_read(&test->ports, port, arena, error))
        return false;
    if (test->ports.low != test->ports.high && !is_range(test->comparison))
        return error_set(error, 0, "a range is compared with = or !=, not with %s",
                         filter_operator_text(test->comparison));
    return true;
}

static bool read_mark(struct filter_test *test, struct slice value, struct error *error)
{
    const char *slash = value.length == 0 ? NULL : memchr(value.data, '/', value.length);
    size_t length = slash == NULL ? value.length : (size_t)(slash - value.data);
    uint64_t mark, mask = UINT32_MAX;
    if (slash != NULL && !is_range(test->comparison))
        return error_set(error, 0, "a mark with a mask is compared with = or !=, not with %s",
                         filter_operator_text(test->comparison));
    if (!filter_number_read((struct slice){value.data, length}, UINT32_MAX, &mark) ||
        (slash != NULL && !filter_number_read((struct slice){slash + 1, value.length - length - 1},
                                              UINT32_MAX, &mask)))
        return fail_value(test, value, error);
    test->mask = (uint32_t)mask;
    test->ports.low = test->ports.high = mark;
    return true;
}

static bool read_flag(struct filter_test *test, struct slice value, struct error *error)
{
    static const struct {
        const char *word;
        uint64_t number;
    } words[] = {{"true", 1}, {"false", 0}, {"yes", 1}, {"no", 0}, {"1", 1}, {"0", 0}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!slice_equals(value, words[i].word))
            continue;
        test->ports.low = test->ports.high = words[i].number;
        return true;
    }
    return fail_value(test, value, error);
}

static bool read_hex(struct filter_test *test, struct slice value, struct error *error)
{
    bool prefixed = value.length > 2 && value.data[0] == '0' && (value.data[1] | 0x20) == 'x';
    size_t skip = prefixed ? 2 : 0;
    struct slice digits = {value.data + skip, value.length - skip};
    if (!number_parse_hex(digits, UINT64_MAX, &test->ports.low))
        return fail_value(test, value, error);
    test->ports.high = test->ports.low;
    return true;
}

static const char *state_at(const void *context, size_t place)
{
    (void)context;
    return state_word(place);
}

/* A state, or several with commas between. */
static bool read_state(struct filter_test *test, struct slice value, struct error *error)
{
    struct slice wrong;
    test->states = state_list_find(value, &wrong);
    return test->states != 0 || fail_nearest(test, wrong.length == 0 ? value : wrong,
                                             nearest_find(wrong, state_at, NULL), error);
}

static bool read_text(struct filter_test *test, struct slice value, struct arena *arena,
                      struct error *error)
{
    char *text = arena_text(arena, value.data, value.length);
    if (text == NULL)
        return error_set(error, ENOMEM, "out of memory");
    test->text = (struct slice){text, value.length};
    return true;
}

static bool is_glob(const struct filter_test *test)
{
    return test->comparison == FILTER_LIKE || test->comparison == FILTER_UNLIKE;
}

/* The kernel keeps no more of a process name (TASK_COMM_LEN without the NUL), so that is all there
 * is to compare with. */
static bool read_process(struct filter_test *test, struct slice value, struct arena *arena,
                         struct error *error)
{
    enum { NAME_MOST = 15 };
    test->is_cut = value.length > NAME_MOST && !is_glob(test);
    if (test->is_cut)
        value.length = NAME_MOST;
    return read_text(test, value, arena, error);
}

static const char *netid_at(const void *context, size_t place)
{
    (void)context;
    for (size_t i = 0; i < families_count; place -= families[i]->kind_count, i++) {
        if (place < families[i]->kind_count)
            return families[i]->kinds[place].netid;
    }
    return NULL;
}

static bool read_netid(struct filter_test *test, struct slice value, struct arena *arena,
                       struct error *error)
{
    const char *netid;
    bool found = is_glob(test);
    for (size_t i = 0; !found && (netid = netid_at(NULL, i)) != NULL; i++)
        found = slice_equals(value, netid);
    return found ? read_text(test, value, arena, error)
                 : fail_nearest(test, value, nearest_find(value, netid_at, NULL), error);
}

/* A name, or a number that stands for it: `most` is the largest. */
static bool read_named_number(struct filter_test *test, struct slice value, uint64_t most,
                              struct arena *arena, struct error *error)
{
    test->is_index = !is_glob(test) && number_parse(value, most, &test->ports.low);
    test->ports.high = test->ports.low;
    return read_text(test, value, arena, error);
}

/* Removes `.`, `..` and empty parts from the path, as the kernel does. The cgroup file system has
 * no links, so `..` is always the parent. */
static void straighten(char *path, size_t *length)
{
    size_t kept = 0;
    bool rooted = *length > 0 && path[0] == '/';
    for (size_t at = 0; at < *length;) {
        size_t part = strcspn(path + at, "/");
        bool up = part == 2 && path[at] == '.' && path[at + 1] == '.';
        bool stays = part == 0 || (part == 1 && path[at] == '.');
        while (up && kept > 0 && path[--kept] != '/')
            ;
        if (!up && !stays) {
            if (kept > 0 || rooted)
                path[kept++] = '/';
            memmove(path + kept, path + at, part);
            kept += part;
        }
        at += part + 1;
    }
    if (kept == 0 && rooted)
        path[kept++] = '/';
    path[kept] = '\0';
    *length = kept;
}

static bool read_cgroup(struct filter_test *test, struct slice value, struct arena *arena,
                        struct error *error)
{
    char *path = arena_text(arena, value.data, value.length);
    size_t length = value.length;
    if (length == 0)
        return fail_value(test, value, error);
    if (path == NULL)
        return error_set(error, ENOMEM, "out of memory");
    if (!is_glob(test))
        straighten(path, &length);
    test->text = (struct slice){path, length};
    return true;
}

bool filter_operand_read(struct filter_test *test, struct slice value, struct arena *arena,
                         struct error *error)
{
    switch (test->field.kind) {
    case FILTER_AUTOBOUND:
        return true;
    case FILTER_STATE:
        return read_state(test, value, error);
    case FILTER_ENDPOINT:
    case FILTER_ADDRESS:
        return is_glob(test) ? read_text(test, value, arena, error)
                             : filter_host_read(test, value, arena, error);
    case FILTER_PORT:
        return read_port(test, value, arena, error);
    case FILTER_NUMBER:
        return read_numbers(test, value, UINT64_MAX, error);
    case FILTER_PROCESS_ID:
    case FILTER_DESCRIPTOR:
        return read_numbers(test, value, INT32_MAX, error);
    case FILTER_MARK:
        return read_mark(test, value, error);
    case FILTER_FLAG:
        return read_flag(test, value, error);
    case FILTER_HEX:
        return read_hex(test, value, error);
    case FILTER_NETID:
        return read_netid(test, value, arena, error);
    case FILTER_DEVICE:
        return read_named_number(test, value, INT32_MAX, arena, error);
    case FILTER_USER:
        return read_named_number(test, value, UINT32_MAX, arena, error);
    case FILTER_CGROUP:
        return read_cgroup(test, value, arena, error);
    case FILTER_TEXT:
        return read_text(test, value, arena, error);
    case FILTER_PROCESS:
        return read_process(test, value, arena, error);
    }
    return fail_value(test, value, error);
}
