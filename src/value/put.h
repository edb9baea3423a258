/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_PUT_H
#define SOCKVIEW_VALUE_PUT_H

#include "value/value.h"

/* The functions in value_types[]. Only for the files of value/. The name of each function states
 * the type of values that it takes. */

/* Write a cell or a plain field (enum value_style without VALUE_JSON). */
void value_text_number(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_text(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_texts(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_numbers(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_address(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_endpoint(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_processes(struct strbuf *buffer, const struct value *value, enum value_style style);
void value_text_records(struct strbuf *buffer, const struct value *value, enum value_style style);

/* Write a JSON literal. */
void value_json_number(struct strbuf *buffer, const struct value *value);
void value_json_text(struct strbuf *buffer, const struct value *value);
void value_json_texts(struct strbuf *buffer, const struct value *value);
void value_json_numbers(struct strbuf *buffer, const struct value *value);
void value_json_address(struct strbuf *buffer, const struct value *value);
void value_json_endpoint(struct strbuf *buffer, const struct value *value);
void value_json_processes(struct strbuf *buffer, const struct value *value);
void value_json_records(struct strbuf *buffer, const struct value *value);

/* Compare as value_compare does. */
int value_compare_numbers(const struct value *left, const struct value *right);
int value_compare_text(const struct value *left, const struct value *right);
int value_compare_texts(const struct value *left, const struct value *right);
int value_compare_lists_of_numbers(const struct value *left, const struct value *right);
int value_compare_addresses(const struct value *left, const struct value *right);
int value_compare_endpoints(const struct value *left, const struct value *right);
int value_compare_processes(const struct value *left, const struct value *right);

/* Append a key as value_put_key does. */
void value_key_number(struct strbuf *key, const struct value *value);
void value_key_text(struct strbuf *key, const struct value *value);
void value_key_texts(struct strbuf *key, const struct value *value);
void value_key_numbers(struct strbuf *key, const struct value *value);
void value_key_address(struct strbuf *key, const struct value *value);
void value_key_endpoint(struct strbuf *key, const struct value *value);
void value_key_processes(struct strbuf *key, const struct value *value);

#endif
