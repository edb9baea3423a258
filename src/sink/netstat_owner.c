/* SPDX-License-Identifier: MIT */
#include "sink/netstat_owner.h"

#include "column/groups.h"
#include "lookup/programs.h"
#include "util/escape.h"
#include "util/number.h"

enum { WIDTH_OWNER = 20 };

void netstat_put_owner(struct strbuf *line, const struct sock *sock,
                       const struct sink_settings *settings)
{
    size_t count = 0, start = line->length;
    const struct process *owners = columns_find_owners(sock, settings->lookups, &count);
    if (count == 0) {
        strbuf_put_char(line, '-');
    } else {
        struct slice name = programs_find(&settings->lookups->states, owners[0].pid);
        number_put(line, owners[0].pid);
        strbuf_put_char(line, '/');
        name = name.length > 0 ? name : owners[0].name;
        if (settings->ascii)
            escape_field(line, name, "", true);
        else
            escape_plain(line, name, "");
    }
    size_t used = line->length - start;
    strbuf_pad(line, used < WIDTH_OWNER ? WIDTH_OWNER - used : 0);
}
