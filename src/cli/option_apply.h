/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_OPTION_APPLY_H
#define SOCKVIEW_CLI_OPTION_APPLY_H

#include "cli/options.h"

/* What the rows of the table of options do, each as `apply` of struct option_row: enter into
 * `options` what an option with that argument means. False with `error` when the argument is none
 * of those that the option takes. For that table alone. */

bool option_set_action(struct options *options, const char *argument, struct error *error);
bool option_add_kind(struct options *options, const char *argument, struct error *error);
bool option_add_address_family(struct options *options, const char *argument, struct error *error);
bool option_add_kinds(struct options *options, const char *argument, struct error *error);
bool option_add_ipv4(struct options *options, const char *argument, struct error *error);
bool option_add_ipv6(struct options *options, const char *argument, struct error *error);
bool option_set_all(struct options *options, const char *argument, struct error *error);
bool option_add_listening(struct options *options, const char *argument, struct error *error);
bool option_add_states(struct options *options, const char *argument, struct error *error);
bool option_set_netns(struct options *options, const char *argument, struct error *error);
bool option_set_all_netns(struct options *options, const char *argument, struct error *error);
bool option_set_numeric(struct options *options, const char *argument, struct error *error);
bool option_set_hosts(struct options *options, const char *argument, struct error *error);
bool option_set_summary(struct options *options, const char *argument, struct error *error);
bool option_add_details(struct options *options, const char *argument, struct error *error);
bool option_set_format(struct options *options, const char *argument, struct error *error);
bool option_set_columns(struct options *options, const char *argument, struct error *error);
bool option_set_filter_file(struct options *options, const char *argument, struct error *error);
bool option_set_kill(struct options *options, const char *argument, struct error *error);
bool option_set_kill_all(struct options *options, const char *argument, struct error *error);
bool option_set_no_header(struct options *options, const char *argument, struct error *error);
bool option_set_colour(struct options *options, const char *argument, struct error *error);
bool option_set_source(struct options *options, const char *argument, struct error *error);
bool option_set_owners(struct options *options, const char *argument, struct error *error);
bool option_set_continuous(struct options *options, const char *argument, struct error *error);
bool option_set_events(struct options *options, const char *argument, struct error *error);
bool option_set_count(struct options *options, const char *argument, struct error *error);
bool option_accept(struct options *options, const char *argument, struct error *error);

#endif
