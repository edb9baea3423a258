/* SPDX-License-Identifier: MIT */
#include "lookup/port_range.h"

#include <fcntl.h>

#include "util/file.h"
#include "util/number.h"

/* The default of the kernel (net/ipv4/af_inet.c), used when the range cannot be read. */
enum { USUAL_FIRST = 32768, USUAL_LAST = 60999 };

static uint32_t pack(uint32_t first, uint32_t last)
{
    return first << 16 | last;
}

/* Reads "32768\t60999\n". */
static bool parse_range(struct slice text, uint32_t *first, uint32_t *last)
{
    uint64_t numbers[2];
    if (text.length > 0 && text.data[text.length - 1] == '\n')
        text.length--;
    struct slice word = slice_take(&text, '\t');
    if (!number_parse(word, UINT16_MAX, &numbers[0]) ||
        !number_parse(text, UINT16_MAX, &numbers[1]))
        return false;
    *first = (uint32_t)numbers[0];
    *last = (uint32_t)numbers[1];
    return true;
}

bool port_range_read(uint32_t *first, uint32_t *last)
{
    enum { SIZE_MOST = 64 }; /* two numbers of five digits */
    struct strbuf text = {0};
    bool known =
        file_read_at(AT_FDCWD, "/proc/sys/net/ipv4/ip_local_port_range", SIZE_MOST, &text) &&
        parse_range(strbuf_slice(&text), first, last);
    strbuf_free(&text);
    return known;
}

static uint32_t read_range(void)
{
    uint32_t first = USUAL_FIRST, last = USUAL_LAST;
    port_range_read(&first, &last);
    return pack(first, last);
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
