/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>

#include "column/column.h"
#include "diag_message.h"
#include "family/families.h"
#include "inet_table.h"
#include "support.h"

static struct inet_diag_req_v2 request_with(const struct family *family, int address_family,
                                            uint32_t states, unsigned needs)
{
    struct inet_diag_req_v2 body;
    const struct request request = {.states = states, .needs = needs};
    memset(&body, 0xa5, sizeof(body));
    size_t length =
        family->request(family, table_of(family, address_family), &request, &body, sizeof(body));
    assert_int_equal(length, sizeof(body));
    return body;
}

static struct inet_diag_req_v2 request_for(const struct family *family, int address_family,
                                           uint32_t states)
{
    return request_with(family, address_family, states, 0);
}

TEST(a_request_names_family_protocol_and_nothing_it_does_not_want)
{
    struct inet_diag_req_v2 request = request_for(&family_udp, AF_INET6, state_all());
    const struct inet_diag_sockid none = {0};
    assert_int_equal(request.sdiag_family, AF_INET6);
    assert_int_equal(request.sdiag_protocol, IPPROTO_UDP);
    assert_int_equal(request.idiag_ext, 0);
    assert_memory_equal(&request.id, &none, sizeof(none));
    request = request_for(&family_tcp, AF_INET, state_all());
    assert_int_equal(request.sdiag_family, AF_INET);
    assert_int_equal(request.sdiag_protocol, IPPROTO_TCP);
}

TEST(a_request_asks_for_the_extensions_that_columns_need)
{
    static const struct {
        unsigned needs;
        int extensions[4];
    } cases[] = {
        {NEED_INFO, {INET_DIAG_INFO, INET_DIAG_CONG, INET_DIAG_VEGASINFO}},
        {NEED_MEMORY, {INET_DIAG_SKMEMINFO}},
        {NEED_TOS, {INET_DIAG_TOS, INET_DIAG_TCLASS}},
        {NEED_SHUTDOWN, {INET_DIAG_SHUTDOWN}},
        {NEED_OWNERS, {0}},
    };
    unsigned every = 0, needs = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned expected = 0;
        for (size_t j = 0; j < 4 && cases[i].extensions[j] != 0; j++)
            expected |= 1u << (cases[i].extensions[j] - 1);
        assert_int_equal(request_with(&family_tcp, AF_INET, state_all(), cases[i].needs).idiag_ext,
                         expected);
        every |= expected;
        needs |= cases[i].needs;
    }
    assert_int_equal(request_with(&family_tcp, AF_INET, state_all(), needs).idiag_ext, every);
}

TEST(a_request_counts_states_as_the_kernel_does)
{
    const uint32_t new_syn_recv = 1u << 12, bound_inactive = 1u << 13;
    assert_int_equal(request_for(&family_tcp, AF_INET, state_bit(STATE_LISTEN)).idiag_states,
                     1u << 10);
    assert_int_equal(request_for(&family_tcp, AF_INET, state_bit(STATE_SYN_RECV)).idiag_states,
                     1u << 3 | new_syn_recv);
    assert_int_equal(request_for(&family_tcp, AF_INET, state_bit(STATE_CLOSE)).idiag_states,
                     1u << 7 | bound_inactive);
    assert_int_equal(request_for(&family_tcp, AF_INET, state_bit(STATE_UNCONN)).idiag_states, 0);
    assert_int_equal(request_for(&family_tcp, AF_INET, state_all()).idiag_states,
                     0xffe | new_syn_recv | bound_inactive);
    assert_int_equal(request_for(&family_udp, AF_INET, state_bit(STATE_UNCONN)).idiag_states,
                     1u << 7);
    assert_int_equal(request_for(&family_udp, AF_INET, state_all()).idiag_states,
                     1u << 1 | 1u << 7);
}

TEST(a_request_needs_its_room)
{
    char room[sizeof(struct inet_diag_req_v2)];
    const struct request request = {.states = 1};
    for (size_t size = 0; size < sizeof(room); size++)
        assert_int_equal(
            inet_request(&family_tcp, table_of(&family_tcp, AF_INET), &request, room, size), 0);
}

TEST(all_tables_at_once_have_a_request_of_their_own)
{
    struct inet_diag_req body;
    const char program[] = "12345678";
    char room[sizeof(body) + sizeof(struct nlattr) + sizeof(program) - 1];
    struct nlattr attribute;
    const struct request request = {
        .states = state_bit(STATE_LISTEN), .needs = NEED_INFO, .program = {program, 8}};
    const struct inet_diag_sockid none = {0};
    for (size_t size = 0; size < sizeof(room); size++)
        assert_int_equal(inet_request(&family_tcp, family_tcp.whole, &request, room, size), 0);
    assert_int_equal(inet_request(&family_tcp, family_tcp.whole, &request, room, sizeof(room)),
                     sizeof(room));
    memcpy(&body, room, sizeof(body));
    memcpy(&attribute, room + sizeof(body), sizeof(attribute));
    assert_int_equal(body.idiag_family, AF_UNSPEC);
    assert_int_equal(body.idiag_states, 1u << 10);
    assert_int_equal(body.idiag_ext,
                     request_with(&family_tcp, AF_INET, state_all(), NEED_INFO).idiag_ext);
    assert_memory_equal(&body.id, &none, sizeof(none));
    assert_int_equal(attribute.nla_type, INET_DIAG_REQ_BYTECODE);
    assert_memory_equal(room + sizeof(body) + sizeof(attribute), program, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_names_family_protocol_and_nothing_it_does_not_want),
        cmocka_unit_test(a_request_asks_for_the_extensions_that_columns_need),
        cmocka_unit_test(a_request_counts_states_as_the_kernel_does),
        cmocka_unit_test(a_request_needs_its_room),
        cmocka_unit_test(all_tables_at_once_have_a_request_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
