/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/kinds.h"
#include "cli/option_apply.h"
#include "netns/open.h"

/* The options that choose sockets. */

OPTION_ACTION(option_add_kind)
{
    (void)row;
    return kinds_add(&options->query.selection, slice_of(argument)) ||
           error_set(error, 0, "'%s' sockets are unknown to this program", argument);
}

/* An internet protocol narrows what is shown, any other address family chooses its sockets. The
 * names of -A are understood as well. */
OPTION_ACTION(option_add_address_family)
{
    struct selection *selection = &options->query.selection;
    const struct address_family *address = families_find_word(slice_of(argument));
    if (address != NULL && address->narrows != 0) {
        selection->addresses |= address->narrows;
        return true;
    }
    return kinds_add(selection, slice_of(address == NULL ? argument : address->name)) ||
           option_refuse_word(error, row, slice_of(argument));
}

/* As in ss, `!` takes a kind away again. */
OPTION_ACTION(option_add_kinds)
{
    struct selection *selection = &options->query.selection;
    bool excludes = false;
    if (argument[0] == '!' && selection_is_empty(selection))
        kinds_add(selection, slice_of("all"));
    for (const char *at = argument; at != NULL; at = strchr(at, ',')) {
        at += at > argument ? 1 : 0;
        struct slice name = {at, strcspn(at, ",")};
        bool excluded = *at == '!';
        excludes |= excluded;
        if (excluded ? !kinds_remove(selection, (struct slice){at + 1, name.length - 1})
                     : !kinds_add(selection, name))
            return option_refuse_word(error, row, name);
    }
    return !excludes || !selection_is_empty(selection) ||
           error_set(error, 0, "--%s: no kind of sockets is left by '%s'", row->name, argument);
}

OPTION_ACTION(option_add_ipv4)
{
    (void)row, (void)argument, (void)error;
    options->query.selection.addresses |= NARROW_IPV4;
    return true;
}

OPTION_ACTION(option_add_ipv6)
{
    (void)row, (void)argument, (void)error;
    options->query.selection.addresses |= NARROW_IPV6;
    return true;
}

OPTION_ACTION(option_set_all)
{
    (void)row, (void)argument, (void)error;
    options->all = true;
    return true;
}

/* As in ss, the later of -a and -l counts. */
OPTION_ACTION(option_add_listening)
{
    options->all = false;
    return option_add_states(options, row, argument, error);
}

OPTION_ACTION(option_add_states)
{
    struct slice wrong;
    uint32_t states = state_list_find(slice_of(argument), &wrong);
    options->query.selection.states |= states;
    return states != 0 || option_refuse_word(error, row, wrong);
}

OPTION_ACTION(option_set_netns)
{
    (void)row;
    options->query.netns.argument = argument;
    return netns_check(argument, error);
}

OPTION_ACTION(option_set_all_netns)
{
    (void)row, (void)argument, (void)error;
    options->query.netns.all = true;
    options->query.details |= IN_NAMESPACES;
    return true;
}
