/* SPDX-License-Identifier: MIT */
#include "run/pager.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "run/pager_process.h"
#include "util/output.h"
#include "util/screen.h"
#include "util/strbuf.h"

/* A text of few rows can still be long, because some characters have no width. */
enum { KEPT_MOST = 256 * 1024 };

enum pager_state {
    PAGER_KEEPS,  /* it may still fit the screen */
    PAGER_RUNS,   /* what is written goes to the pager */
    PAGER_LEFT,   /* the user has seen enough */
    PAGER_PRINTS, /* what is written goes to the terminal */
};

struct pager {
    FILE *stream;
    int descriptor; /* of the terminal */
    const char *command;
    struct progress *progress;
    enum pager_state state;
    struct strbuf kept; /* what was written; dropped once a pager has read something of it */
    size_t counted;     /* bytes of `kept`, up to the end of a line */
    size_t rows;        /* of the screen, that these take */
    struct pager_process process;
};

/* Whether what is kept leaves a row of the screen for the prompt. */
static bool fits(struct pager *pager)
{
    const struct strbuf *kept = &pager->kept;
    struct screen_size size = screen_size(pager->descriptor);
    while (pager->rows < size.rows && pager->counted < kept->length) {
        const char *line = kept->data + pager->counted;
        const char *end = memchr(line, '\n', kept->length - pager->counted);
        if (end == NULL)
            break;
        pager->rows += screen_rows(line, (size_t)(end - line), size.columns);
        pager->counted += (size_t)(end - line) + 1;
    }
    size_t rest = kept->length - pager->counted;
    size_t more = rest > 0 ? screen_rows(kept->data + pager->counted, rest, size.columns) : 0;
    return pager->rows + more < size.rows && kept->length <= KEPT_MOST;
}

/* Prints what is kept, as it is, to the terminal. */
static bool print(struct pager *pager)
{
    pager->state = PAGER_PRINTS;
    progress_end(pager->progress);
    bool good = output_write(pager->descriptor, pager->kept.data, pager->kept.length);
    int number = errno;
    strbuf_free(&pager->kept);
    errno = number;
    return good;
}

/* When the shell could not run the pager, nothing was read: everything is printed instead. */
static bool wait_for_pager(struct pager *pager)
{
    pager->state = PAGER_LEFT;
    return pager_process_wait(&pager->process) || print(pager);
}

static bool give(struct pager *pager, const char *data, size_t size)
{
    if (output_write(pager->process.pipe, data, size)) {
        if (pager->kept.length > pager->process.pipe_size)
            strbuf_free(&pager->kept); /* more than the pipe holds: the pager reads */
        return true;
    }
    bool good = wait_for_pager(pager) && pager->state == PAGER_PRINTS;
    if (pager->state == PAGER_LEFT)
        errno = EPIPE;
    return good;
}

/* Keeps more text, and starts the pager when the text does not fit the screen. */
static bool keep(struct pager *pager, const char *data, size_t size)
{
    strbuf_put(&pager->kept, data, size);
    if (pager->kept.failed) {
        errno = ENOMEM;
        return false;
    }
    if (pager->state == PAGER_RUNS)
        return give(pager, data, size);
    if (fits(pager))
        return true;
    progress_end(pager->progress);
    if (!pager_process_start(&pager->process, pager->command))
        return print(pager);
    pager->state = PAGER_RUNS;
    return give(pager, pager->kept.data, pager->kept.length);
}

static bool put(struct pager *pager, const char *data, size_t size)
{
    switch (pager->state) {
    case PAGER_KEEPS:
        return keep(pager, data, size);
    case PAGER_RUNS:
        return pager->kept.length > 0 ? keep(pager, data, size) : give(pager, data, size);
    case PAGER_PRINTS:
        progress_end(pager->progress);
        return output_write(pager->descriptor, data, size);
    case PAGER_LEFT:
        break;
    }
    errno = EPIPE;
    return false;
}

/* Takes all of the data, or returns 0 with errno, as fopencookie(3) requires. */
static ssize_t write_whole(void *cookie, const char *data, size_t size)
{
    return put(cookie, data, size) ? (ssize_t)size : 0;
}

struct pager *pager_open(int descriptor, const char *command, struct progress *progress)
{
    struct pager *pager = calloc(1, sizeof(*pager));
    if (pager == NULL)
        return NULL;
    pager->descriptor = descriptor;
    pager->command = command;
    pager->progress = progress;
    pager->state = command == NULL ? PAGER_PRINTS : PAGER_KEEPS;
    pager->stream = output_open_cookie(pager, write_whole);
    if (pager->stream != NULL)
        return pager;
    free(pager);
    return NULL;
}

FILE *pager_stream(const struct pager *pager)
{
    return pager->stream;
}

bool pager_finish(struct pager *pager, struct error *error)
{
    if (pager == NULL)
        return true;
    bool good = fflush(pager->stream) == 0 || errno == EPIPE;
    if (good && pager->state == PAGER_KEEPS)
        good = print(pager);
    else if (pager->state == PAGER_RUNS)
        good = wait_for_pager(pager) && good;
    return good || error_set_errno(error, errno, "standard output");
}

void pager_close(struct pager *pager)
{
    if (pager == NULL)
        return;
    fclose(pager->stream);
    strbuf_free(&pager->kept);
    free(pager);
}
