/* SPDX-License-Identifier: MIT */
#include "filter/kinds.h"

#include "filter/lexer.h"

#define BIT(comparison) (1u << (comparison))
#define EQUALITY        (BIT(FILTER_EQUAL) | BIT(FILTER_DIFFERENT))
#define ORDER                                                                                      \
    (EQUALITY | BIT(FILTER_LESS) | BIT(FILTER_LESS_EQUAL) | BIT(FILTER_GREATER) |                  \
     BIT(FILTER_GREATER_EQUAL))
#define GLOB (EQUALITY | BIT(FILTER_LIKE) | BIT(FILTER_UNLIKE))

const struct filter_kind filter_kinds[] = {
    [FILTER_AUTOBOUND] = {.text = "nothing",
                          .of_sock = true,
                          .holds = filter_autobound_holds,
                          .push = filter_push_autobound},
    [FILTER_STATE] = {.operators = EQUALITY,
                      .text =
                          "a state such as LISTEN, or all, connected, synchronized, bucket or big",
                      .words = VALUES_STATES,
                      .of_sock = true,
                      .set = FILTER_SET_STATES,
                      .read = filter_read_state,
                      .holds = filter_state_holds},
    [FILTER_ENDPOINT] = {.operators = GLOB,
                         .text = "ADDRESS[/PREFIX][:PORT], [IPV6]:PORT, :PORT or a UNIX path",
                         .words = VALUES_ENDPOINTS,
                         .is_end = true,
                         .read = filter_read_endpoint,
                         .holds = filter_end_holds,
                         .push = filter_push_end},
    [FILTER_ADDRESS] = {.operators = GLOB,
                        .text = "ADDRESS[/PREFIX] or a UNIX path",
                        .words = VALUES_ADDRESSES,
                        .is_end = true,
                        .read = filter_read_address,
                        .holds = filter_end_holds,
                        .push = filter_push_end},
    [FILTER_PORT] = {.operators = ORDER,
                     .text = "a port from 0 to 65535, a range such as 8000-8999, or a service",
                     .words = VALUES_PORTS,
                     .is_port = true,
                     .set = FILTER_SET_PORTS,
                     .read = filter_read_port,
                     .holds = filter_port_holds,
                     .push = filter_push_port},
    [FILTER_NUMBER] = {.operators = ORDER,
                       .text = "a number, a range such as 10-20, or another column of numbers",
                       .words = VALUES_OF_COLUMN,
                       .set = FILTER_SET_NUMBERS,
                       .read = filter_read_number,
                       .holds = filter_number_holds},
    [FILTER_MARK] = {.operators = ORDER,
                     .text = "a number, or NUMBER/MASK",
                     .set = FILTER_SET_NUMBERS,
                     .read = filter_read_mark,
                     .holds = filter_mark_holds,
                     .push = filter_push_mark},
    [FILTER_FLAG] = {.operators = EQUALITY,
                     .text = "true or false",
                     .words = VALUES_FLAGS,
                     .set = FILTER_SET_NUMBERS,
                     .read = filter_read_flag,
                     .holds = filter_number_holds},
    [FILTER_HEX] = {.operators = EQUALITY,
                    .text = "a hexadecimal number",
                    .set = FILTER_SET_NUMBERS,
                    .read = filter_read_hex,
                    .holds = filter_number_holds},
    [FILTER_TEXT] = {.operators = GLOB,
                     .text = "a text",
                     .words = VALUES_OF_COLUMN,
                     .set = FILTER_SET_TEXTS,
                     .read = filter_read_text,
                     .holds = filter_text_holds},
    [FILTER_WORD] = {.operators = GLOB,
                     .text = "a word",
                     .words = VALUES_OF_COLUMN,
                     .set = FILTER_SET_TEXTS,
                     .read = filter_read_word,
                     .holds = filter_text_holds},
    [FILTER_NETID] = {.operators = GLOB,
                      .text = "a kind of sockets such as tcp or u_str",
                      .words = VALUES_NETIDS,
                      .set = FILTER_SET_TEXTS,
                      .read = filter_read_netid,
                      .holds = filter_text_holds},
    [FILTER_USER] = {.operators = GLOB,
                     .text = "the name or the number of a user",
                     .words = VALUES_OF_COLUMN,
                     .set = FILTER_SET_TEXTS,
                     .read = filter_read_user,
                     .holds = filter_user_holds},
    [FILTER_DEVICE] = {.operators = GLOB,
                       .text = "the name or the index of a network device",
                       .words = VALUES_DEVICES,
                       .set = FILTER_SET_TEXTS,
                       .read = filter_read_device,
                       .holds = filter_device_holds,
                       .push = filter_push_device},
    [FILTER_CGROUP] = {.operators = GLOB,
                       .text = "the path of a control group",
                       .words = VALUES_CGROUPS,
                       .set = FILTER_SET_TEXTS,
                       .read = filter_read_cgroup,
                       .holds = filter_cgroup_holds,
                       .push = filter_push_cgroup},
    [FILTER_PROCESS] = {.operators = GLOB,
                        .text = "the name of a process",
                        .words = VALUES_PROCESSES,
                        .set = FILTER_SET_TEXTS,
                        .read = filter_read_process,
                        .holds = filter_process_holds},
    [FILTER_PROCESS_ID] = {.operators = ORDER,
                           .text = "a process id",
                           .words = VALUES_PROCESS_IDS,
                           .set = FILTER_SET_NUMBERS,
                           .read = filter_read_id,
                           .holds = filter_process_id_holds},
    [FILTER_DESCRIPTOR] = {.operators = ORDER,
                           .text = "a number",
                           .set = FILTER_SET_NUMBERS,
                           .read = filter_read_id,
                           .holds = filter_descriptor_holds},
    [FILTER_PAIR] = {.operators = ORDER,
                     .text = "the name of another column",
                     .of_sock = true,
                     .holds = filter_pair_holds},
};

bool filter_kind_allows(const struct filter_kind *kind, enum filter_operator comparison)
{
    return kind->operators & BIT(comparison);
}

void filter_kind_put_operators(const struct filter_kind *kind, struct strbuf *buffer)
{
    size_t before = buffer->length;
    for (enum filter_operator comparison = FILTER_EQUAL; comparison <= FILTER_UNLIKE;
         comparison++) {
        if (!filter_kind_allows(kind, comparison))
            continue;
        strbuf_put_string(buffer, buffer->length == before ? "" : " ");
        strbuf_put_string(buffer, filter_operator_text(comparison));
    }
}
