/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <linux/mptcp.h>
#include <linux/tls.h>

#include "column/groups.h"
#include "family/attribute.h"
#include "util/number.h"

/* Types of TLS_INFO_* attributes that came after Linux 5.15 (linux/tls.h). */
enum { ATTRIBUTE_ZC_RO_TX = 5, ATTRIBUTE_RX_NO_PAD = 6 };

static bool find_attribute(struct slice block, unsigned type, struct slice *found)
{
    struct attributes attributes = attributes_after(block.data, block.length, 0);
    struct attribute attribute;
    while (attributes_next(&attributes, &attribute)) {
        if (attribute.type == type) {
            *found = (struct slice){(const char *)attribute.data, attribute.length};
            return true;
        }
    }
    return false;
}

/* Finds the column's attribute inside the attribute `nest` of the fact. */
static bool find_nested(const struct column *column, const struct sock *sock, unsigned nest,
                        struct slice *found)
{
    struct slice outer;
    return find_attribute(sock_fact(sock, FACT_ULP), nest, &outer) &&
           find_attribute(outer, column->attribute, found);
}

static bool get_name(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    struct slice name;
    if (!find_attribute(sock_fact(sock, FACT_ULP), column->attribute, &name))
        return false;
    value->text = (struct slice){name.data, 0};
    while (value->text.length < name.length && name.data[value->text.length] != '\0')
        value->text.length++;
    return value->text.length > 0;
}

/* A number of the kernel and its name. */
struct word {
    uint16_t number;
    const char *text;
};

/* The word for a number in the TLS attributes, or the number in hexadecimal when it has no word. */
static bool get_tls_word(const struct column *column, const struct sock *sock,
                         const struct word *words, size_t count, struct lookups *lookups,
                         struct value *value)
{
    struct slice block;
    if (!find_nested(column, sock, INET_ULP_INFO_TLS, &block) || !column_read(column, block, value))
        return false;
    uint64_t number = value->number;
    for (size_t i = 0; i < count; i++) {
        if (words[i].number == number) {
            value->text = slice_of(words[i].text);
            return true;
        }
    }
    strbuf_clear(&lookups->scratch);
    strbuf_put_string(&lookups->scratch, "0x");
    number_put_hex(&lookups->scratch, number);
    value->text = strbuf_slice(&lookups->scratch);
    return !lookups->scratch.failed;
}

static bool get_tls_version(const struct column *column, const struct sock *sock,
                            struct lookups *lookups, struct value *value)
{
    static const struct word words[] = {{TLS_1_2_VERSION, "1.2"}, {TLS_1_3_VERSION, "1.3"}};
    return get_tls_word(column, sock, words, sizeof(words) / sizeof(words[0]), lookups, value);
}

static bool get_tls_cipher(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    /* Numbers instead of constants, because linux/tls.h of the build machine may lack the newer
     * ones. */
    static const struct word words[] = {
        {51, "aes-gcm-128"}, {52, "aes-gcm-256"}, {53, "aes-ccm-128"},  {54, "chacha20-poly1305"},
        {55, "sm4-gcm"},     {56, "sm4-ccm"},     {57, "aria-gcm-128"}, {58, "aria-gcm-256"},
    };
    return get_tls_word(column, sock, words, sizeof(words) / sizeof(words[0]), lookups, value);
}

static bool get_tls_direction(const struct column *column, const struct sock *sock,
                              struct lookups *lookups, struct value *value)
{
    static const struct word words[] = {
        {TLS_CONF_BASE, "none"},
        {TLS_CONF_SW, "sw"},
        {TLS_CONF_HW, "hw"},
        {TLS_CONF_HW_RECORD, "hw-record"},
    };
    return get_tls_word(column, sock, words, sizeof(words) / sizeof(words[0]), lookups, value);
}

/* The flag is true when its attribute is present. The attribute has no value. */
static bool get_tls_flag(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)lookups;
    struct slice outer, found;
    if (!find_attribute(sock_fact(sock, FACT_ULP), INET_ULP_INFO_TLS, &outer))
        return false;
    value->number = find_attribute(outer, column->attribute, &found);
    return true;
}

static bool get_subflow(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    (void)lookups;
    struct slice block;
    return find_nested(column, sock, INET_ULP_INFO_MPTCP, &block) &&
           column_read(column, block, value);
}

#define NAME(name) name, name
#define ULP        COLUMN_OF_FACT(FACT_ULP)
#define NO_TLS     .null_when = "the kernel does not encrypt the connection"
#define TLS(getter, type)                                                                          \
    VALUE_TEXT, IN_INFO, NEED_INFO, .get = getter, ULP, .attribute = type,                         \
                                    .size = sizeof(uint16_t), NO_TLS
#define TLS_FLAG(type)                                                                             \
    VALUE_FLAG, IN_INFO, NEED_INFO, .get = get_tls_flag, ULP, .attribute = type, NO_TLS
#define SUBFLOW(value_type, type, kernel_type)                                                     \
    value_type, IN_INFO, NEED_INFO,                                                                \
        .get = get_subflow, ULP, .attribute = MPTCP_SUBFLOW_ATTR_##type,                           \
        .size = sizeof(kernel_type), .null_when = "the connection is no subflow of MPTCP"
#define SUBFLOW_FLAG(number) SUBFLOW(VALUE_FLAG, FLAGS, uint32_t), .first_bit = (number), .bits = 1

static const struct column rows[] = {
    {NAME("ulp"), "upper layer protocol that the kernel runs over TCP: tls, mptcp and so on",
     VALUE_TEXT, IN_INFO, NEED_INFO, .get = get_name, ULP, .attribute = INET_ULP_INFO_NAME,
     .example = "tls", .null_when = "the socket has none"},
    {NAME("tls_version"), "kernel TLS: protocol version", TLS(get_tls_version, TLS_INFO_VERSION),
     .example = "1.3"},
    {NAME("tls_cipher"), "kernel TLS: cipher", TLS(get_tls_cipher, TLS_INFO_CIPHER),
     .example = "aes-gcm-128"},
    {NAME("tls_rx"), "kernel TLS: what decrypts received data: none, sw, hw, hw-record",
     TLS(get_tls_direction, TLS_INFO_RXCONF), .example = "sw"},
    {NAME("tls_tx"), "kernel TLS: what encrypts sent data: none, sw, hw, hw-record",
     TLS(get_tls_direction, TLS_INFO_TXCONF), .example = "sw"},
    {NAME("tls_zc_ro_tx"), "kernel TLS: whether files are sent without a copy",
     TLS_FLAG(ATTRIBUTE_ZC_RO_TX)},
    {NAME("tls_rx_no_pad"), "kernel TLS: whether received records are expected to have no padding",
     TLS_FLAG(ATTRIBUTE_RX_NO_PAD)},
    {NAME("subflow_token_rem"), "MPTCP subflow: the peer's token of the connection, hexadecimal",
     SUBFLOW(VALUE_HEX, TOKEN_REM, uint32_t)},
    {NAME("subflow_token_loc"), "MPTCP subflow: this end's token of the connection, hexadecimal",
     SUBFLOW(VALUE_HEX, TOKEN_LOC, uint32_t)},
    {NAME("subflow_id_rem"), "MPTCP subflow: id of the peer address",
     SUBFLOW(VALUE_UNSIGNED, ID_REM, uint8_t)},
    {NAME("subflow_id_loc"), "MPTCP subflow: id of the local address",
     SUBFLOW(VALUE_UNSIGNED, ID_LOC, uint8_t)},
    {NAME("subflow_map_seq"),
     "MPTCP subflow: data sequence number where the mapping begins, hexadecimal",
     SUBFLOW(VALUE_HEX, MAP_SEQ, uint64_t)},
    {NAME("subflow_map_sfseq"), "MPTCP subflow: subflow sequence number where the mapping begins",
     SUBFLOW(VALUE_UNSIGNED, MAP_SFSEQ, uint32_t)},
    {NAME("subflow_ssn_offset"), "MPTCP subflow: TCP sequence number where the subflow begins",
     SUBFLOW(VALUE_UNSIGNED, SSN_OFFSET, uint32_t)},
    {NAME("subflow_map_datalen"), "MPTCP subflow: bytes in the mapping",
     SUBFLOW(VALUE_UNSIGNED, MAP_DATALEN, uint16_t)},
    {NAME("subflow_relwrite_seq"), "MPTCP subflow: bytes written since the subflow began",
     SUBFLOW(VALUE_UNSIGNED, RELWRITE_SEQ, uint32_t)},
    {NAME("subflow_mcap_rem"),
     "MPTCP subflow: whether the peer opened the connection on it (MP_CAPABLE)", SUBFLOW_FLAG(0)},
    {NAME("subflow_mcap_loc"),
     "MPTCP subflow: whether this end opened the connection on it (MP_CAPABLE)", SUBFLOW_FLAG(1)},
    {NAME("subflow_join_rem"),
     "MPTCP subflow: whether the peer joined the connection with it (MP_JOIN)", SUBFLOW_FLAG(2)},
    {NAME("subflow_join_loc"),
     "MPTCP subflow: whether this end joined the connection with it (MP_JOIN)", SUBFLOW_FLAG(3)},
    {NAME("subflow_bkup_rem"), "MPTCP subflow: whether the peer declared it a backup",
     SUBFLOW_FLAG(4)},
    {NAME("subflow_bkup_loc"), "MPTCP subflow: whether this end declared it a backup",
     SUBFLOW_FLAG(5)},
    {NAME("subflow_fully_established"), "MPTCP subflow: whether both ends have confirmed it",
     SUBFLOW_FLAG(6)},
    {NAME("subflow_connected"), "MPTCP subflow: whether it is connected", SUBFLOW_FLAG(7)},
    {NAME("subflow_mapvalid"), "MPTCP subflow: whether the mapping is valid", SUBFLOW_FLAG(8)},
};
static const char *const families_with_these[] = {"tcp", NULL};

const struct column_group columns_ulp = {rows, sizeof(rows) / sizeof(rows[0]), families_with_these};
