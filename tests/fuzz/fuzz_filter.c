/* SPDX-License-Identifier: MIT */

/* A filter. Input: a socket (SOCKET_SIZE bytes), and the text. `not F` is the opposite of F, what
 * is said before lookups holds after them, the program for the kernel leaves out nothing that
 * matches, and tests that became one say what they said alone. */
#include "../unit/kernel_program.h"
#include "checks.h"
#include "family/families.h"
#include "filter/pushdown.h"
#include "filter/tree.h"
#include "no_names.h"

enum { TEXT_MOST = 400 };

/* A socket as the kernel and as we know it. */
static void make_socket(struct input *input, struct sock *sock, struct entry *entry)
{
    const uint8_t kind = input_byte(input);
    const struct family *family = kind & 4 ? &family_udp : &family_tcp;
    *entry = (struct entry){.family = kind & 1 ? AF_INET6 : AF_INET};
    *sock = (struct sock){.from = family, .kind = family->kinds};
    sock->family = (uint8_t)entry->family;
    sock->state = (uint8_t)(1 + input_byte(input) % 12);
    size_t size = entry->family == AF_INET ? 4 : 16;
    input_fill(input, entry->source, size);
    input_fill(input, entry->destination, size);
    input_fill(input, &entry->source_port, sizeof(entry->source_port));
    input_fill(input, &entry->destination_port, sizeof(entry->destination_port));
    entry->interface = input_byte(input) % 4;
    entry->mark = input_byte(input);
    entry->bound_by_program = kind & 2;
    memcpy(sock->local.address, entry->source, 16);
    memcpy(sock->peer.address, entry->destination, 16);
    sock->local.port = entry->source_port;
    sock->peer.port = entry->destination_port;
    sock->interface = entry->interface;
    sock->mark = entry->mark;
    sock->autobound = !entry->bound_by_program & 1;
    sock->have = HAVE_STATE | HAVE_LOCAL | HAVE_PEER | HAVE_INTERFACE | HAVE_AUTOBOUND;
    if (sock->state != STATE_TIME_WAIT)
        sock->have |= HAVE_MARK;
}

static struct filter *parse(struct slice text)
{
    struct error error = {0};
    struct filter *filter = filter_parse(text, "filter", AF_UNSPEC, &error);
    struct slice reason = slice_of(error_message(&error));
    if (filter == NULL)
        fuzz_demand(reason.length > 0, "refused without a reason", text);
    error_clear(&error);
    return filter;
}

static bool judge(const struct filter *filter, const struct sock *sock, struct slice text)
{
    enum filter_verdict before = filter_judge(filter, sock, lasting_lookups(), NEED_LATER);
    enum filter_verdict after = filter_judge(filter, sock, lasting_lookups(), 0);
    fuzz_demand(after != FILTER_LATER, "still later", text);
    fuzz_demand(before == FILTER_LATER || before == after, "lookups changed what was said", text);
    return after == FILTER_YES;
}

static void check_opposite(struct slice text, const struct sock *sock, bool matches)
{
    struct strbuf buffer = {0};
    strbuf_put_string(&buffer, "not (\n");
    strbuf_put(&buffer, text.data, text.length);
    strbuf_put_string(&buffer, "\n)");
    struct filter *opposite = parse(strbuf_slice(&buffer));
    if (opposite != NULL)
        fuzz_demand(judge(opposite, sock, text) != matches, "not the opposite", text);
    filter_free(opposite);
    strbuf_free(&buffer);
}

static void check_program(const struct filter *filter, const struct sock *sock,
                          const struct entry *entry, bool matches, struct slice text)
{
    struct strbuf program = {0};
    filter_push_down(filter, sock->from, lasting_lookups(), &program);
    if (program.length > 0) {
        fuzz_demand(passes_audit(program.data, program.length), "the kernel refuses this", text);
        fuzz_demand(!matches || kernel_passes(&program, entry), "the kernel leaves it out", text);
    }
    strbuf_free(&program);
}

static void check_joined(const struct filter *filter, const struct sock *sock, struct slice text)
{
    struct filter written = *filter;
    struct lookups *lookups = lasting_lookups();
    written.judged = written.joined = filter->root;
    fuzz_demand(judge(filter, sock, text) == judge(&written, sock, text), "joined wrongly", text);
    fuzz_demand(filter_is_sure(filter, sock, lookups) == filter_is_sure(&written, sock, lookups),
                "joined with other certainty", text);
    fuzz_demand(filter_states(filter) == filter_states(&written), "joined with other states", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct input input = {data, length};
    struct sock sock;
    struct entry entry;
    make_socket(&input, &sock, &entry);
    struct slice text = input.length > 0 ? input_copy(&input, TEXT_MOST) : (struct slice){0};
    struct filter *filter = parse(text);
    if (filter != NULL) {
        bool matches = judge(filter, &sock, text);
        check_opposite(text, &sock, matches);
        check_joined(filter, &sock, text);
        check_program(filter, &sock, &entry, matches, text);
        bool in_state = filter_states(filter) & state_bit(sock.state);
        fuzz_demand(!matches || in_state, "the states leave it out", text);
    }
    filter_free(filter);
    copy_free(text);
    return 0;
}
