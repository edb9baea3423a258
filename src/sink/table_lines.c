/* SPDX-License-Identifier: MIT */
#include "sink/table_lines.h"

void table_put_time(struct strbuf *text, const struct sink_settings *settings)
{
    if (!settings->timed || settings->continues)
        return;
    strbuf_put_string(text, "Time: ");
    strbuf_put_string(text, settings->lookups->time);
    strbuf_put_char(text, '\n');
}

bool table_put_nothing(struct strbuf *text, const struct sink_settings *settings)
{
    if (settings->nothing == NULL)
        return false;
    if (settings->header) {
        strbuf_put_string(text, settings->nothing);
        strbuf_put_char(text, '\n');
    }
    return true;
}
