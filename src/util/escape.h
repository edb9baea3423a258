/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ESCAPE_H
#define SOCKVIEW_UTIL_ESCAPE_H

#include <stdbool.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* Everything that others can write (names of processes, users, sockets, hosts) goes through one
 * of these before it is printed. All but escape_line keep all information: different names print
 * differently. */

/* Appends `text` as one field of a table. Well-formed, printable UTF-8 stays, and a backslash
 * becomes two. Each byte of a blank, of a hidden character (utf8_is_hidden), of a combining mark
 * without a letter before it, of a character in `special` and of what is not UTF-8 becomes \xNN.
 * With `ascii`, so does every byte outside ASCII. */
void escape_field(struct strbuf *buffer, struct slice text, const char *special, bool ascii);

/* Like escape_field without `ascii`, but blanks stay: for a field that a format quotes itself. */
void escape_plain(struct strbuf *buffer, struct slice text, const char *special);

/* Like escape_field, but blanks and backslashes stay: for one line of prose, such as an error
 * message that quotes an argument. */
void escape_line(struct strbuf *buffer, struct slice text, bool ascii);

/* Appends `text` as a JSON string with its quotes. The result is always valid JSON and UTF-8.
 * Hidden characters, and combining marks without a letter before them, become \u and four digits. A
 * byte b that is NUL or not UTF-8 becomes the private-use character U+EF00+b. A character that is
 * itself in U+EF00 to U+EFFF becomes three of them, one for each of its bytes. So a reader gets the
 * original bytes back by replacing each of those characters by its low byte. */
void escape_json(struct strbuf *buffer, struct slice text);

/* The same without quotes, for a part of a JSON string. */
void escape_json_text(struct strbuf *buffer, struct slice text);

/* Appends one byte as its private-use character (see escape_json), for a part of a JSON string. */
void escape_json_byte(struct strbuf *buffer, unsigned char byte);

#endif
