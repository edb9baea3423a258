/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "filter/tree.h"
#include "util/number.h"

/* `:22`, 22, or lsof's TCP:22. */
static struct slice find_port(struct slice word)
{
    const char *colon = word.length == 0 ? NULL : memrchr(word.data, ':', word.length);
    size_t skip = colon == NULL ? 0 : (size_t)(colon - word.data) + 1;
    struct slice port = {word.data + skip, word.length - skip};
    uint64_t number;
    bool is_port = number_parse(port, UINT16_MAX, &number) || (skip == 1 && port.length > 0);
    return is_port ? port : (struct slice){0};
}

static bool is_address(struct slice word)
{
    char text[INET6_ADDRSTRLEN + sizeof("/128")];
    uint8_t address[16];
    if (word.length == 0 || word.length >= sizeof(text))
        return false;
    memcpy(text, word.data, word.length);
    text[word.length] = '\0';
    text[strcspn(text, "/")] = '\0';
    return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

static void put(struct strbuf *hint, const char *before, struct slice word)
{
    strbuf_put_string(hint, before);
    strbuf_put(hint, word.data, (size_t)filter_shown(word));
}

void filter_put_hint(struct strbuf *hint, struct slice word)
{
    struct slice port = find_port(word);
    if (is_address(word)) {
        put(hint, "src ", word);
        put(hint, " or dst ", word);
    } else if (port.length > 0) {
        put(hint, "sport = :", port);
        put(hint, " or dport = :", port);
    } else if (slice_equals(word, "port")) {
        strbuf_put_string(hint, "sport = :22 or dport = :22");
    } else if (state_set_find(word) != 0) {
        put(hint, "state ", word);
    } else if (word.length > 0 && isalpha((unsigned char)word.data[0])) {
        put(hint, "process = ", word);
    }
}
