/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_BPF_TABLES_H
#define SOCKVIEW_OWNERS_BPF_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/records.h"
#include "util/id_map.h"

/* The file tables that the records of the BPF program came from. Starts zeroed. */
struct bpf_tables {
    struct id_map numbers;      /* of tables, to the place in `holders` */
    struct bpf_holder *holders; /* owned; for each table the task that stands for it */
    size_t count, capacity;
};

/* Whether the task of a record has the table of one that was added. `place` becomes that which was
 * given with it. False too when the kernel does not confirm it, as that task may have ended. */
bool bpf_tables_find(struct bpf_tables *tables, const struct socket_file *file, uint32_t *place);

/* Adds the table of a record, and the place of its task in the owners. False when out of memory. */
bool bpf_tables_add(struct bpf_tables *tables, const struct socket_file *file, uint32_t place);

/* Frees everything, and leaves the list empty. */
void bpf_tables_free(struct bpf_tables *tables);

#endif
