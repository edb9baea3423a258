/* SPDX-License-Identifier: MIT */
#include "util/mountinfo.h"

#include <string.h>

#include "util/file.h"
#include "util/number.h"

/* In bytes; this is enough for some hundred thousand mounts. */
enum { SIZE_MOST = 64 * 1024 * 1024 };

bool mountinfo_read(int directory, const char *path, struct strbuf *text)
{
    return file_read_at(directory, path, SIZE_MOST, text);
}

bool mountinfo_next(struct slice *text, struct mount *mount)
{
    while (text->length > 0) {
        if (mountinfo_parse(slice_take(text, '\n'), mount))
            return true;
    }
    return false;
}

/* Removes the next field from the start of a line whose fields have one blank between them. Empty
 * at the end of the line. */
static struct slice next_field(struct slice *rest)
{
    struct slice field = {rest->data, 0};
    while (field.length < rest->length && rest->data[field.length] != ' ' &&
           rest->data[field.length] != '\n')
        field.length++;
    size_t step = field.length < rest->length ? field.length + 1 : field.length;
    *rest = (struct slice){rest->data + step, rest->length - step};
    return field;
}

/* Any number of optional fields and a hyphen that ends them stand before the type. */
bool mountinfo_parse(struct slice line, struct mount *mount)
{
    enum { FIELD_ID, FIELD_PARENT, FIELD_ROOT = 3, FIELD_POINT = 4, FIELD_OPTIONAL = 6 };
    struct slice rest = line, field = {0};
    uint64_t numbers[FIELD_PARENT + 1] = {0};
    for (int i = 0; i < FIELD_OPTIONAL || !slice_equals(field, "-"); i++) {
        field = next_field(&rest);
        if (field.length == 0)
            return false;
        if (i <= FIELD_PARENT && !number_parse(field, UINT32_MAX, &numbers[i]))
            return false;
        if (i == FIELD_ROOT)
            mount->root = field;
        if (i == FIELD_POINT)
            mount->point = field;
    }
    mount->id = (uint32_t)numbers[FIELD_ID];
    mount->parent = (uint32_t)numbers[FIELD_PARENT];
    mount->type = next_field(&rest);
    next_field(&rest); /* the source */
    mount->options = next_field(&rest);
    return mount->type.length > 0;
}

static bool is_octal(struct slice text, size_t at)
{
    return at < text.length && text.data[at] >= '0' && text.data[at] <= '7';
}

char *mountinfo_decode(struct slice field)
{
    struct strbuf path = {0};
    for (size_t i = 0; i < field.length; i++) {
        const char *c = field.data + i;
        bool octal = *c == '\\' && is_octal(field, i + 1) && is_octal(field, i + 2) &&
                     is_octal(field, i + 3);
        int byte = octal ? (c[1] - '0') << 6 | (c[2] - '0') << 3 | (c[3] - '0') : *c;
        strbuf_put_char(&path, (char)byte);
        i += octal ? 3 : 0;
    }
    strbuf_put_char(&path, '\0');
    if (!path.failed)
        return path.data;
    strbuf_free(&path);
    return NULL;
}
