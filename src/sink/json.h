/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_JSON_H
#define SOCKVIEW_SINK_JSON_H

#include "sink.h"
#include "sink/settings.h"

/* The version of the names and types in JSON; changes only when one of them does. */
enum { JSON_SCHEMA_VERSION = 1 };

/* Appends the beginning of a document: version, host and time, up to what it is about. */
void json_put_head(struct strbuf *text, const struct sink_settings *settings);

/* Appends the end of a document: whether it is complete, and the warnings. */
void json_put_tail(struct strbuf *text, const struct notes *notes);

#endif
