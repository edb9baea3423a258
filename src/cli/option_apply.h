/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_OPTION_APPLY_H
#define SOCKVIEW_CLI_OPTION_APPLY_H

#include "cli/options.h"

/* The type of all that follows. */
#define OPTION_ACTION(name)                                                                        \
    bool name(struct options *options, const struct option_row *row, const char *argument,         \
              struct error *error)

/* The actions of the table of options (`apply` in struct option_row). Each stores in `options` what
 * an option with this argument means. False with `error` when the option does not take the
 * argument. The actions that choose sockets are in option_selection.c. */

OPTION_ACTION(option_set_action);
OPTION_ACTION(option_set_schema);
OPTION_ACTION(option_add_kind);
OPTION_ACTION(option_add_address_family);
OPTION_ACTION(option_add_kinds);
OPTION_ACTION(option_add_ipv4);
OPTION_ACTION(option_add_ipv6);
OPTION_ACTION(option_set_all);
OPTION_ACTION(option_add_listening);
OPTION_ACTION(option_add_states);
OPTION_ACTION(option_set_netns);
OPTION_ACTION(option_set_all_netns);
OPTION_ACTION(option_set_hosts);
OPTION_ACTION(option_add_details);
OPTION_ACTION(option_set_format);
OPTION_ACTION(option_set_filter_file);
OPTION_ACTION(option_set_kill);
OPTION_ACTION(option_set_kill_all);
OPTION_ACTION(option_set_continuous);
OPTION_ACTION(option_set_interval);
OPTION_ACTION(option_set_count);
OPTION_ACTION(option_refuse_count);
OPTION_ACTION(option_set_view);
OPTION_ACTION(option_set_flag);
OPTION_ACTION(option_set_text);
OPTION_ACTION(option_set_choice);
OPTION_ACTION(option_set_source);
OPTION_ACTION(option_set_expect);
OPTION_ACTION(option_set_wait);
OPTION_ACTION(option_set_health);
OPTION_ACTION(option_accept);
OPTION_ACTION(option_refuse_as);

/* Most seconds that an argument may be. */
enum { OPTION_SECONDS_MOST = 86400 };

/* Reads "12", "0.5" or ".5" as nanoseconds; what is less than one is dropped. False for anything
 * else, and for more than OPTION_SECONDS_MOST. */
bool option_parse_seconds(const char *text, uint64_t *nanoseconds);

/* The sets of columns (enum column_set) that option_add_details adds for its argument. */
unsigned option_details(const char *name);

#endif
