/* SPDX-License-Identifier: MIT */
#include "run/redraw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "run/frame.h"
#include "sink/write.h"
#include "util/escape.h"
#include "util/output.h"
#include "util/screen_signals.h"
#include "util/strbuf.h"

/* More than any screen shows. Lines after that are only counted. */
enum { KEPT_MOST = 1 << 20 };

struct redraw {
    FILE *stream;
    int descriptor;
    bool ascii;
    bool entered;            /* the terminal shows our screen */
    bool taken;              /* signals of the terminal are caught */
    struct frame_page next;  /* is being written */
    struct frame_page shown; /* is drawn */
    struct strbuf frame;     /* what the terminal is sent */
    struct strbuf remains;   /* what stays on the terminal at the end */
};

static void page_free(struct frame_page *page)
{
    strbuf_free(&page->text);
    strbuf_free(&page->notes);
    *page = (struct frame_page){0};
}

/* Never fails. When memory runs out, `text` has failed, and drawing reports it. */
static ssize_t keep(void *cookie, const char *data, size_t size)
{
    struct redraw *redraw = cookie;
    struct frame_page *page = &redraw->next;
    if (page->lines_after == 0 && page->text.length < KEPT_MOST) {
        strbuf_put(&page->text, data, size);
    } else {
        page->lines_after += frame_count(data, size, '\n');
        page->rows_after += frame_count(data, size, SINK_ROW_MARK);
    }
    return (ssize_t)size;
}

struct redraw *redraw_open(int descriptor)
{
    struct redraw *redraw = calloc(1, sizeof(*redraw));
    if (redraw == NULL)
        return NULL;
    redraw->descriptor = descriptor;
    redraw->ascii = output_needs_ascii(descriptor);
    redraw->stream = output_open_cookie(redraw, keep);
    if (redraw->stream != NULL)
        return redraw;
    free(redraw);
    return NULL;
}

FILE *redraw_stream(const struct redraw *redraw)
{
    return redraw->stream;
}

size_t redraw_width(const struct redraw *redraw)
{
    return screen_size(redraw->descriptor).columns;
}

static bool send(struct redraw *redraw, const struct strbuf *text, struct error *error)
{
    if (text->failed)
        return error_set_errno(error, ENOMEM, "output");
    return output_write(redraw->descriptor, text->data, text->length) ||
           error_set_errno(error, errno, "standard output");
}

/* On a terminal without a second screen, scrolls what is there out of the way. */
static void enter(struct redraw *redraw, size_t rows)
{
    if (!redraw->taken)
        screen_signals_catch();
    redraw->taken = redraw->entered = true;
    strbuf_put_string(&redraw->frame, SCREEN_ENTER "\033[999H");
    for (size_t i = 0; i < rows; i++)
        strbuf_put_char(&redraw->frame, '\n');
}

static bool draw(struct redraw *redraw, struct error *error)
{
    struct frame frame = {
        .text = &redraw->frame,
        .remains = &redraw->remains,
        .size = screen_size(redraw->descriptor),
    };
    if (redraw->shown.text.failed || redraw->shown.notes.failed)
        return error_set_errno(error, ENOMEM, "output");
    bool ours = screen_is_ours(redraw->descriptor);
    strbuf_clear(&redraw->frame);
    strbuf_clear(&redraw->remains);
    if (ours && !redraw->entered)
        enter(redraw, frame.size.rows);
    strbuf_put_string(&redraw->frame, "\033[?2026h\033[?7l\033[H");
    frame_draw(&frame, &redraw->shown);
    if (frame.row < frame.size.rows)
        strbuf_put_string(&redraw->frame, frame.row > 0 ? "\r\n\033[J" : "\033[J");
    strbuf_put_string(&redraw->frame, "\033[?7h\033[?2026l");
    return !ours || send(redraw, &redraw->frame, error);
}

static void put_notes(struct redraw *redraw, const struct notes *notes)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(notes, i)) != NULL; i++) {
        strbuf_put_string(&redraw->next.notes, "sockview: ");
        escape_line(&redraw->next.notes, slice_of(note->message), redraw->ascii);
        strbuf_put_char(&redraw->next.notes, '\n');
    }
}

/* The page that was written is shown, and the memory of the other one is written next. */
static void turn_page(struct redraw *redraw)
{
    struct frame_page page = redraw->shown;
    redraw->shown = redraw->next;
    if (page.text.failed || page.notes.failed)
        page_free(&page);
    strbuf_clear(&page.text);
    strbuf_clear(&page.notes);
    redraw->next = (struct frame_page){.text = page.text, .notes = page.notes};
}

bool redraw_answer(struct redraw *redraw, const struct notes *notes, struct error *error)
{
    fflush(redraw->stream);
    put_notes(redraw, notes);
    turn_page(redraw);
    return draw(redraw, error);
}

bool redraw_again(struct redraw *redraw, bool resumed, struct error *error)
{
    if (resumed)
        redraw->entered = false;
    return draw(redraw, error);
}

bool redraw_leave(struct redraw *redraw, struct error *error)
{
    if (redraw == NULL)
        return true;
    strbuf_clear(&redraw->frame);
    if (redraw->entered)
        strbuf_put_string(&redraw->frame, SCREEN_CLEAR SCREEN_LEAVE);
    strbuf_put(&redraw->frame, redraw->remains.data, redraw->remains.length);
    strbuf_clear(&redraw->remains);
    bool good = send(redraw, &redraw->frame, error);
    if (redraw->taken)
        screen_signals_release();
    redraw->entered = redraw->taken = false;
    return good;
}

void redraw_close(struct redraw *redraw)
{
    if (redraw == NULL)
        return;
    fclose(redraw->stream);
    page_free(&redraw->next);
    page_free(&redraw->shown);
    strbuf_free(&redraw->frame);
    strbuf_free(&redraw->remains);
    free(redraw);
}
