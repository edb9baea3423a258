/* SPDX-License-Identifier: MIT */
#include "source/in_use.h"

#include <fcntl.h>
#include <stddef.h>

#include "util/file.h"
#include "util/proc_text.h"
#include "util/strbuf.h"

/* Far more than the longest of these files. */
enum { FILE_SIZE_MOST = 64 * 1024 };

static bool read_file(const char *proc, const char *path, struct strbuf *text)
{
    struct strbuf whole = {0};
    strbuf_clear(text);
    strbuf_put_string(&whole, proc);
    strbuf_put_string(&whole, path);
    strbuf_put_char(&whole, '\0');
    bool good = !whole.failed && file_read_at(AT_FDCWD, whole.data, FILE_SIZE_MOST, text);
    strbuf_free(&whole);
    return good;
}

static bool find(const struct strbuf *text, const char *section, const char *key, uint64_t *number)
{
    return text_find_pair(strbuf_slice(text), section, key, number) == FOUND;
}

void in_use_read(const char *proc, struct sockets_in_use *use)
{
    struct strbuf text = {0};
    uint64_t ipv6 = 0;
    use->known =
        read_file(proc, "/net/sockstat", &text) && find(&text, "sockets", "used", &use->all) &&
        find(&text, "TCP", "inuse", &use->tcp) && find(&text, "TCP", "tw", &use->time_wait) &&
        find(&text, "UDP", "inuse", &use->udp) && read_file(proc, "/net/sockstat6", &text) &&
        find(&text, "TCP6", "inuse", &ipv6) && find(&text, "UDP6", "inuse", &use->udp6);
    if (use->known)
        use->tcp += ipv6;
    strbuf_free(&text);
}

bool in_use_received(const char *proc)
{
    struct strbuf text = {0};
    uint64_t segments = 0;
    bool known = read_file(proc, "/net/snmp", &text) &&
                 text_find_below(strbuf_slice(&text), "Tcp", "InSegs", &segments) == FOUND;
    strbuf_free(&text);
    return !known || segments > 0;
}
