/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_JSON_H
#define SOCKVIEW_SINK_JSON_H

#include "sink.h"

/* The version of the names and types in JSON; changes only when one of them does. */
enum { JSON_SCHEMA_VERSION = 1 };

/* struct format's open: one object, whose `sockets` are written as they come. */
struct sink *json_open(const struct sink_settings *settings);

/* struct format's open: one socket object a line and nothing else. */
struct sink *ndjson_open(const struct sink_settings *settings);

#endif
