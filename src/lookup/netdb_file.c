/* SPDX-License-Identifier: MIT */
#include "lookup/netdb_file.h"

#include <fcntl.h>

#include "util/file.h"
#include "util/number.h"

enum { FILE_MOST = 16 * 1024 * 1024 };

static bool parse_line(struct slice line, struct netdb_entry *entry)
{
    uint64_t number;
    line = slice_take(&line, '#');
    if (slice_find(line, '\0') != NULL)
        return false;
    entry->name = slice_take_word(&line, " \t\n\v\f\r");
    entry->protocol = slice_take_word(&line, " \t\n\v\f\r");
    struct slice digits = slice_take(&entry->protocol, '/');
    if (!number_parse(digits, UINT16_MAX, &number))
        return false;
    entry->number = (uint16_t)number;
    return true;
}

void netdb_file_read(const char *path, bool (*each)(void *context, const struct netdb_entry *entry),
                     void *context)
{
    struct strbuf buffer = {0};
    if (file_read_at(AT_FDCWD, path, FILE_MOST, &buffer)) {
        struct slice rest = strbuf_slice(&buffer);
        bool goes_on = true;
        while (goes_on && rest.length > 0) {
            struct netdb_entry entry;
            if (parse_line(slice_take(&rest, '\n'), &entry))
                goes_on = each(context, &entry);
        }
    }
    strbuf_free(&buffer);
}
