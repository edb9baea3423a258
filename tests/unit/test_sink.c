/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>

#include "arrange/arrange.h"
#include "output.h"
#include "tree.h"

/* Takes the place of the memory stream, unbuffered, so that every write is tried at once. */
static void replace_stream(struct output *output, FILE *stream)
{
    assert_non_null(stream);
    setvbuf(stream, NULL, _IONBF, 0);
    fclose(output->settings.output);
    free(output->text);
    output->text = NULL;
    output->settings.output = stream;
}

static FILE *open_full(void)
{
    FILE *stream = fopen("/dev/full", "w");
    assert_non_null(stream);
    return stream;
}

static FILE *open_left_pipe(void)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    FILE *stream = fdopen(ends[1], "w");
    assert_non_null(stream);
    return stream;
}

static enum emit_result write_text(FILE *stream, struct error *error)
{
    struct strbuf text = {0};
    strbuf_put_string(&text, "text");
    enum emit_result result = sink_write(stream, &text, error);
    strbuf_free(&text);
    return result;
}

TEST(a_full_device_is_an_error_with_its_reason)
{
    struct error error = {0};
    FILE *stream = open_full();
    setvbuf(stream, NULL, _IONBF, 0);
    assert_int_equal(write_text(stream, &error), EMIT_ERROR);
    assert_string_equal(error_message(&error), "standard output: No space left on device");
    assert_int_equal(error.number, ENOSPC);
    error_clear(&error);
    fclose(stream);
}

TEST(a_full_device_is_found_by_the_flush_at_the_latest)
{
    struct error error = {0};
    FILE *stream = open_full();
    assert_int_equal(write_text(stream, &error), EMIT_GO);
    assert_false(sink_flush(stream, &error));
    assert_int_equal(error.number, ENOSPC);
    error_clear(&error);
    fclose(stream);
}

TEST(a_reader_that_has_gone_is_a_stop_and_no_error)
{
    struct error error = {0};
    FILE *stream = open_left_pipe();
    assert_int_equal(write_text(stream, &error), EMIT_GO);
    assert_true(sink_flush(stream, &error));
    fclose(stream);
    stream = open_left_pipe();
    setvbuf(stream, NULL, _IONBF, 0);
    assert_int_equal(write_text(stream, &error), EMIT_STOP);
    assert_null(error.message);
    fclose(stream);
}

TEST(a_text_that_ran_out_of_memory_is_not_written)
{
    struct error error = {0};
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_int_equal(sink_write(stream, &(struct strbuf){.failed = true}, &error), EMIT_ERROR);
    assert_int_equal(error.number, ENOMEM);
    error_clear(&error);
    assert_int_equal(sink_write(stream, &(struct strbuf){0}, &error), EMIT_GO);
    fclose(stream);
    assert_int_equal(length, 0);
    free(text);
}

static enum emit_result feed(struct output *output, size_t rows)
{
    struct sock sock = sample_sock();
    enum emit_result result = EMIT_GO;
    for (size_t i = 0; i < rows && result == EMIT_GO; i++)
        result = output->sink->row(output->sink, &sock, &output->error);
    return result;
}

TEST(every_format_ends_early_when_its_reader_has_gone)
{
    for (size_t i = 0; i < formats_count; i++) {
        struct output output;
        output_start(&output, "netid,state");
        replace_stream(&output, open_left_pipe());
        output_open(&output, formats[i]->name);
        assert_int_equal(feed(&output, 3000), EMIT_STOP);
        assert_true(output.sink->end(output.sink, &output.notes, &output.error));
        assert_null(output.error.message);
        output_free(&output);
    }
}

TEST(every_format_reports_a_full_device)
{
    for (size_t i = 0; i < formats_count; i++) {
        struct output output;
        output_start(&output, "netid,state");
        replace_stream(&output, open_full());
        struct sink *sink = output.sink = formats[i]->open(&output.settings);
        bool good = sink->begin(sink, &output.error);
        good = good && feed(&output, 3000) != EMIT_ERROR;
        assert_false(good);
        assert_int_equal(output.error.number, ENOSPC);
        output_free(&output);
    }
}

/* A made-up procfs with one process that holds inode 4242. */
static void make_proc(struct tree *proc)
{
    tree_make(proc);
    tree_directory(proc, "31");
    tree_directory(proc, "31/fd");
    tree_file(proc, "31/comm", "sshd\n", 5);
    tree_link(proc, "31/fd/4", "socket:[4242]");
}

/* A table that waits for the owners of its rows. */
static void open_holding_table(struct output *output, const char *proc)
{
    const struct arrange_settings settings = {
        .lookups = &output->lookups, .needs = NEED_OWNERS, .proc = proc};
    struct sink *table = format_find(slice_of("table"))->open(&output->settings);
    output->sink = arrange_hold(table, &settings);
}

static void open_with_owners(struct output *output, const char *proc)
{
    output_start(output, "inode,processes");
    output->settings.header = false;
    open_holding_table(output, proc);
    assert_non_null(output->sink);
    assert_true(output->sink->begin(output->sink, &output->error));
}

TEST(owners_are_looked_for_after_the_last_row_and_rows_keep_their_order)
{
    struct tree proc;
    struct output output;
    struct sock sock = sample_sock();
    make_proc(&proc);
    open_with_owners(&output, proc.path);
    output_row(&output, &sock);
    sock.inode = 17;
    output_row(&output, &sock);
    sock.have &= ~HAVE_INODE;
    sock.inode = 99;
    output_row(&output, &sock);
    tree_link(&proc, "31/fd/5", "socket:[17]");
    output_end(&output);
    assert_string_equal(output.text, "4242 sshd(31)\n  17 sshd(31)\n   - -\n");
    assert_int_equal(output.notes.item_count, 0);
    output_free(&output);
    tree_remove(&proc);
}

TEST(contexts_are_words_behind_the_row_each_once)
{
    struct tree proc;
    struct output output;
    struct sock sock = sample_sock();
    make_proc(&proc);
    tree_directory(&proc, "31/attr");
    tree_file(&proc, "31/attr/current", "a_t:s0:c1,c2 \x1b", 14);
    tree_directory(&proc, "32");
    tree_directory(&proc, "32/fd");
    tree_directory(&proc, "32/attr");
    tree_file(&proc, "32/attr/current", "b_t\n", 4);
    tree_link(&proc, "32/fd/4", "socket:[4242]");
    tree_link(&proc, "31/fd/5", "socket:[4242]");
    open_with_owners(&output, proc.path);
    output.lookups.owners.with_contexts = true;
    output.sink->free(output.sink);
    output_choose(&output, "*process_contexts,*socket_context");
    open_holding_table(&output, proc.path);
    output_row(&output, &sock);
    sock.have &= ~HAVE_INODE;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "4242 sshd(31),-(32) "
                                     "process_contexts:a_t:s0:c1\\x2cc2\\x20\\x1b,b_t\n"
                                     "   - -\n");
    output_free(&output);
    tree_remove(&proc);
}

TEST(rows_come_out_without_owners_where_proc_cannot_be_read)
{
    struct output output;
    struct sock sock = sample_sock();
    open_with_owners(&output, "/nonexistent");
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "4242 -\n");
    assert_int_equal(output.notes.outcome, OUTCOME_INCOMPLETE);
    assert_contains(output.notes.items[0].message, "owners: cannot read /nonexistent");
    output_free(&output);
}

TEST(an_owner_that_cannot_be_seen_is_a_note_and_no_loss)
{
    struct tree proc;
    struct output output;
    struct sock sock = sample_sock();
    make_proc(&proc);
    open_with_owners(&output, proc.path);
    sock.inode = 18;
    output_row(&output, &sock);
    output_end(&output);
    assert_string_equal(output.text, "18 -\n");
    assert_int_equal(output.notes.outcome, OUTCOME_COMPLETE);
    assert_int_equal(output.notes.item_count, 1);
    output_free(&output);
    tree_remove(&proc);
}

TEST(a_reader_that_has_gone_ends_the_rows_that_waited_for_their_owners)
{
    struct tree proc;
    struct output output;
    make_proc(&proc);
    open_with_owners(&output, proc.path);
    replace_stream(&output, open_left_pipe());
    assert_int_equal(feed(&output, 3000), EMIT_GO);
    assert_true(output.sink->end(output.sink, &output.notes, &output.error));
    output_free(&output);
    open_with_owners(&output, proc.path);
    replace_stream(&output, open_full());
    assert_int_equal(feed(&output, 3000), EMIT_GO);
    assert_false(output.sink->end(output.sink, &output.notes, &output.error));
    assert_int_equal(output.error.number, ENOSPC);
    output_free(&output);
    tree_remove(&proc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_device_is_an_error_with_its_reason),
        cmocka_unit_test(a_full_device_is_found_by_the_flush_at_the_latest),
        cmocka_unit_test(a_reader_that_has_gone_is_a_stop_and_no_error),
        cmocka_unit_test(a_text_that_ran_out_of_memory_is_not_written),
        cmocka_unit_test(every_format_ends_early_when_its_reader_has_gone),
        cmocka_unit_test(every_format_reports_a_full_device),
        cmocka_unit_test(owners_are_looked_for_after_the_last_row_and_rows_keep_their_order),
        cmocka_unit_test(contexts_are_words_behind_the_row_each_once),
        cmocka_unit_test(rows_come_out_without_owners_where_proc_cannot_be_read),
        cmocka_unit_test(an_owner_that_cannot_be_seen_is_a_note_and_no_loss),
        cmocka_unit_test(a_reader_that_has_gone_ends_the_rows_that_waited_for_their_owners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
