/* SPDX-License-Identifier: MIT */
#include "filter/set.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "filter/kinds.h"
#include "filter/patterns.h"
#include "util/ipv4_mapped.h"

static bool is_whole_address(const struct filter_prefix *prefix)
{
    return prefix->length == (prefix->family == AF_INET ? 32 : 128);
}

static bool are_whole_addresses(const struct filter_host *host)
{
    for (size_t i = 0; i < host->prefix_count; i++) {
        if (!is_whole_address(&host->prefixes[i]))
            return false;
    }
    return true;
}

/* ss reads a name as a pattern, but most are none. */
static bool is_plain_name(const struct filter_test *test)
{
    const struct address_family *address = families_find_address(test->host.family);
    return address != NULL && address->end_form == END_PATH && test->host.name != NULL &&
           (!test->field.of_ss || strpbrk(test->host.name, "*?[\\") == NULL);
}

/* An address with ports is a range of keys, and so are a network with all ports, and, when the port
 * comes first, a network with one port. */
static enum filter_set_form end_form(const struct filter_test *test)
{
    const struct filter_host *host = &test->host;
    if (host->family != AF_UNSPEC && host->family != AF_INET && host->family != AF_INET6)
        return is_plain_name(test) ? FILTER_SET_NAMES : FILTER_SET_NONE;
    if (host->prefix_count == 0)
        return host->has_ports ? FILTER_SET_END_PORTS : FILTER_SET_NONE;
    if (!host->has_ports || (host->ports.services == NULL && are_whole_addresses(host)))
        return FILTER_SET_ENDS;
    return host->ports.services == NULL && host->ports.low == host->ports.high
               ? FILTER_SET_NETWORKS
               : FILTER_SET_ADDRESSES;
}

static enum filter_set_form form_of(const struct filter_test *test)
{
    bool of_texts = test->field.kind->set == FILTER_SET_TEXTS;
    if (filter_is_glob(test))
        return of_texts && !test->is_cut ? FILTER_SET_PATTERNS : FILTER_SET_NONE;
    if (test->field.kind->is_end)
        return end_form(test);
    return test->is_index ? FILTER_SET_NUMBERS : test->field.kind->set;
}

bool filter_set_find_class(const struct filter_test *test, struct filter_set_class *class)
{
    const struct filter_ports *ports = &test->host.ports;
    enum filter_set_form form = form_of(test);
    bool has_common_ports = form == FILTER_SET_ADDRESSES;
    bool has_family =
        form == FILTER_SET_PORTS || form == FILTER_SET_END_PORTS || form == FILTER_SET_NAMES;
    *class = (struct filter_set_class){{
        form,
        (uintptr_t)test->field.kind,
        (uintptr_t)test->field.name,
        test->mask,
        has_common_ports ? ports->low : 0,
        has_common_ports ? ports->high : 0,
        has_common_ports ? (uintptr_t)ports->services : 0,
        has_family ? (uint64_t)test->host.family : 0,
    }};
    return form != FILTER_SET_NONE;
}

static struct filter_key key_of(const struct filter_set *set, int family, const uint8_t address[16],
                                uint32_t port)
{
    uint32_t ipv4;
    uint64_t halves[2];
    memcpy(&ipv4, address, sizeof(ipv4));
    memcpy(halves, address, sizeof(halves));
    if (family == AF_INET)
        return filter_key_of(set->port_first ? (uint64_t)port << 32 | be32toh(ipv4)
                                             : (uint64_t)be32toh(ipv4) << 32 | port);
    halves[0] = be64toh(halves[0]);
    halves[1] = be64toh(halves[1]);
    return set->port_first ? (struct filter_key){port, halves[0], halves[1]}
                           : (struct filter_key){halves[0], halves[1], port};
}

bool filter_set_has_end(const struct filter_set *set, int family, const struct endpoint *end)
{
    return filter_ranges_have(&set->ends[family == AF_INET6],
                              key_of(set, family, end->address, end->port));
}

/* Sets all bits of the address after the prefix to `bit`. */
static void fill_rest(uint8_t address[16], unsigned length, bool bit)
{
    for (unsigned byte = length / 8; byte < 16; byte++) {
        unsigned rest = byte == length / 8 ? 0xffu >> length % 8 : 0xffu;
        address[byte] = (uint8_t)(bit ? address[byte] | rest : address[byte] & ~rest);
    }
}

static void add_end(struct filter_set *set, const struct filter_prefix *prefix, int family,
                    const struct filter_host *host)
{
    bool maps = family == AF_INET6 && prefix->family == AF_INET;
    bool has_ports =
        host->has_ports &&
        (set->port_first || (host->ports.services == NULL && is_whole_address(prefix)));
    unsigned length = prefix->length + (maps ? 8 * IPV4_MAPPED_PREFIX : 0);
    struct filter_ranges *ranges = &set->ends[family == AF_INET6];
    uint8_t low[16], high[16];
    memcpy(low, prefix->address, sizeof(low));
    if (maps)
        ipv4_map(low, prefix->address);
    memcpy(high, low, sizeof(high));
    fill_rest(low, length, false);
    fill_rest(high, length, true);
    ranges->items[ranges->count++] = (struct filter_range){
        key_of(set, family, low, has_ports ? (uint32_t)host->ports.low : 0),
        key_of(set, family, high, has_ports ? (uint32_t)host->ports.high : UINT32_MAX),
    };
}

/* As in inet_diag, an IPv4 prefix also matches IPv4-mapped addresses. */
static void add_ends(struct filter_set *set, const struct filter_test *test)
{
    const struct filter_host *host = &test->host;
    for (size_t i = 0; i < host->prefix_count; i++) {
        const struct filter_prefix *prefix = &host->prefixes[i];
        if (prefix->family == AF_INET)
            add_end(set, prefix, AF_INET, host);
        if (host->family != AF_INET)
            add_end(set, prefix, AF_INET6, host);
    }
}

static bool make_ends(struct filter_set *set, struct filter_test *test, struct arena *arena)
{
    size_t count = 0;
    enum filter_set_form form = form_of(test);
    set->port_first = form == FILTER_SET_NETWORKS;
    for (size_t i = 0; i < set->count; i++)
        count += set->tests[i]->host.prefix_count;
    for (size_t i = 0; i < 2; i++) {
        set->ends[i].items = arena_alloc(arena, count * sizeof(*set->ends[i].items));
        if (set->ends[i].items == NULL)
            return false;
    }
    for (size_t i = 0; i < set->count; i++)
        add_ends(set, set->tests[i]);
    filter_ranges_sort(&set->ends[0]);
    filter_ranges_sort(&set->ends[1]);
    test->host.family = AF_UNSPEC;
    test->host.has_ports = form == FILTER_SET_ADDRESSES;
    return true;
}

static bool make_states(struct filter_set *set, struct filter_test *test, struct arena *arena)
{
    (void)arena;
    for (size_t i = 0; i < set->count; i++)
        test->states |= set->tests[i]->states;
    return true;
}

static bool make_numbers(struct filter_set *set, struct filter_test *test, struct arena *arena)
{
    struct filter_ranges *numbers = &set->numbers;
    (void)test;
    numbers->items = arena_alloc(arena, set->count * sizeof(*numbers->items));
    if (numbers->items == NULL)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        const struct filter_test *one = set->tests[i];
        uint64_t low = one->ports.low, high = one->ports.high;
        if (filter_range_of(&low, &high, filter_operator_positive(one->comparison)))
            numbers->items[numbers->count++] =
                (struct filter_range){filter_key_of(low), filter_key_of(high)};
    }
    filter_ranges_sort(numbers);
    return true;
}

static bool make_ports(struct filter_set *set, struct filter_test *test, struct arena *arena)
{
    bool of_ends = test->field.kind->is_end;
    set->ports = filter_port_set_new(arena);
    if (set->ports == NULL)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        const struct filter_test *one = set->tests[i];
        enum filter_operator comparison = filter_operator_positive(one->comparison);
        if (!filter_port_set_add(set->ports, of_ends ? &one->host.ports : &one->ports, comparison,
                                 arena))
            return false;
    }
    filter_port_set_finish(set->ports);
    return true;
}

static int compare_texts(const void *left, const void *right)
{
    const struct slice *one = left, *other = right;
    if (one->length != other->length)
        return one->length < other->length ? -1 : 1;
    return one->length == 0 ? 0 : memcmp(one->data, other->data, one->length);
}

static bool make_texts(struct filter_set *set, struct filter_test *test, struct arena *arena)
{
    (void)test;
    set->texts = arena_alloc(arena, set->count * sizeof(*set->texts));
    if (set->texts == NULL)
        return false;
    for (size_t i = 0; i < set->count; i++)
        set->texts[set->text_count++] = set->tests[i]->text;
    qsort(set->texts, set->text_count, sizeof(*set->texts), compare_texts);
    return true;
}

bool filter_set_has_text(const struct filter_set *set, struct slice text)
{
    return bsearch(&text, set->texts, set->text_count, sizeof(*set->texts), compare_texts) != NULL;
}

static void lower(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
}

static bool make_names(struct filter_set *set, struct filter_test *test, struct arena *arena)
{
    set->texts = arena_alloc(arena, set->count * sizeof(*set->texts));
    if (set->texts == NULL)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        size_t length = strlen(set->tests[i]->host.name);
        char *copy = arena_copy(arena, set->tests[i]->host.name, length);
        if (copy == NULL)
            return false;
        if (test->field.of_ss)
            lower(copy, length);
        set->texts[set->text_count++] = (struct slice){copy, length};
    }
    qsort(set->texts, set->text_count, sizeof(*set->texts), compare_texts);
    return true;
}

bool filter_set_has_name(const struct filter_test *test, struct strbuf *text)
{
    if (test->field.of_ss && text->length > 0)
        lower(text->data, text->length);
    return filter_set_has_text(test->set, strbuf_slice(text));
}

static bool make_patterns(struct filter_set *set, struct filter_test *test, struct arena *arena)
{
    test->comparison = FILTER_LIKE;
    return filter_patterns_make(set, arena);
}

const struct filter_test *filter_set_make(const struct filter_test **tests, size_t count,
                                          struct arena *arena)
{
    static bool (*const makers[])(struct filter_set *, struct filter_test *, struct arena *) = {
        [FILTER_SET_STATES] = make_states,   [FILTER_SET_NUMBERS] = make_numbers,
        [FILTER_SET_PORTS] = make_ports,     [FILTER_SET_TEXTS] = make_texts,
        [FILTER_SET_ENDS] = make_ends,       [FILTER_SET_NETWORKS] = make_ends,
        [FILTER_SET_ADDRESSES] = make_ends,  [FILTER_SET_NAMES] = make_names,
        [FILTER_SET_END_PORTS] = make_ports, [FILTER_SET_PATTERNS] = make_patterns,
    };
    struct filter_set *set = arena_alloc(arena, sizeof(*set));
    struct filter_test *test = arena_alloc(arena, sizeof(*test));
    if (set == NULL || test == NULL)
        return NULL;
    *set = (struct filter_set){.tests = tests, .count = count};
    *test = *tests[0];
    test->comparison = FILTER_EQUAL;
    test->set = set;
    return makers[form_of(tests[0])](set, test, arena) ? test : NULL;
}
