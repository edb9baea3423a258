/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_FEATURES_H
#define SOCKVIEW_CLI_FEATURES_H

#include "cli/options.h"

/* What a command line can ask for, or leave out, where that can conflict. */
enum feature {
    FEATURE_SUMMARY,
    FEATURE_EVENTS,
    FEATURE_ROUNDS,
    FEATURE_KILL,
    FEATURE_KILL_ALL,
    FEATURE_DRY_RUN_ALONE,
    FEATURE_YES_ALONE,
    FEATURE_NETNS,
    FEATURE_ALL_NETNS,
    FEATURE_FILTER,
    FEATURE_NO_FILTER,
    FEATURE_NO_FILTER_AS_OTHER,
    FEATURE_FILTER_BY_CHANGE,
    FEATURE_COLUMNS,
    FEATURE_DETAILS,
    FEATURE_STATES,
    FEATURE_HOSTS,
    FEATURE_SOURCE_NETLINK,
    FEATURE_SOURCE_PROC,
    FEATURE_SOURCE_FILE,
    FEATURE_TCPDIAG_FILE,
    FEATURE_FORMAT_WITH_END,
    FEATURE_FORMAT_OF_ROWS,
    FEATURE_SORT,
    FEATURE_TRAILER_ALONE,
    FEATURE_LIMIT,
    FEATURE_EXPECT,
    FEATURE_WAIT,
    FEATURE_GROUPS,
    FEATURE_SCHEMA,
    FEATURE_PORTS,
    FEATURE_OVERVIEW,
    FEATURE_OTHER_THAN_TCP,
    FEATURE_OTHER_THAN_IP,
    FEATURE_HEALTH,
};

/* The bit of a feature in a set of features. */
#define FEATURE_BIT(feature) (UINT64_C(1) << (feature))

/* The features (FEATURE_BIT) that the options ask for. The format must be set. */
uint64_t features_find(const struct options *options);

#endif
