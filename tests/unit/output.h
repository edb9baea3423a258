/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_OUTPUT_H
#define SOCKVIEW_TESTS_UNIT_OUTPUT_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "family/families.h"
#include "sink/formats.h"
#include "sink/write.h"
#include "support.h"

/* A sink with chosen columns, and its output. */
struct output {
    struct sink_settings settings;
    struct chosen_column chosen[1024];
    struct lookups lookups;
    struct notes notes;
    struct error error;
    struct sink *sink;
    char *text;
    size_t length;
};

/* Chooses columns by their names, separated by commas; `*` in front makes one a word. */
static inline void output_choose(struct output *output, const char *names)
{
    while (*names != '\0') {
        size_t length = strcspn(names, ",");
        bool word = *names == '*';
        struct slice name = {names + word, length - word};
        const struct column *column = column_find(name);
        assert_non_null(column);
        assert_true(output->settings.column_count < COUNT_OF(output->chosen));
        output->chosen[output->settings.column_count++] =
            (struct chosen_column){column, .word = word};
        names += length + (names[length] == ',');
    }
}

/* Settings for a memory stream. Change them before output_open. */
static inline void output_start(struct output *output, const char *names)
{
    *output = (struct output){.lookups = {.numeric = true, .time = "2026-01-02T03:04:05Z"}};
    output->settings = (struct sink_settings){
        .columns = output->chosen,
        .lookups = &output->lookups,
        .rows = "sockets",
        .output = open_memstream(&output->text, &output->length),
        .header = true,
        .version = "0.0",
        .host = "host",
    };
    assert_non_null(output->settings.output);
    output_choose(output, names);
}

static inline void output_open(struct output *output, const char *format)
{
    output->sink = format_find(slice_of(format))->open(&output->settings);
    assert_non_null(output->sink);
    assert_true(output->sink->begin(output->sink, &output->error));
}

static inline void output_row(struct output *output, const struct sock *sock)
{
    assert_int_equal(output->sink->row(output->sink, sock, &output->error), EMIT_GO);
}

/* What was written so far. */
static inline const char *output_text(struct output *output)
{
    assert_int_equal(fflush(output->settings.output), 0);
    return output->text;
}

static inline void output_end(struct output *output)
{
    assert_true(output->sink->end(output->sink, &output->notes, &output->error));
    output_text(output);
}

static inline void output_free(struct output *output)
{
    if (output->sink != NULL)
        output->sink->free(output->sink);
    fclose(output->settings.output);
    free(output->text);
    notes_free(&output->notes);
    error_clear(&output->error);
    lookups_free(&output->lookups);
}

/* A listening TCP socket of root. */
static inline struct sock sample_sock(void)
{
    return (struct sock){
        .from = &family_tcp,
        .kind = &family_tcp.kinds[0],
        .family = AF_INET,
        .type = SOCK_STREAM,
        .state = STATE_LISTEN,
        .have =
            HAVE_STATE | HAVE_RECV_Q | HAVE_SEND_Q | HAVE_LOCAL | HAVE_PEER | HAVE_UID | HAVE_INODE,
        .recv_q = 1,
        .send_q = 128,
        .inode = 4242,
        .local = {.address = {127, 0, 0, 1}, .port = 22},
    };
}

#endif
