/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_FORMATS_H
#define SOCKVIEW_SINK_FORMATS_H

#include "sink/format.h"
#include "util/slice.h"

/* Every format, the default one first. Each is the constant `format_NAME` in a file of this folder.
 */
/* clang-format off */
#define FORMATS(FORMAT)                                                                            \
    FORMAT(table)                                                                                  \
    FORMAT(json)                                                                                   \
    FORMAT(ndjson)                                                                                 \
    FORMAT(csv)                                                                                    \
    FORMAT(tsv)
/* clang-format on */

#define FORMAT_DECLARE(name) extern const struct format format_##name;
FORMATS(FORMAT_DECLARE)
#undef FORMAT_DECLARE

extern const struct format *const formats[];
extern const size_t formats_count;

/* The format of that name, or NULL. */
const struct format *format_find(struct slice name);

#endif
