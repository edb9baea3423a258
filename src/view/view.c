/* SPDX-License-Identifier: MIT */
#include "view/view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "view/fit.h"

struct view_sink {
    struct sink sink;
    const struct view *view;
    struct view_settings settings;
    void *state;         /* owned */
    struct sink **sinks; /* owned, as are those that are not NULL */
};

void view_keep_sample(struct view_sample *sample, const struct sock *sock)
{
    memcpy(sample->words, sock, sizeof(sample->words));
}

void view_use_sample(struct sock *sock, const struct view_sample *sample,
                     const struct row_cells *cells)
{
    memcpy(sock, sample->words, sizeof(sample->words));
    sock->facts_known = 0;
    sock->cells = cells;
}

/* The sinks begin when it is their turn. */
static bool view_begin(struct sink *sink, struct error *error)
{
    (void)sink, (void)error;
    return true;
}

static enum emit_result view_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct view_sink *own = (struct view_sink *)sink;
    if (own->view->add(own->state, sock))
        return EMIT_GO;
    error_set_errno(error, ENOMEM, "--%s", own->view->name);
    return EMIT_ERROR;
}

static bool view_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct view_sink *own = (struct view_sink *)sink;
    const struct view *view = own->view;
    bool good = view->finish(own->state) || error_set_errno(error, ENOMEM, "--%s", view->name);
    if (good)
        view_fit(view, own->state, &own->settings, notes);
    for (size_t i = 0; good && i < view->section_count; i++)
        good = own->sinks[i] == NULL || view_put_section(view, own->state, i, own->sinks[i],
                                                         own->settings.lookups, notes, error);
    return good;
}

static void view_free(struct sink *sink)
{
    struct view_sink *own = (struct view_sink *)sink;
    for (size_t i = 0; own->sinks != NULL && i < own->view->section_count; i++) {
        if (own->sinks[i] != NULL)
            own->sinks[i]->free(own->sinks[i]);
    }
    if (own->state != NULL)
        own->view->free(own->state);
    free(own->sinks);
    free(own);
}

static void free_sinks(const struct view *view, struct sink *const *sinks)
{
    for (size_t i = 0; i < view->section_count; i++) {
        if (sinks[i] != NULL)
            sinks[i]->free(sinks[i]);
    }
}

struct sink *view_open(const struct view *view, const struct view_settings *settings,
                       struct sink *const *sinks)
{
    struct view_sink *own = calloc(1, sizeof(*own));
    struct sink **copies = calloc(view->section_count, sizeof(struct sink *));
    if (own == NULL || copies == NULL) {
        free_sinks(view, sinks);
        free(own);
        free(copies);
        return NULL;
    }
    memcpy(copies, sinks, view->section_count * sizeof(struct sink *));
    *own = (struct view_sink){.sink = {view_begin, view_row, view_end, view_free},
                              .view = view,
                              .settings = *settings,
                              .sinks = copies};
    own->state = view->start(&own->settings);
    if (own->state != NULL)
        return &own->sink;
    view_free(&own->sink);
    return NULL;
}
