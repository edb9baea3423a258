/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_PUT_H
#define SOCKVIEW_VALUE_PUT_H

#include "value/value.h"

/* What the rows of value_types[] consist of; for the files of value/ alone. Each function takes
 * values of the type that its name says. */

/* As a cell or a plain field (enum value_style, VALUE_JSON left aside). */
void value_text_number(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_hex(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_text(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_texts(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_address(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_endpoint(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_processes(struct strbuf *buffer, const struct value *value, enum value_style style);

/* As a JSON literal. */
void value_json_number(struct strbuf *buffer, const struct value *value);
void value_json_flag(struct strbuf *buffer, const struct value *value);
void value_json_hex(struct strbuf *buffer, const struct value *value);
void value_json_text(struct strbuf *buffer, const struct value *value);
void value_json_texts(struct strbuf *buffer, const struct value *value);
void value_json_address(struct strbuf *buffer, const struct value *value);
void value_json_endpoint(struct strbuf *buffer, const struct value *value);
void value_json_processes(struct strbuf *buffer, const struct value *value);

/* As value_compare. */
int value_compare_numbers(const struct value *left, const struct value *right);
int value_compare_text(const struct value *left, const struct value *right);
int value_compare_texts(const struct value *left, const struct value *right);
int value_compare_addresses(const struct value *left, const struct value *right);
int value_compare_endpoints(const struct value *left, const struct value *right);
int value_compare_processes(const struct value *left, const struct value *right);

#endif
