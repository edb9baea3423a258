/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ESCAPE_H
#define SOCKVIEW_UTIL_ESCAPE_H

#include <stdbool.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* Everything that others can write (names of processes, users, sockets, hosts) goes through one
 * of these before it is printed. All but escape_line keep all information: different names print
 * differently. */

/* Appends `text` as one field of a table. Well-formed, printable UTF-8 stays; a backslash becomes
 * two; a blank, a control or format character, a byte that is not UTF-8, and each character of
 * `special` becomes \xNN for each of its bytes. With `ascii`, so does everything outside ASCII. */
void escape_field(struct strbuf *buffer, struct slice text, const char *special, bool ascii);

/* Like escape_field without `ascii`, but blanks stay: for a field that a format quotes itself. */
void escape_plain(struct strbuf *buffer, struct slice text, const char *special);

/* Like escape_field, but blanks and backslashes stay: for one line of prose, such as an error
 * message that quotes an argument. */
void escape_line(struct strbuf *buffer, struct slice text, bool ascii);

/* Appends `text` as a JSON string with its quotes: always valid JSON and UTF-8. Control and
 * format characters become \u and four digits. A byte b that is NUL or not UTF-8 becomes the
 * private-use character U+EF00+b, and so do the three bytes of any character that is itself in
 * U+EF00 to U+EFFF: replacing each of those characters by its low byte gives the name back. */
void escape_json(struct strbuf *buffer, struct slice text);

/* The same without quotes: for a part of a JSON string. */
void escape_json_text(struct strbuf *buffer, struct slice text);

/* Appends one byte as that private-use character. Inside a JSON string only. */
void escape_json_byte(struct strbuf *buffer, unsigned char byte);

#endif
