/* SPDX-License-Identifier: MIT */
#include "lookup/port_range.h"

#include <fcntl.h>
#include <string.h>

#include "util/file.h"
#include "util/number.h"

/* The default of the kernel (net/ipv4/af_inet.c), used when the range cannot be read. */
enum { USUAL_FIRST = 32768, USUAL_LAST = 60999 };

static uint32_t pack(uint32_t first, uint32_t last)
{
    return first << 16 | last;
}

/* Reads "32768\t60999\n". */
static uint32_t parse_range(const char *text, size_t length)
{
    const char *tab = length == 0 ? NULL : memchr(text, '\t', length);
    uint64_t first, last;
    size_t head = tab == NULL ? 0 : (size_t)(tab - text);
    size_t tail = tab == NULL ? 0 : length - head - 1;
    if (tail > 0 && text[length - 1] == '\n')
        tail--;
    if (tab == NULL || !number_parse((struct slice){text, head}, UINT16_MAX, &first) ||
        !number_parse((struct slice){tab + 1, tail}, UINT16_MAX, &last))
        return pack(USUAL_FIRST, USUAL_LAST);
    return pack((uint32_t)first, (uint32_t)last);
}

static uint32_t read_range(void)
{
    enum { SIZE_MOST = 64 }; /* two numbers of five digits */
    struct strbuf text = {0};
    bool whole = file_read_at(AT_FDCWD, "/proc/sys/net/ipv4/ip_local_port_range", SIZE_MOST, &text);
    uint32_t range = parse_range(text.data, whole ? text.length : 0);
    strbuf_free(&text);
    return range;
}

bool port_ranges_hold(struct port_ranges *ranges, uint32_t netns, uint32_t port)
{
    const uint32_t *known = id_map_find(&ranges->ranges, netns);
    uint32_t range = known == NULL ? read_range() : *known;
    if (known == NULL)
        id_map_insert(&ranges->ranges, netns, range);
    return port >= range >> 16 && port <= (range & UINT16_MAX);
}

void port_ranges_free(struct port_ranges *ranges)
{
    id_map_free(&ranges->ranges);
}
