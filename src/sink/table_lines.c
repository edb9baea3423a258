/* SPDX-License-Identifier: MIT */
#include "sink/table_lines.h"

#include <string.h>

#include "sink/cell.h"

void table_put_header(struct strbuf *text, const struct column *const *columns,
                      const size_t *widths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *header = columns[i]->header;
        size_t blanks = cell_missing(widths[i], strlen(header));
        bool right = value_types[columns[i]->type].right;
        if (i > 0)
            strbuf_put_char(text, ' ');
        if (right)
            strbuf_pad(text, blanks);
        strbuf_put_string(text, header);
        if (!right && i + 1 < count)
            strbuf_pad(text, blanks);
    }
    strbuf_put_char(text, '\n');
}

void table_put_time(struct strbuf *text, const struct sink_settings *settings)
{
    if (!settings->timed || settings->continues)
        return;
    strbuf_put_string(text, "Time: ");
    strbuf_put_string(text, settings->lookups->time);
    strbuf_put_char(text, '\n');
}

bool table_put_nothing(struct strbuf *text, const struct sink_settings *settings, bool with_time)
{
    if (settings->nothing == NULL)
        return false;
    if (with_time)
        table_put_time(text, settings);
    if (settings->header) {
        strbuf_put_string(text, settings->nothing);
        strbuf_put_char(text, '\n');
    }
    return true;
}

void table_put_limit(struct strbuf *text, const struct sink_settings *settings,
                     const struct notes *notes)
{
    const struct note *note;
    for (size_t i = 0; settings->says_limit && (note = notes_at(notes, i)) != NULL; i++) {
        if (note->code != NOTE_MORE_MATCH)
            continue;
        strbuf_put_string(text, strchr(note->message, ' ') + 1);
        strbuf_put_char(text, '\n');
    }
}
