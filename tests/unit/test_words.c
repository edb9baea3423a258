/* SPDX-License-Identifier: MIT */
#include "cli/words.h"

#include <sys/socket.h>

#include "cli/options.h"
#include "column/columns.h"
#include "support.h"

/* Stands for the machine: each kind of live words has the same few words. */
static void read_fake(enum live_kind kind, live_take *take, void *context)
{
    static const struct {
        enum live_kind kind;
        const char *text, *help;
    } words[] = {
        {LIVE_LOCAL_PORTS, "22", "ssh, sshd"},
        {LIVE_LOCAL_PORTS, "8080", "python3"},
        {LIVE_PEER_PORTS, "443", "https"},
        {LIVE_LOCAL_SERVICES, "ssh", "22"},
        {LIVE_SERVICES, "ssh", "22"},
        {LIVE_SERVICES, "smtp", "25"},
        {LIVE_LOCAL_ADDRESSES, "10.0.0.1", ""},
        {LIVE_LOCAL_ADDRESSES, "[2001:db8::1]", ""},
        {LIVE_PEER_ADDRESSES, "10.0.0.2", ""},
        {LIVE_UNIX_NAMES, "/run/a b", ""},
        {LIVE_UNIX_NAMES, "@abstract", ""},
        {LIVE_PROCESSES, "nginx", "pid 7"},
        {LIVE_PROCESSES, "tmux: server", "pid 8"},
        {LIVE_PROCESSES, "and", "pid 9"},
        {LIVE_PROCESSES, "$(touch x)", "pid 10"},
        {LIVE_PROCESSES, "two\nlines", "pid 11"},
        {LIVE_PROCESSES, "esc\x1b[31m", "pid 12"},
        {LIVE_PROCESSES, "tab\there", "pid 13"},
        {LIVE_PROCESSES, "bad\xff", "pid 14"},
        {LIVE_PROCESSES, "it's", "pid 15"},
        {LIVE_PROCESSES, "say \"it's\"", "pid 16"},
        {LIVE_PROCESS_IDS, "7", "es\x1b[31mc\n"},
        {LIVE_ALL_PROCESS_IDS, "12", "init"},
        {LIVE_NAMESPACES, "blue", ""},
        {LIVE_NAMESPACES, "my net", ""},
        {LIVE_USERS, "root", "uid 0"},
        {LIVE_USER_IDS, "0", "root"},
        {LIVE_DEVICES, "eth0", ""},
        {LIVE_UNITS, "ssh.service", "sshd"},
        {LIVE_USER_UNITS, "pipewire.service", "pipewire"},
        {LIVE_PROCESS_CGROUPS, "/a.slice", "sshd"},
        {LIVE_CGROUPS, "/system.slice/ssh.service", ""},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (words[i].kind == kind)
            take(context, slice_of(words[i].text), slice_of(words[i].help));
    }
}

/* The answer for words with `|` between; the last may be empty. */
static char *answer_as(const struct dialect *dialect, const char *line)
{
    char text[512], *words[32];
    size_t count = 0;
    struct strbuf output = {0};
    assert_true(strlen(line) < sizeof(text));
    strcpy(text, line);
    for (char *at = text; at != NULL; count++) {
        words[count] = at;
        at = strchr(at, '|');
        if (at != NULL)
            *at++ = '\0';
    }
    words_put(&output, dialect, words, count, read_fake);
    strbuf_put_char(&output, '\0');
    assert_false(output.failed);
    return output.data;
}

static char *answer(const char *line)
{
    return answer_as(NULL, line);
}

/* Fails unless the first line and the candidates, with a blank after each, are these. */
static void check_as(const struct dialect *dialect, const char *line, const char *first,
                     const char *candidates)
{
    char *text = answer_as(dialect, line), *at = strchr(text, '\n');
    struct strbuf found = {0};
    assert_non_null(at);
    *at++ = '\0';
    for (; *at != '\0'; at += strcspn(at, "\n") + 1) {
        strbuf_put(&found, at, strcspn(at, "\t"));
        strbuf_put_char(&found, ' ');
    }
    strbuf_put_char(&found, '\0');
    if (strcmp(text, first) != 0 || strcmp(found.data, candidates) != 0)
        fail_msg("'%s' has '%s': %s", line, text, found.data);
    strbuf_free(&found);
    free(text);
}

static void check(const char *line, const char *first, const char *candidates)
{
    check_as(NULL, line, first, candidates);
}

static bool offers(const char *line, const char *candidate)
{
    char *text = answer(line);
    struct strbuf wanted = {0};
    strbuf_put_char(&wanted, '\n');
    strbuf_put_string(&wanted, candidate);
    strbuf_put(&wanted, "\t", 2);
    bool found = strstr(text, wanted.data) != NULL;
    strbuf_free(&wanted);
    free(text);
    return found;
}

static size_t count_lines(const char *line)
{
    char *text = answer(line);
    size_t count = 0;
    for (const char *at = text; *at != '\0'; at++)
        count += *at == '\n';
    free(text);
    return count - 1;
}

TEST(nothing_floods_the_first_word)
{
    assert_in_range(count_lines(""), 20, 40);
    assert_true(offers("", "-t"));
    assert_true(offers("", "--columns="));
    assert_true(offers("", "sport"));
    assert_false(offers("", "rtt_us"));
    assert_false(offers("-t|", "-u"));
    assert_true(offers("-t|", "state"));
}

TEST(nothing_floods_an_empty_list_of_columns)
{
    assert_in_range(count_lines("--columns="), 20, 80);
    assert_true(offers("--columns=", "local"));
    assert_false(offers("--columns=uid,+", "rtt_us"));
    assert_true(offers("--columns=uid,+r", "rtt_us"));
}

/* The number of candidates that the answer says are left out, or 0. */
static unsigned long left_out(const char *line)
{
    char *text = answer(line);
    text[strcspn(text, "\n")] = '\0';
    const char *more = strstr(text, "\tand ");
    unsigned long count = more == NULL ? 0 : strtoul(more + strlen("\tand "), NULL, 10);
    if (more != NULL)
        assert_contains(more, " more: type more to see them");
    free(text);
    return count;
}

TEST(what_is_left_out_is_counted)
{
    assert_int_equal(count_lines("--columns=") + left_out("--columns="), columns_count());
    assert_int_equal(left_out("--columns=rtt,"), left_out("--columns="));
    assert_in_range(left_out("-t|"), 100, columns_count());
    assert_int_equal(left_out("-t|not "), left_out("-t|"));
    assert_in_range(left_out(""), left_out("-t|") + 20, columns_count() + option_rows_count);
    assert_int_equal(left_out("-t|r"), 0);
    assert_int_equal(left_out("--columns=r"), 0);
    assert_int_equal(left_out("-"), 0);
}

TEST(options_are_offered_by_their_names)
{
    check("--list", "\t", "--listening --list-columns ");
    check("--sta", "\t", "--state= ");
    check("--time", "\t", "--timers ");
    check("--comp", "\t", "");
    assert_true(offers("-", "-t"));
    assert_true(offers("-", "--vsock"));
    assert_false(offers("-", "--complete"));
    for (size_t i = 0; i < option_rows_count; i++) {
        char name[64];
        bool needs = option_rows[i].argument != ARGUMENT_NONE &&
                     !option_argument_is_optional(&option_rows[i]);
        snprintf(name, sizeof(name), "--%s%s", option_rows[i].name, needs ? "=" : "");
        assert_int_equal(offers("--", name), !option_rows[i].hidden);
    }
}

TEST(letters_go_on_until_one_takes_an_argument)
{
    assert_true(offers("-tu", "n"));
    assert_false(offers("-tu", "t"));
    assert_int_equal(count_lines("-t%"), 0);
    check("-tunapAunix_s", "-tunapA\tlist", "unix_stream unix_seqpacket ");
    check("-tunapA|unix_s", "\tlist", "unix_stream unix_seqpacket ");
    check("-fin|sp", "\tfilter", "sport ");
    check("-tN|b", "\t", "blue ");
}

TEST(arguments_come_from_their_tables)
{
    check("--format|", "\t", "table json ndjson csv tsv ");
    check("--format=nd", "--format=\t", "ndjson ");
    check("--form|nd", "\t", "ndjson ");
    check("--color=a", "--color=\t", "auto always ");
    check("-F|/etc", "\tfiles", "");
    check("--filter=/etc", "--filter=\tfiles", "");
    check("-N|", "\t", "blue my net ");
    check("-N|1", "\t", "12 ");
    check("-N|/proc/self", "\tfiles", "");
    check("--source=file:/tmp/x", "--source=file:\tfiles", "");
    check("--rounds|", "\t", "");
    check("--|--sta", "\tfilter", "");
    check("--nonsense=a", "--nonsense=\t", "");
}

TEST(lists_leave_out_what_is_chosen)
{
    check("--state|LISTEN,l", "LISTEN,\tlist", "LAST_ACK ");
    check("--state=listening,time-w", "--state=listening,\tlist", "TIME_WAIT ");
    check("--state|all,b", "all,\tlist", "");
    check("--state|b", "\tlist", "bucket big ");
    check("--columns|uid,+coo", "uid,+\tlist", "cookie ");
    check("--sort|uid,-processes", "uid,-\tlist", "processes ");
    check("--sort=non", "--sort=\tlist", "none ");
    check("--columns|+cookie,-coo", "+cookie,-\tlist", "");
    check("-A|tcp,!tc", "tcp,!\tlist", "");
    check("-A|all,!tc", "all,!\tlist", "tcp ");
}

TEST(a_filter_goes_on_where_it_stands)
{
    check("spo", "\tfilter", "sport ");
    check("state LISTEN and spo", "state LISTEN and \tfilter", "sport ");
    check("state|LISTEN|and|spo", "\tfilter", "sport ");
    check("state LISTEN spo", "state LISTEN \tfilter", "sport ");
    check("state LISTEN ", "state LISTEN \tfilter", "and or ");
    check("( state LISTEN ", "( state LISTEN \tfilter", "and or ) ");
    check("(state LISTEN or (spo", "(state LISTEN or (\tfilter", "sport ");
    check("sport|", "\tfilter", "= != lt le gt ge ");
    check("sport ", "sport \tfilter", "= != < <= > >= ");
    check("process|!", "\tfilter", "!= !~ ");
    check("sport <", "sport <\tfilter", "22 8080 ");
    check("exclude|es", "\tfilter", "ESTABLISHED ");
    check("not exclude es", "not exclude \tfilter", "ESTABLISHED ");
    check("state = LISTEN,es", "state = LISTEN,\tfilter", "ESTABLISHED ");
    check("v6only|=|", "\tfilter", "true false ");
    check("netid = tc", "netid = \tfilter", "tcp ");
    check("exposure = l", "exposure = \tfilter", "loopback link ");
    check("direction|=|", "\tfilter", "in out ");
    check("autobound|", "\tfilter", "and or ");
    check("state|LISTEN|)|", "\tfilter", "");
    check("sport = 'a'", "sport = 'a'\tfilter", "");
    check("recv_q =|", "\tfilter", "");
    assert_true(offers("state|", "LISTEN"));
    assert_true(offers("state|", "="));
    assert_true(offers("not ", "sport"));
    assert_true(offers("rtt", "rtt_us"));
    assert_false(offers("not ", "rtt_us"));
}

TEST(values_are_those_of_this_machine)
{
    check("sport|=|", "\tfilter", "22 8080 ");
    check("sport|=|:", ":\tfilter", "22 8080 ");
    check("sport|=|:2", ":\tfilter", "22 ");
    check("sport|=|s", "\tfilter", "ssh smtp ");
    check("dport|=|", "\tfilter", "443 ");
    check("peer_port|8", "\tfilter", "");
    check("sport|8", "\tfilter", "8080 ");
    check("src|=|1", "\tfilter", "10.0.0.1 ");
    check("src|=|[", "\tfilter", "[2001:db8::1] ");
    check("dst|=|", "\tfilter", "10.0.0.2 ");
    check(":|2", "\tfilter", "");
    check(":2", ":\tfilter", "22 ");
    check("-tn|:s", ":\tfilter", "ssh smtp ");
    check("src|=|:", ":\tfilter", "22 8080 ");
    check("src = /", "src = \tfilter", "\"/run/a b\" ");
    check("src = @", "src = \tfilter", "@abstract ");
    check("user|=|", "\tfilter", "root ");
    check("uid|=|", "\tfilter", "0 ");
    check("dev|=|e", "\tfilter", "eth0 ");
    check("netns|=|", "\tfilter", "blue \"my net\" ");
    check("peer_netns|=|", "\tfilter", "blue \"my net\" ");
    check("unit|=|", "\tfilter", "ssh.service ");
    check("unit = s", "unit = \tfilter", "ssh.service ");
    check("user_unit|=|", "\tfilter", "pipewire.service ");
    check("process_cgroup|=|", "\tfilter", "/a.slice ");
    check("cgroup|=|/sys", "\tfilter", "/system.slice/ssh.service ");
    check("pid|=|", "\tfilter", "7 ");
}

TEST(names_of_others_are_quoted_or_left_out)
{
    check("process|=|n", "\tfilter", "nginx ");
    check("process|=|t", "\tfilter", "\"tmux: server\" ");
    check("process = \"tmux: s", "process = \tfilter", "\"tmux: server\" ");
    check("process|=|a", "\tfilter", "\"and\" ");
    check("process|=|$", "\tfilter", "\"$(touch x)\" ");
    check("process|=|i", "\tfilter", "\"it's\" ");
    check("process|=|", "\tfilter", "nginx \"tmux: server\" \"and\" \"$(touch x)\" \"it's\" ");
    check("process = 'a'\nand spo", "\tfilter", "");
    check("process|=|\"a|b", "\tfilter", "");
    char *text = answer("pid|=|");
    assert_contains(text, "7\tes\\x1b[31mc\\x0a\n");
    free(text);
}

/* What is offered after a field makes a filter. */
TEST(every_operator_is_understood)
{
    static const char *const lines[] = {"sport|", "sport ", "process|", "process "};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        char *text = answer(lines[i]), *at = strchr(text, '\n') + 1;
        for (; *at != '\0'; at = strchr(at, '\n') + 1) {
            struct error error = {0};
            struct strbuf filter = {0};
            strbuf_put(&filter, lines[i], strcspn(lines[i], "| "));
            strbuf_put_char(&filter, ' ');
            strbuf_put(&filter, at, strcspn(at, "\t"));
            strbuf_put_string(&filter, " 22");
            struct filter *parsed =
                filter_parse(strbuf_slice(&filter), "filter", AF_UNSPEC, &error);
            if (parsed == NULL)
                fail_msg("%s", error_message(&error));
            filter_free(parsed);
            strbuf_free(&filter);
        }
        free(text);
    }
}

TEST(a_dialect_has_words_of_its_own)
{
    check_as(&dialect_ss, "--no-", "\t", "--no-header --no-queues ");
    check_as(&dialect_ss, "--js", "\t", "");
    check_as(&dialect_ss, "--compl", "\t", "");
    check_as(&dialect_ss, "-f|", "\t", "inet inet6 link unix netlink vsock tipc xdp ");
    check_as(&dialect_ss, "-tA|tcp,!unix_s", "tcp,!\tlist", "unix_stream unix_seqpacket ");
    check_as(&dialect_ss, "state|fin", "\tfilter", "fin-wait-1 fin-wait-2 ");
    check_as(&dialect_ss, "state ", "state \tfilter",
             "established syn-sent syn-recv fin-wait-1 fin-wait-2 time-wait closed close-wait "
             "last-ack listening closing all connected synchronized bucket big ");
    check_as(&dialect_ss, "rtt", "\tfilter", "");
    check_as(&dialect_ss, "s", "\tfilter", "state src sport ");
    check_as(&dialect_ss, "dev|", "\tfilter", "= != ");
    check_as(&dialect_ss, "-t|sport|=|:2", ":\tfilter", "22 ");
    check_as(&dialect_netstat, "--n", "\t",
             "--numeric --numeric-hosts --numeric-ports "
             "--numeric-users ");
    check_as(&dialect_netstat, "-A|", "\t", "inet inet6 unix ");
    check_as(&dialect_netstat, "sp", "\t", "");
    check_as(&dialect_netstat, "--route", "\t", ""); /* it would only be refused */
}

/* A line may be cut off anywhere, and hold anything. */
TEST(any_words_are_survived)
{
    static const char bytes[] = "-=,:|!~<>()\"'\\ \n\tandostacpr1@/\xff";
    uint64_t seed = 1;
    for (size_t i = 0; i < 20000; i++) {
        char line[24];
        size_t length = random_below(&seed, sizeof(line) - 1);
        for (size_t j = 0; j < length; j++)
            line[j] = bytes[random_below(&seed, sizeof(bytes) - 1)];
        line[length] = '\0';
        static const struct dialect *const dialects[] = {NULL, &dialect_ss, &dialect_netstat};
        char *text = answer_as(dialects[i % COUNT_OF(dialects)], line);
        for (const char *at = text; *at != '\0'; at++)
            assert_true(*at == '\n' || *at == '\t' || (unsigned char)*at >= ' ');
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_floods_the_first_word),
        cmocka_unit_test(nothing_floods_an_empty_list_of_columns),
        cmocka_unit_test(what_is_left_out_is_counted),
        cmocka_unit_test(options_are_offered_by_their_names),
        cmocka_unit_test(letters_go_on_until_one_takes_an_argument),
        cmocka_unit_test(arguments_come_from_their_tables),
        cmocka_unit_test(lists_leave_out_what_is_chosen),
        cmocka_unit_test(a_filter_goes_on_where_it_stands),
        cmocka_unit_test(values_are_those_of_this_machine),
        cmocka_unit_test(names_of_others_are_quoted_or_left_out),
        cmocka_unit_test(every_operator_is_understood),
        cmocka_unit_test(a_dialect_has_words_of_its_own),
        cmocka_unit_test(any_words_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
