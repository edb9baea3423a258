/* SPDX-License-Identifier: MIT */
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/fields.h"
#include "family/target.h"
#include "need.h"
#include "util/number.h"

/* States and flags in /proc/net/unix (linux/net.h). They differ from those of sock_diag. */
enum { SS_CONNECTING = 2, SS_CONNECTED = 3, SS_DISCONNECTING = 4, SO_ACCEPTCON_FLAG = 1 << 16 };

static const struct kind kinds[] = {
    {"unix_stream", "u_str", NULL, SOCK_STREAM},
    {"unix_dgram", "u_dgr", NULL, SOCK_DGRAM},
    {"unix_seqpacket", "u_seq", NULL, SOCK_SEQPACKET},
};

/* Files and pending connections are requested only when they are shown: they cost the kernel locks,
 * and a long list of pending connections may not fit a message. */
static uint32_t parts(unsigned needs)
{
    uint32_t show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID;
    if (needs & NEED_MEMORY)
        show |= UDIAG_SHOW_MEMINFO;
    if (needs & NEED_FILES)
        show |= UDIAG_SHOW_VFS;
    if (needs & NEED_PENDING)
        show |= UDIAG_SHOW_ICONS;
    return show;
}

static uint32_t kernel_states(uint32_t states)
{
    uint32_t kernel = states & (state_bit(STATE_LISTEN) | state_bit(STATE_ESTABLISHED));
    if (states & state_bit(STATE_UNCONN))
        kernel |= state_bit(STATE_CLOSE);
    return kernel;
}

static size_t request_unix(const struct family *family, const struct socket_table *table,
                           const struct request *request, void *body, size_t size)
{
    (void)family;
    struct unix_diag_req message = {
        .sdiag_family = (uint8_t)table->address_family->number,
        .udiag_states = kernel_states(request->states),
        .udiag_show = parts(request->needs),
    };
    if (size < sizeof(message))
        return 0;
    memcpy(body, &message, sizeof(message));
    return sizeof(message);
}

static void set_state(struct sock *sock, unsigned number)
{
    if (number != STATE_CLOSE && number != STATE_ESTABLISHED && number != STATE_LISTEN)
        return;
    sock->state = number == STATE_CLOSE ? STATE_UNCONN : (uint8_t)number;
    sock->have |= HAVE_STATE;
}

static void set_inode(struct sock *sock, uint32_t inode)
{
    family_set_inode(sock, inode);
    sock->local.port = inode;
    sock->have |= HAVE_LOCAL;
}

/* A path includes the NUL that ends it. An abstract name begins with NUL and may contain others. */
static void set_name(struct sock *sock, const struct attribute *attribute)
{
    struct slice name = {(const char *)attribute->data, attribute->length};
    if (name.length > 0 && name.data[0] != '\0' && name.data[name.length - 1] == '\0')
        name.length--;
    sock->name = name;
}

/* The inode is 0 while the peer waits to be accepted, because it has no file yet. */
static void set_peer(struct sock *sock, const struct attribute *attribute)
{
    if (!attribute_read(attribute, &sock->peer_inode, sizeof(sock->peer_inode)) ||
        sock->peer_inode == 0)
        return;
    sock->peer.port = sock->peer_inode;
    sock->have |= HAVE_PEER_INODE;
}

static void set_queues(struct sock *sock, const struct attribute *attribute)
{
    struct unix_diag_rqlen queues;
    if (!attribute_read(attribute, &queues, sizeof(queues)))
        return;
    sock->recv_q = queues.udiag_rqueue;
    sock->send_q = queues.udiag_wqueue;
    sock->have |= HAVE_RECV_Q | HAVE_SEND_Q;
}

static const struct target targets[] = {
    [UNIX_DIAG_NAME] = TARGET_FUNCTION(set_name),
    [UNIX_DIAG_VFS] = TARGET_FACT(FACT_FILE),
    [UNIX_DIAG_PEER] = TARGET_FUNCTION(set_peer),
    [UNIX_DIAG_ICONS] = TARGET_FACT(FACT_PENDING),
    [UNIX_DIAG_RQLEN] = TARGET_FUNCTION(set_queues),
    [UNIX_DIAG_MEMINFO] = TARGET_FACT(FACT_MEMORY),
    [UNIX_DIAG_SHUTDOWN] = TARGET_NUMBER(shutdown, HAVE_SHUTDOWN),
    [UNIX_DIAG_UID] = TARGET_NUMBER(uid, HAVE_UID),
};

static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    struct unix_diag_msg message;
    if (length < sizeof(message))
        return PARSE_BAD;
    memcpy(&message, body, sizeof(message));
    const struct kind *kind = family_find_type(family, message.udiag_type);
    if (message.udiag_family != AF_UNIX || kind == NULL)
        return PARSE_BAD;
    family_start(family, table, kind, sock);
    set_state(sock, message.udiag_state);
    set_inode(sock, message.udiag_ino);
    family_set_cookie(sock, message.udiag_cookie);
    sock->have |= HAVE_PEER;
    targets_read(targets, sizeof(targets) / sizeof(targets[0]),
                 attributes_after(body, length, sizeof(message)), sock);
    return PARSE_OK;
}

enum field {
    FIELD_SLOT, /* "000000005bce6ab8:" */
    FIELD_REFERENCES,
    FIELD_PROTOCOL,
    FIELD_FLAGS,
    FIELD_TYPE,
    FIELD_STATE,
    FIELD_INODE,
    FIELD_COUNT
};

/* SS_CONNECTING is a connection that waits to be accepted; sock_diag reports it as established.
 * SS_DISCONNECTING is a socket without a file or a peer. */
static void set_proc_state(struct sock *sock, uint32_t state, uint32_t flags)
{
    if (flags & SO_ACCEPTCON_FLAG)
        set_state(sock, STATE_LISTEN);
    else if (state == SS_CONNECTED || state == SS_CONNECTING)
        set_state(sock, STATE_ESTABLISHED);
    else if (state <= SS_DISCONNECTING)
        set_state(sock, STATE_CLOSE);
}

/* One blank separates the name. Any further blanks are part of the name. */
static bool set_proc_name(struct sock *sock, struct slice rest)
{
    if (rest.length > 0 && (rest.data[0] != ' ' || rest.length == 1))
        return false;
    if (rest.length > 0)
        sock->name = slice_skip(rest, 1);
    return sock->name.length == 0 || memchr(sock->name.data, '\0', sock->name.length) == NULL;
}

static bool is_slot(struct slice field)
{
    uint32_t number;
    size_t digits = field.length - 1;
    size_t low = digits < 8 ? digits : 8;
    return field.data[digits] == ':' && digits > 0 &&
           fields_hex((struct slice){field.data + digits - low, low}, UINT32_MAX, &number);
}

static enum parse_result parse_proc(const struct family *family, const struct socket_table *table,
                                    const char *line, size_t length, struct sock *sock)
{
    struct slice rest = {line, length}, fields[FIELD_COUNT];
    uint32_t flags, type, state, inode;
    if (!fields_take(&rest, fields, FIELD_COUNT))
        return PARSE_BAD;
    if (slice_equals(fields[FIELD_SLOT], "Num"))
        return PARSE_SKIP;
    if (!is_slot(fields[FIELD_SLOT]) || !fields_hex(fields[FIELD_FLAGS], UINT32_MAX, &flags) ||
        !fields_hex(fields[FIELD_TYPE], UINT8_MAX, &type) ||
        !fields_hex(fields[FIELD_STATE], UINT8_MAX, &state) ||
        !fields_decimal(fields[FIELD_INODE], UINT32_MAX, &inode))
        return PARSE_BAD;
    if (inode == 0) /* not yet accepted: the listener counts it, and sock_diag does not list it
                     * either */
        return PARSE_SKIP;
    const struct kind *kind = family_find_type(family, (uint8_t)type);
    if (kind == NULL)
        return PARSE_BAD;
    family_start(family, table, kind, sock);
    set_proc_state(sock, state, flags);
    set_inode(sock, inode);
    return set_proc_name(sock, rest) ? PARSE_OK : PARSE_BAD;
}

/* /proc/net/unix writes `@` for each NUL of an abstract name, so only the first NUL can be
 * restored. A record of sock_diag has the bytes themselves; it is known by its cookie. */
static struct slice abstract_name(const struct sock *sock, struct lookups *lookups)
{
    if (sock->have & HAVE_COOKIE || sock->name.length == 0 || sock->name.data[0] != '@')
        return sock->name;
    strbuf_clear(&lookups->scratch);
    strbuf_put_char(&lookups->scratch, '\0');
    strbuf_put(&lookups->scratch, sock->name.data + 1, sock->name.length - 1);
    return strbuf_slice(&lookups->scratch);
}

static bool endpoint(const struct sock *sock, const struct endpoint *end, unsigned wanted,
                     struct lookups *lookups, struct value *value)
{
    (void)wanted;
    value->endpoint.address.kind = ADDRESS_UNIX;
    if (end == &sock->local)
        value->endpoint.address.text = abstract_name(sock, lookups);
    value->endpoint.port_kind = PORT_INODE;
    value->endpoint.port = end->port;
    return true;
}

/* The kernel (unix_autobind) chooses five hexadecimal digits as an abstract name; /proc/net shows
 * it with `@` first. A socket without a name counts too, as in ss. */
static bool is_autobound(const struct sock *sock, struct lookups *lookups)
{
    (void)lookups;
    struct slice name = sock->name;
    uint64_t number;
    if (name.length != 6 || (name.data[0] != '\0' && name.data[0] != '@'))
        return name.length == 0;
    return number_parse_hex((struct slice){name.data + 1, 5}, 0xfffff, &number);
}

static const struct address_family address = {
    .number = AF_UNIX,
    .name = "unix",
    .word = "unix",
    .help = "UNIX domain sockets",
    .end_form = END_PATH,
    .files_lack = HAVE_PEER_INODE | HAVE_SHUTDOWN | HAVE_UID | HAVE_RECV_Q | HAVE_SEND_Q,
    .is_autobound = is_autobound,
};

static const struct socket_table tables[] = {{&address, "unix", 0}};

const struct family family_unix = {
    .name = "unix",
    .help = "UNIX domain sockets",
    .kinds = kinds,
    .kind_count = sizeof(kinds) / sizeof(kinds[0]),
    .states = (1u << STATE_LISTEN) | (1u << STATE_ESTABLISHED) | (1u << STATE_UNCONN),
    .bulky_states = 1u << STATE_LISTEN,
    .bulky_needs = NEED_PENDING,
    .has_backlog = true,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = request_unix,
    .parse_diag = parse_diag,
    .parse_proc = parse_proc,
    .endpoint = endpoint,
};
