/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_ENDS_H
#define SOCKVIEW_COLUMN_ENDS_H

#include "column/column.h"

/* Getters for columns of one end of a socket. `offset` of the column is that of the end in struct
 * sock. */

/* The address and port in one value. */
bool column_get_endpoint(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value);

/* The address. */
bool column_get_address(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value);

/* The port; unknown when it is no number. */
bool column_get_port(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value);

/* The name of the port in the services database; unknown when it has none. */
bool column_get_service(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value);

/* The host name of the address; unknown when it has none. */
bool column_get_host(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value);

#endif
