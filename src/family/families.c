/* SPDX-License-Identifier: MIT */
#include "family/families.h"

#define FAMILY_ADDRESS(name) &family_##name,
const struct family *const families[] = {FAMILIES(FAMILY_ADDRESS)};
const size_t families_count = sizeof(families) / sizeof(families[0]);

/* Whether a family before families[place] has the address family. */
static bool is_taken(const struct address_family *address, size_t place)
{
    for (size_t i = 0; i < place; i++) {
        for (size_t j = 0; j < families[i]->table_count; j++) {
            if (families[i]->tables[j].address_family == address)
                return true;
        }
    }
    return false;
}

/* Whether a table before tables[place] of the family has the same address family. */
static bool is_repeated(const struct family *family, size_t place)
{
    for (size_t i = 0; i < place; i++) {
        if (family->tables[i].address_family == family->tables[place].address_family)
            return true;
    }
    return false;
}

const struct address_family *families_address(size_t place)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->table_count; j++) {
            const struct address_family *address = families[i]->tables[j].address_family;
            if (!is_taken(address, i) && !is_repeated(families[i], j) && place-- == 0)
                return address;
        }
    }
    return NULL;
}

const struct address_family *families_find_address(int number)
{
    size_t place = 0;
    const struct address_family *address;
    while ((address = families_address(place)) != NULL && address->number != number)
        place++;
    return address;
}

const struct address_family *families_find_word(struct slice word)
{
    size_t place = 0;
    const struct address_family *address;
    while ((address = families_address(place)) != NULL && !slice_equals(word, address->word))
        place++;
    return address;
}
