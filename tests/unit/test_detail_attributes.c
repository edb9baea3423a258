/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <linux/mptcp.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/tls.h>
#include <sys/socket.h>

#include "details.h"
#include "family/families.h"

/* Puts attributes into an attribute of their own. */
static void put_nest(struct message *message, uint16_t type, const struct message *inner)
{
    message_put_attribute(message, type | NLA_F_NESTED, inner->bytes, inner->length);
}

static void put_u16(struct message *message, uint16_t type, uint16_t number)
{
    message_put_attribute(message, type, &number, sizeof(number));
}

static void put_u32(struct message *message, uint16_t type, uint32_t number)
{
    message_put_attribute(message, type, &number, sizeof(number));
}

static struct message tls_message(uint16_t version, uint16_t cipher, uint16_t rx)
{
    struct message inner = {0}, message = {0};
    put_u16(&inner, TLS_INFO_VERSION, version);
    put_u16(&inner, TLS_INFO_CIPHER, cipher);
    put_u16(&inner, TLS_INFO_RXCONF, rx);
    put_u16(&inner, TLS_INFO_TXCONF, TLS_CONF_HW);
    message_put_attribute(&inner, 6, "", 0);
    message_put_attribute(&message, INET_ULP_INFO_NAME, "tls", 4);
    put_nest(&message, INET_ULP_INFO_TLS, &inner);
    return message;
}

TEST(tls_is_decoded)
{
    struct sock sock = connection();
    struct message message = tls_message(TLS_1_3_VERSION, TLS_CIPHER_AES_GCM_256, TLS_CONF_SW);
    set_fact(&sock, FACT_ULP, message.bytes, message.length);
    check(&sock, "ulp", "tls");
    check(&sock, "tls_version", "1.3");
    check(&sock, "tls_cipher", "aes-gcm-256");
    check(&sock, "tls_rx", "sw");
    check(&sock, "tls_tx", "hw");
    check_as(&sock, "tls_rx_no_pad", "true", true);
    check_as(&sock, "tls_zc_ro_tx", "false", true);
    check(&sock, "subflow_token_loc", "unknown");
    free_facts(&sock);
}

TEST(numbers_of_tls_that_have_no_word_are_shown)
{
    struct sock sock = connection();
    struct message message = tls_message(0x305, 0xfe, 9);
    set_fact(&sock, FACT_ULP, message.bytes, message.length);
    check(&sock, "tls_version", "0x305");
    check_as(&sock, "tls_cipher", "\"0xfe\"", true);
    check(&sock, "tls_rx", "0x9");
    free_facts(&sock);
}

static struct message subflow_message(void)
{
    struct message inner = {0}, message = {0};
    uint64_t sequence = UINT64_C(0xfedcba9876543210);
    put_u32(&inner, MPTCP_SUBFLOW_ATTR_TOKEN_REM, 0xaabbccdd);
    put_u32(&inner, MPTCP_SUBFLOW_ATTR_TOKEN_LOC, 0x11223344);
    put_u32(&inner, MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ, 77);
    message_put_attribute(&inner, MPTCP_SUBFLOW_ATTR_MAP_SEQ, &sequence, sizeof(sequence));
    put_u32(&inner, MPTCP_SUBFLOW_ATTR_MAP_SFSEQ, 4000000000);
    put_u16(&inner, MPTCP_SUBFLOW_ATTR_MAP_DATALEN, 1400);
    put_u32(&inner, MPTCP_SUBFLOW_ATTR_FLAGS,
            MPTCP_SUBFLOW_FLAG_JOIN_LOC | MPTCP_SUBFLOW_FLAG_BKUP_REM |
                MPTCP_SUBFLOW_FLAG_MAPVALID);
    message_put_attribute(&inner, MPTCP_SUBFLOW_ATTR_ID_LOC, "\3", 1);
    message_put_attribute(&message, INET_ULP_INFO_NAME, "mptcp", 6);
    put_nest(&message, INET_ULP_INFO_MPTCP, &inner);
    return message;
}

TEST(a_subflow_is_decoded)
{
    static const char *const expected[][2] = {
        {"ulp", "mptcp"},
        {"subflow_token_rem", "aabbccdd"},
        {"subflow_token_loc", "11223344"},
        {"subflow_relwrite_seq", "77"},
        {"subflow_map_seq", "fedcba9876543210"},
        {"subflow_map_sfseq", "4000000000"},
        {"subflow_ssn_offset", "unknown"},
        {"subflow_map_datalen", "1400"},
        {"subflow_id_rem", "unknown"},
        {"subflow_id_loc", "3"},
        {"subflow_mcap_rem", "0"},
        {"subflow_mcap_loc", "0"},
        {"subflow_join_rem", "0"},
        {"subflow_join_loc", "1"},
        {"subflow_bkup_rem", "1"},
        {"subflow_bkup_loc", "0"},
        {"subflow_fully_established", "0"},
        {"subflow_connected", "0"},
        {"subflow_mapvalid", "1"},
        {"tls_version", "unknown"},
        {"tls_rx_no_pad", "unknown"},
    };
    struct sock sock = connection();
    struct message message = subflow_message();
    set_fact(&sock, FACT_ULP, message.bytes, message.length);
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        check(&sock, expected[i][0], expected[i][1]);
    free_facts(&sock);
}

/* Pulls every column: a checker of memory sees what is read outside the message. */
static size_t pull_all(const struct sock *sock)
{
    struct lookups lookups = {.numeric = true};
    size_t known = 0;
    for (size_t i = 0; i < columns_count(); i++) {
        const struct column *column = column_at(i);
        struct value value = {0};
        if ((column->sets & (IN_INFO | IN_MEMORY | IN_SOCKOPT)) == 0)
            continue;
        known += column_get(column, sock, &lookups, &value) ? 1 : 0;
    }
    lookups_free(&lookups);
    return known;
}

TEST(attributes_that_are_cut_short_or_changed_are_survived)
{
    struct message whole[] = {subflow_message(),
                              tls_message(TLS_1_2_VERSION, TLS_CIPHER_AES_GCM_128, TLS_CONF_SW)};
    uint64_t seed = 3;
    for (size_t i = 0; i < COUNT_OF(whole); i++) {
        size_t most = 0;
        for (size_t length = 0; length <= whole[i].length; length++) {
            struct sock sock = connection();
            set_fact(&sock, FACT_ULP, whole[i].bytes, length);
            size_t known = pull_all(&sock);
            most = known > most ? known : most;
            free_facts(&sock);
        }
        assert_true(most > 5);
        for (int round = 0; round < 3000; round++) {
            struct sock sock = connection();
            struct message message = whole[i];
            for (int j = 0; j < 3; j++)
                message.bytes[random_below(&seed, message.length)] = (char)random_next(&seed);
            set_fact(&sock, FACT_ULP, message.bytes, message.length);
            assert_true(pull_all(&sock) <= most + 10);
            free_facts(&sock);
        }
    }
}

TEST(md5_keys_are_told_by_peer_alone)
{
    struct sock sock = connection();
    struct tcp_diag_md5sig keys[2] = {
        {.tcpm_family = AF_INET, .tcpm_prefixlen = 24, .tcpm_keylen = 6},
        {.tcpm_family = AF_INET6, .tcpm_prefixlen = 64, .tcpm_keylen = 6},
    };
    memcpy(keys[0].tcpm_addr, (const uint8_t[]){192, 0, 2, 0}, 4);
    memcpy(keys[1].tcpm_addr, (const uint8_t[]){0x20, 1, 0xd, 0xb8}, 4);
    memcpy(keys[0].tcpm_key, "secret", 6);
    memcpy(keys[1].tcpm_key, "secret", 6);
    set_fact(&sock, FACT_MD5, keys, sizeof(keys));
    check(&sock, "md5_keys", "192.0.2.0/24,2001:db8::/64");
    free_facts(&sock);
    set_fact(&sock, FACT_MD5, keys, sizeof(keys) - 1);
    check(&sock, "md5_keys", "192.0.2.0/24");
    free_facts(&sock);
    set_fact(&sock, FACT_MD5, keys, sizeof(keys[0]) - 1);
    check(&sock, "md5_keys", "unknown");
    free_facts(&sock);
}

TEST(memory_is_shown_by_its_length)
{
    static const char *const names[SK_MEMINFO_VARS] = {"skmem_r",  "skmem_rb", "skmem_t",
                                                       "skmem_tb", "skmem_f",  "skmem_w",
                                                       "skmem_o",  "skmem_bl", "skmem_d"};
    static const char *const texts[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
    uint32_t memory[SK_MEMINFO_VARS] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (size_t count = 0; count <= SK_MEMINFO_VARS; count++) {
        struct sock sock = connection();
        set_fact(&sock, FACT_MEMORY, memory, count * sizeof(memory[0]));
        for (size_t i = 0; i < SK_MEMINFO_VARS; i++)
            check(&sock, names[i], i < count ? texts[i] : "unknown");
        free_facts(&sock);
    }
}

/* The compiler lays out the kernel's own declaration. */
TEST(socket_options_are_where_the_compiler_puts_them)
{
    static const char *const names[] = {
        "recverr",         "is_icsk",       "freebind",
        "hdrincl",         "mc_loop",       "transparent",
        "mc_all",          "nodefrag",      "bind_address_no_port",
        "recverr_rfc4884", "defer_connect",
    };
    for (size_t set = 0; set < COUNT_OF(names); set++) {
        struct sock sock = connection();
        struct inet_diag_sockopt options = {
            .recverr = set == 0,
            .is_icsk = set == 1,
            .freebind = set == 2,
            .hdrincl = set == 3,
            .mc_loop = set == 4,
            .transparent = set == 5,
            .mc_all = set == 6,
            .nodefrag = set == 7,
            .bind_address_no_port = set == 8,
            .recverr_rfc4884 = set == 9,
            .defer_connect = set == 10,
        };
        set_fact(&sock, FACT_SOCKOPT, &options, sizeof(options));
        for (size_t i = 0; i < COUNT_OF(names); i++)
            check_as(&sock, names[i], i == set ? "true" : "false", true);
        free_facts(&sock);
        set_fact(&sock, FACT_SOCKOPT, &options, 1);
        check(&sock, "nodefrag", set == 7 ? "1" : "0");
        check(&sock, "bind_address_no_port", "unknown");
        free_facts(&sock);
    }
}

TEST(shutdown_has_words)
{
    static const char *const words[] = {"none", "receive", "send", "both", "unknown"};
    struct sock sock = connection();
    check(&sock, "shutdown", "unknown");
    sock.have |= HAVE_SHUTDOWN;
    for (unsigned i = 0; i < COUNT_OF(words); i++) {
        sock.shutdown = (uint8_t)i;
        check(&sock, "shutdown", words[i]);
    }
}

/* Details that the kernel puts into every answer. */
static bool comes_unasked(const char *name)
{
    return strncmp(name, "tipc_", 5) == 0 || strcmp(name, "sctp_locals") == 0 ||
           strcmp(name, "sctp_peers") == 0;
}

/* From the cheapest request to the dearest: nothing is requested that no column needs. */
TEST(only_what_is_needed_is_requested)
{
    static const struct {
        unsigned needs;
        unsigned extensions;
    } rows[] = {
        {0, 0},
        {NEED_INFO,
         1u << (INET_DIAG_INFO - 1) | 1u << (INET_DIAG_CONG - 1) | 1u << (INET_DIAG_VEGASINFO - 1)},
        {NEED_MEMORY, 1u << (INET_DIAG_SKMEMINFO - 1)},
        {NEED_TOS, 1u << (INET_DIAG_TOS - 1) | 1u << (INET_DIAG_TCLASS - 1)},
        {NEED_SHUTDOWN, 1u << (INET_DIAG_SHUTDOWN - 1)},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct inet_diag_req_v2 body;
        struct request request = {state_all(), rows[i].needs};
        assert_int_equal(
            family_tcp.request(&family_tcp, &family_tcp.tables[0], &request, &body, sizeof(body)),
            sizeof(body));
        assert_int_equal(body.idiag_ext, rows[i].extensions);
    }
    for (size_t i = 0; i < columns_count(); i++) {
        const struct column *column = column_at(i);
        if (column->sets & IN_INFO)
            assert_int_equal((column->needs & NEED_INFO) != 0, !comes_unasked(column->name));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_is_decoded),
        cmocka_unit_test(numbers_of_tls_that_have_no_word_are_shown),
        cmocka_unit_test(a_subflow_is_decoded),
        cmocka_unit_test(attributes_that_are_cut_short_or_changed_are_survived),
        cmocka_unit_test(md5_keys_are_told_by_peer_alone),
        cmocka_unit_test(memory_is_shown_by_its_length),
        cmocka_unit_test(socket_options_are_where_the_compiler_puts_them),
        cmocka_unit_test(shutdown_has_words),
        cmocka_unit_test(only_what_is_needed_is_requested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
