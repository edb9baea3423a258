/* SPDX-License-Identifier: MIT */
#include "util/proc_text.h"

#include "support.h"

typedef enum found finder(struct slice text, const char *section, const char *key,
                          uint64_t *number);

static const char sockstat[] = "sockets: used 301\n"
                               "TCP: inuse 5 orphan 1 tw 7 alloc 9 mem 36\n"
                               "UDP: inuse 2 mem 0\n"
                               "FRAG: inuse 0 memory 0\n";
static const char snmp[] = "Ip: Forwarding DefaultTTL\n"
                           "Ip: 2 64\n"
                           "Tcp: RtoMin MaxConn CurrEstab InSegs\n"
                           "Tcp: 200 -1 12 5016\n"
                           "UdpLite: InDatagrams\n"
                           "UdpLite: 0\n";
static const char protocols[] = "protocol  size sockets  memory press maxhdr  slab module\n"
                                "PACKET    1600      3      -1   NI       0   no   kernel\n"
                                "TCPv6     2432      0      36   no     192   yes  kernel\n"
                                "TCP       2304      1      36   yes    192   yes  kernel\n";

static void check(finder *find, const char *text, size_t length, const char *section,
                  const char *key, enum found expected, uint64_t expected_number)
{
    char *copy = exact_copy(text, length);
    uint64_t number = 99;
    enum found result = find((struct slice){copy, length}, section, key, &number);
    if (result != expected || (result == FOUND && number != expected_number))
        fail_msg("'%.*s' %s %s: %d, %llu", (int)length, text, section, key, (int)result,
                 (unsigned long long)number);
    free(copy);
}

static void check_number(finder *find, const char *text, const char *section, const char *key,
                         uint64_t number)
{
    check(find, text, strlen(text), section, key, FOUND, number);
}

static void check_result(finder *find, const char *text, const char *section, const char *key,
                         enum found expected)
{
    check(find, text, strlen(text), section, key, expected, 99);
}

TEST(pairs_are_found_by_line_and_word)
{
    check_number(text_find_pair, sockstat, "sockets", "used", 301);
    check_number(text_find_pair, sockstat, "TCP", "inuse", 5);
    check_number(text_find_pair, sockstat, "TCP", "mem", 36);
    check_number(text_find_pair, sockstat, "UDP", "inuse", 2);
    check_number(text_find_pair, sockstat, "FRAG", "memory", 0);
    check_number(text_find_pair, "TCP: inuse 5", "TCP", "inuse", 5);
}

TEST(pairs_that_are_not_there_are_nothing)
{
    check_result(text_find_pair, sockstat, "TCP6", "inuse", FOUND_NOTHING);
    check_result(text_find_pair, sockstat, "TC", "inuse", FOUND_NOTHING);
    check_result(text_find_pair, sockstat, "UDP", "tw", FOUND_NOTHING);
    check_result(text_find_pair, sockstat, "TCP", "5", FOUND_NOTHING);
    check_result(text_find_pair, "", "TCP", "inuse", FOUND_NOTHING);
    check_result(text_find_pair, "\n\n", "TCP", "inuse", FOUND_NOTHING);
    check_result(text_find_pair, "TCP: inuse -1\n", "TCP", "inuse", FOUND_NOTHING);
}

TEST(pairs_that_are_cut_or_hostile_are_bad)
{
    static const char *const values[] = {"",
                                         "x",
                                         "-2",
                                         "+1",
                                         "1x",
                                         "0x1",
                                         "1e3",
                                         "5\r",
                                         "99999999999999999999",
                                         "18446744073709551615"};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        char text[64];
        snprintf(text, sizeof(text), "TCP: inuse %s\n", values[i]);
        check_result(text_find_pair, text, "TCP", "inuse", FOUND_BAD);
    }
    check_result(text_find_pair, "TCP: orphan", "TCP", "inuse", FOUND_BAD);
    check(text_find_pair, "TCP: inuse 1\0002", 14, "TCP", "inuse", FOUND_BAD, 0);
}

TEST(numbers_stand_below_their_names)
{
    check_number(text_find_below, snmp, "Tcp", "CurrEstab", 12);
    check_number(text_find_below, snmp, "Tcp", "InSegs", 5016);
    check_number(text_find_below, snmp, "Ip", "Forwarding", 2);
    check_number(text_find_below, snmp, "UdpLite", "InDatagrams", 0);
    check_result(text_find_below, snmp, "Tcp", "Nothing", FOUND_NOTHING);
    check_result(text_find_below, snmp, "Tcp", "MaxConn", FOUND_NOTHING);
    check_result(text_find_below, snmp, "Udp", "InDatagrams", FOUND_NOTHING);
    check_result(text_find_below, "", "Tcp", "CurrEstab", FOUND_NOTHING);
    check_result(text_find_below, "Tcp: A CurrEstab\n", "Tcp", "CurrEstab", FOUND_BAD);
    check_result(text_find_below, "Tcp: A CurrEstab\nTcp: 1\n", "Tcp", "CurrEstab", FOUND_BAD);
    check_result(text_find_below, "Tcp: CurrEstab\nTcp: many\n", "Tcp", "CurrEstab", FOUND_BAD);
}

TEST(cells_are_found_by_row_and_column)
{
    check_number(text_find_cell, protocols, "TCP", "sockets", 1);
    check_number(text_find_cell, protocols, "TCPv6", "memory", 36);
    check_number(text_find_cell, protocols, "PACKET", "sockets", 3);
    check_number(text_find_cell, protocols, "TCP", "press", 1);
    check_number(text_find_cell, protocols, "TCPv6", "press", 0);
    check_result(text_find_cell, protocols, "PACKET", "memory", FOUND_NOTHING);
    check_result(text_find_cell, protocols, "PACKET", "press", FOUND_NOTHING);
    check_result(text_find_cell, protocols, "SCTP", "sockets", FOUND_NOTHING);
    check_result(text_find_cell, protocols, "TCP", "module", FOUND_BAD);
    check_result(text_find_cell, protocols, "TCP", "none", FOUND_BAD);
    check_result(text_find_cell, "", "TCP", "sockets", FOUND_BAD);
    check_result(text_find_cell, "protocol size sockets\nTCP 5\n", "TCP", "sockets", FOUND_BAD);
}

TEST(words_are_found_by_place)
{
    check_number(text_find_word, "1\t2\t30\n", NULL, "0", 1);
    check_number(text_find_word, "1\t2\t30\n", NULL, "2", 30);
    check_number(text_find_word, "131072", NULL, "0", 131072);
    check_result(text_find_word, "1\t2\n", NULL, "2", FOUND_BAD);
    check_result(text_find_word, "", NULL, "0", FOUND_BAD);
    check_result(text_find_word, "many\n", NULL, "0", FOUND_BAD);
}

/* Every cut, and random damage, of every file: nothing is read beyond the end, and what is found
 * is no made-up number of another place. */
TEST(any_bytes_are_survived)
{
    static const struct {
        finder *find;
        const char *text, *section, *key;
    } cases[] = {
        {text_find_pair, sockstat, "FRAG", "memory"},
        {text_find_below, snmp, "Tcp", "InSegs"},
        {text_find_cell, protocols, "TCP", "press"},
        {text_find_word, "1\t2\t30\n", NULL, "2"},
    };
    uint64_t seed = 1;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t length = strlen(cases[i].text);
        for (size_t j = 0; j < 20000; j++) {
            size_t kept = j <= length ? j : length;
            char *copy = exact_copy(cases[i].text, kept);
            for (size_t k = 0; j > length && k < 4; k++)
                copy[random_below(&seed, kept)] = (char)random_next(&seed);
            uint64_t number = 0;
            enum found result =
                cases[i].find((struct slice){copy, kept}, cases[i].section, cases[i].key, &number);
            assert_true(result == FOUND || result == FOUND_NOTHING || result == FOUND_BAD);
            assert_true(result != FOUND || number <= UINT64_MAX / 16);
            free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_found_by_line_and_word),
        cmocka_unit_test(pairs_that_are_not_there_are_nothing),
        cmocka_unit_test(pairs_that_are_cut_or_hostile_are_bad),
        cmocka_unit_test(numbers_stand_below_their_names),
        cmocka_unit_test(cells_are_found_by_row_and_column),
        cmocka_unit_test(words_are_found_by_place),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
