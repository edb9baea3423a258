/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "filter/kinds.h"
#include "filter/lexer.h"
#include "filter/names.h"
#include "filter/units.h"
#include "util/number.h"

static bool fail_value(const struct filter_test *test, const struct filter_operand *operand)
{
    return filter_fail_value(test, operand, operand->value);
}

static bool fail_operator(const struct filter_test *test, const struct filter_operand *operand,
                          const char *what)
{
    return error_set(operand->error, 0, "%s is compared with = or !=, not with %s", what,
                     filter_operator_text(test->comparison));
}

static bool is_equality(enum filter_operator comparison)
{
    return comparison == FILTER_EQUAL || comparison == FILTER_DIFFERENT;
}

static bool check_range(const struct filter_test *test, const struct filter_operand *operand)
{
    return test->ports.low == test->ports.high || is_equality(test->comparison) ||
           fail_operator(test, operand, "a range");
}

static bool read_numbers(struct filter_test *test, const struct filter_operand *operand,
                         uint64_t most)
{
    if (!filter_range_read(operand->value, most, &test->ports.low, &test->ports.high))
        return fail_value(test, operand);
    return check_range(test, operand);
}

bool filter_read_number(struct filter_test *test, const struct filter_operand *operand)
{
    if (!unit_range_read(test->field.column, operand->value, &test->ports.low, &test->ports.high))
        return fail_value(test, operand);
    return check_range(test, operand);
}

bool filter_read_id(struct filter_test *test, const struct filter_operand *operand)
{
    return read_numbers(test, operand, INT32_MAX);
}

/* As in ss, a colon may precede the port, `*` may precede the colon, and `inet:` or `inet6:` may
 * precede both. */
bool filter_read_port(struct filter_test *test, const struct filter_operand *operand)
{
    struct slice value = operand->value;
    test->host.family = filter_take_family(&value);
    if (test->host.family != AF_UNSPEC && test->host.family != AF_INET &&
        test->host.family != AF_INET6)
        return fail_value(test, operand);
    size_t skip = value.length > 1 && value.data[0] == '*' && value.data[1] == ':' ? 2
                  : value.length > 0 && value.data[0] == ':'                       ? 1
                                                                                   : 0;
    struct slice port = {value.data + skip, value.length - skip};
    return filter_ports_read(&test->ports, port, operand->names, operand->error) &&
           check_range(test, operand);
}

bool filter_read_mark(struct filter_test *test, const struct filter_operand *operand)
{
    struct slice value = operand->value;
    const char *slash = value.length == 0 ? NULL : memchr(value.data, '/', value.length);
    size_t length = slash == NULL ? value.length : (size_t)(slash - value.data);
    uint64_t mark, mask = UINT32_MAX;
    if (slash != NULL && !is_equality(test->comparison))
        return fail_operator(test, operand, "a mark with a mask");
    if (!filter_number_read((struct slice){value.data, length}, UINT32_MAX, &mark) ||
        (slash != NULL && !filter_number_read((struct slice){slash + 1, value.length - length - 1},
                                              UINT32_MAX, &mask)))
        return fail_value(test, operand);
    test->mask = (uint32_t)mask;
    test->ports.low = test->ports.high = mark;
    return true;
}

bool filter_read_flag(struct filter_test *test, const struct filter_operand *operand)
{
    static const struct {
        const char *word;
        uint64_t number;
    } words[] = {{"true", 1}, {"false", 0}, {"yes", 1}, {"no", 0}, {"1", 1}, {"0", 0}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!slice_equals(operand->value, words[i].word))
            continue;
        test->ports.low = test->ports.high = words[i].number;
        return true;
    }
    return fail_value(test, operand);
}

bool filter_read_hex(struct filter_test *test, const struct filter_operand *operand)
{
    struct slice value = operand->value;
    bool prefixed = value.length > 2 && value.data[0] == '0' && (value.data[1] | 0x20) == 'x';
    size_t skip = prefixed ? 2 : 0;
    struct slice digits = {value.data + skip, value.length - skip};
    if (!number_parse_hex(digits, UINT64_MAX, &test->ports.low))
        return fail_value(test, operand);
    test->ports.high = test->ports.low;
    return true;
}

/* Keeps a copy in the arena. NULL with an error when memory ran out. */
static char *copy_text(const struct filter_operand *operand)
{
    char *text = arena_text(operand->names->arena, operand->value.data, operand->value.length);
    if (text == NULL)
        error_set(operand->error, ENOMEM, "out of memory");
    return text;
}

bool filter_read_text(struct filter_test *test, const struct filter_operand *operand)
{
    char *text = copy_text(operand);
    test->text = (struct slice){text, operand->value.length};
    return text != NULL;
}

bool filter_read_endpoint(struct filter_test *test, const struct filter_operand *operand)
{
    return filter_is_glob(test) ? filter_read_text(test, operand)
                                : filter_host_read(test, operand, true);
}

bool filter_read_address(struct filter_test *test, const struct filter_operand *operand)
{
    return filter_is_glob(test) ? filter_read_text(test, operand)
                                : filter_host_read(test, operand, false);
}

/* Only what the kernel keeps of a name can be compared. */
bool filter_read_process(struct filter_test *test, const struct filter_operand *operand)
{
    struct filter_operand name = *operand;
    size_t least = filter_is_glob(test) ? filter_glob_least(name.value) : name.value.length;
    test->is_cut = least > FILTER_NAME_MOST;
    if (test->is_cut && !filter_is_glob(test))
        name.value.length = FILTER_NAME_MOST;
    return filter_read_text(test, &name);
}

/* A name, or a number that stands for it: `most` is the largest. */
static bool read_named_number(struct filter_test *test, const struct filter_operand *operand,
                              uint64_t most)
{
    test->is_index = !filter_is_glob(test) && number_parse(operand->value, most, &test->ports.low);
    test->ports.high = test->ports.low;
    return filter_read_text(test, operand);
}

bool filter_read_user(struct filter_test *test, const struct filter_operand *operand)
{
    return read_named_number(test, operand, UINT32_MAX);
}

bool filter_read_device(struct filter_test *test, const struct filter_operand *operand)
{
    return read_named_number(test, operand, INT32_MAX);
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

bool filter_read_cgroup(struct filter_test *test, const struct filter_operand *operand)
{
    size_t length = operand->value.length;
    if (length == 0)
        return fail_value(test, operand);
    char *path = copy_text(operand);
    if (path == NULL)
        return false;
    if (!filter_is_glob(test))
        straighten(path, &length);
    test->text = (struct slice){path, length};
    return true;
}
