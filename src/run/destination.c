/* SPDX-License-Identifier: MIT */
#include "run/destination.h"

#include <sys/stat.h>
#include <unistd.h>

#include "run/pager_process.h"
#include "util/output.h"
#include "util/screen.h"

/* Whether one answer is printed and nothing is asked, so that a pager can show it. */
static bool is_one_answer(const struct query *query)
{
    return query == NULL ||
           !(query->repeats || query->events || query->arrangement.kill != KILL_NOTHING);
}

/* No progress when output goes to a pipe: its reader may write to the same terminal. */
static bool shows_progress(const struct query *query)
{
    struct stat status;
    return query != NULL && is_one_answer(query) && !query->waits && isatty(STDERR_FILENO) &&
           screen_is_capable() && fstat(STDOUT_FILENO, &status) == 0 && !S_ISFIFO(status.st_mode) &&
           !S_ISSOCK(status.st_mode);
}

static bool open_screen(struct destination *destination)
{
    destination->redraw = redraw_open(STDOUT_FILENO);
    destination->stream = destination->redraw == NULL ? NULL : redraw_stream(destination->redraw);
    return destination->stream != NULL;
}

/* Also without a pager: the line of the progress must be removed before rows are printed. */
static bool open_pager(struct destination *destination, const char *command)
{
    destination->pager = pager_open(STDOUT_FILENO, command, &destination->progress);
    destination->stream = destination->pager == NULL ? NULL : pager_stream(destination->pager);
    return destination->stream != NULL;
}

static ssize_t discard(void *cookie, const char *data, size_t size)
{
    (void)cookie, (void)data;
    return (ssize_t)size;
}

bool destination_open(struct destination *destination, const struct query *query, bool no_pager)
{
    if (shows_progress(query))
        progress_start(&destination->progress, STDERR_FILENO);
    bool on_screen = isatty(STDOUT_FILENO) && screen_is_capable();
    if (query != NULL && query->quiet) {
        destination->stream = output_open_cookie(NULL, discard);
        return destination->stream != NULL;
    }
    if (on_screen && query != NULL && query->repeats && query->format->in_place)
        return open_screen(destination);
    if (on_screen && is_one_answer(query))
        return open_pager(destination, no_pager ? NULL : pager_command());
    destination->stream = output_open(STDOUT_FILENO);
    return destination->stream != NULL;
}

void destination_close(struct destination *destination)
{
    progress_end(&destination->progress);
    if (destination->pager == NULL && destination->redraw == NULL && destination->stream != NULL)
        fclose(destination->stream);
    pager_close(destination->pager);
    redraw_close(destination->redraw);
    *destination = (struct destination){0};
}
