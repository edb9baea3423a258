/* SPDX-License-Identifier: MIT */
#include <sys/socket.h>

#include "column/columns.h"
#include "column/groups.h"
#include "command_line.h"
#include "family/families.h"
#include "run/databases.h"

#define TABLE "netid state recv_q send_q local peer"
#define JSON                                                                                       \
    "netid family type state recv_q send_q local_address local_port local_service peer_address "   \
    "peer_port peer_service interface uid user inode cookie mark cgroup netns"
#define EXTENDED " *interface *uid *user *inode *cookie *mark *v6only *shutdown *cgroup"

/* Whether every socket has the column. Columns that a family adds are tested in
 * a_set_brings_its_columns_in_the_order_of_the_table. */
static bool is_base(const struct column *column)
{
    return column >= columns_base.columns && column < columns_base.columns + columns_base.count;
}

/* The chosen columns in order. `*` marks one that is printed as a word after the row. */
static void check_columns(const char *words, const char *expected)
{
    struct command_line line;
    struct strbuf text = {0};
    const struct query *query = parse_good(&line, words);
    for (size_t i = 0; i < query->column_count; i++) {
        if (!is_base(query->columns[i].column))
            continue;
        strbuf_put_string(&text, text.length == 0 ? "" : " ");
        strbuf_put_string(&text, query->columns[i].word ? "*" : "");
        strbuf_put_string(&text, query->columns[i].column->name);
    }
    if (!slice_equals(strbuf_slice(&text), expected))
        fail_msg("'%s': %.*s", words, (int)text.length, text.data);
    strbuf_free(&text);
    command_line_free(&line);
}

TEST(each_format_has_its_own_columns)
{
    check_columns("-a", TABLE);
    check_columns("-aj", JSON);
    check_columns("-a --ndjson", JSON);
    check_columns("-a --format=table", TABLE);
}

TEST(processes_are_a_column_in_every_format)
{
    check_columns("-ap", TABLE " processes");
    check_columns("-apj", JSON " processes");
    check_columns("", TABLE " processes");
}

TEST(details_are_words_in_a_table_and_columns_in_json)
{
    check_columns("-ae", TABLE EXTENDED);
    check_columns("-ao", TABLE " *timer *timer_expires_ms *timer_retrans");
    check_columns("-aej", JSON " v6only shutdown");
    check_columns("-aoj", JSON " timer timer_expires_ms timer_retrans");
    check_columns("-apeo", TABLE " processes" EXTENDED " *timer *timer_expires_ms *timer_retrans");
}

/* Whether sockets of that family can have the columns of the group; of any family for NULL. */
static bool can_have(const char *family, const struct column_group *group)
{
    bool found = family == NULL;
    for (size_t i = 0; !found && i < families_count; i++)
        found =
            strcmp(families[i]->name, family) == 0 && column_group_belongs_to(group, families[i]);
    return found;
}

/* Checks the columns after the first `start`: they must be those of the set that the family can
 * have and that are not among the first. */
static void check_set_of(const char *family, const struct query *query, size_t start, unsigned set,
                         bool word)
{
    size_t at = start;
    for (size_t i = 0; i < column_groups_count; i++) {
        const struct column_group *group = column_groups[i];
        for (size_t j = 0; j < group->count && can_have(family, group); j++) {
            bool before = false;
            for (size_t k = 0; k < start; k++)
                before |= query->columns[k].column == &group->columns[j];
            if (before || !(group->columns[j].sets & set))
                continue;
            assert_true(at < query->column_count);
            assert_ptr_equal(query->columns[at].column, &group->columns[j]);
            assert_int_equal(query->columns[at++].word, word);
        }
    }
    assert_int_equal(at, query->column_count);
}

static void check_set(const struct query *query, size_t start, unsigned set, bool word)
{
    check_set_of(NULL, query, start, set, word);
}

static const struct {
    const char *option;
    enum column_set set;
} detail_options[] = {{"--extended", IN_EXTENDED}, {"--options", IN_TIMERS},
                      {"--info", IN_INFO},         {"--memory", IN_MEMORY},
                      {"--tos", IN_TOS},           {"--cgroup", IN_CGROUP},
                      {"--bpf", IN_BPF},           {"--inet-sockopt", IN_SOCKOPT}};

TEST(a_set_brings_its_columns_in_the_order_of_the_table)
{
    for (size_t i = 0; i < COUNT_OF(detail_options); i++) {
        struct command_line line;
        const char *option = detail_options[i].option;
        char words[64];
        snprintf(words, sizeof(words), "-A all %s --columns=netid,inode", option);
        check_set(parse_good(&line, words), 2, detail_options[i].set, true);
        command_line_free(&line);
        snprintf(words, sizeof(words), "-A all %s --columns=netid,inode -j", option);
        check_set(parse_good(&line, words), 2, detail_options[i].set, false);
        command_line_free(&line);
    }
    struct command_line line;
    check_set(parse_good(&line, "-a -A all"), 0, IN_TABLE, false);
    command_line_free(&line);
    check_set(parse_good(&line, "-aj -A all"), 0, IN_JSON | IN_SERVICES, false);
    command_line_free(&line);
    check_set(parse_good(&line, "-anj -A all"), 0, IN_JSON, false);
    command_line_free(&line);
    check_set(parse_good(&line, "-p --columns=netid"), 1, IN_PROCESSES, false);
    command_line_free(&line);
    check_set(parse_good(&line, "-T --columns=netid"), 1, IN_PROCESSES | IN_THREADS, false);
    command_line_free(&line);
    check_set(parse_good(&line, "-Zj --columns=netid"), 1,
              IN_PROCESSES | IN_OWNER_STATUS | IN_CONTEXTS, false);
    command_line_free(&line);
    check_set(parse_good(&line, "-zj --columns=netid"), 1,
              IN_PROCESSES | IN_OWNER_STATUS | IN_CONTEXTS | IN_SOCKET_CONTEXT, false);
    command_line_free(&line);
}

TEST(a_set_brings_only_columns_that_the_chosen_family_can_have)
{
    for (size_t i = 0; i < families_count * COUNT_OF(detail_options); i++) {
        struct command_line line;
        const char *family = families[i / COUNT_OF(detail_options)]->name;
        size_t option = i % COUNT_OF(detail_options);
        char words[64];
        snprintf(words, sizeof(words), "-A %s %s --columns=netid", family,
                 detail_options[option].option);
        check_set_of(family, parse_good(&line, words), 1, detail_options[option].set, true);
        command_line_free(&line);
        snprintf(words, sizeof(words), "-A %s -j", family);
        check_set_of(family, parse_good(&line, words), 0, IN_JSON | IN_SERVICES, false);
        command_line_free(&line);
    }
}

TEST(a_group_names_families_that_there_are)
{
    for (size_t i = 0; i < column_groups_count; i++) {
        const char *const *names = column_groups[i]->families;
        for (size_t j = 0; names != NULL && names[j] != NULL; j++) {
            bool found = false;
            for (size_t k = 0; k < families_count; k++)
                found |= strcmp(names[j], families[k]->name) == 0;
            if (!found)
                fail_msg("there is no family %s", names[j]);
        }
    }
}

TEST(a_group_can_go_by_what_its_families_have_in_common)
{
    static const struct {
        const char *column;
        const char *families;
    } cases[] = {
        {"recverr", " tcp udp udplite raw mptcp sctp dccp "},
        {"protocol", " raw packet netlink "},
        {"snd_cwnd", " tcp "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct column *column = column_find(slice_of(cases[i].column));
        assert_non_null(column);
        assert_true(column_is_special(column));
        for (size_t j = 0; j < families_count; j++) {
            char word[32];
            snprintf(word, sizeof(word), " %s ", families[j]->name);
            assert_int_equal(column_belongs_to(column, families[j]),
                             strstr(cases[i].families, word) != NULL);
        }
    }
}

TEST(bare_names_replace_the_columns_of_the_format)
{
    check_columns("-a --columns=state", "state");
    check_columns("-a --columns inode,netid", "inode netid");
    check_columns("-aj --columns inode,netid", "inode netid");
    check_columns("-a --columns=state,+inode", "state inode");
    check_columns("-a --columns=+inode,state", "inode state");
    check_columns("-a --columns=state,state,+state", "state");
    check_columns("-ap --columns=state", "state processes");
}

TEST(signed_names_change_the_columns_of_the_format)
{
    check_columns("-a --columns=+inode", TABLE " inode");
    check_columns("-a --columns=-netid,-peer", "state recv_q send_q local");
    check_columns("-a --columns=-netid,+uid,-peer,+inode", "state recv_q send_q local uid inode");
    check_columns("-a --columns=+state", TABLE);
    check_columns("-a --columns=-inode", TABLE);
    check_columns("-a --columns=state,inode,-state", "inode");
    check_columns("-a --columns=+inode,-inode", TABLE);
}

TEST(a_removal_holds_wherever_the_column_came_from)
{
    check_columns("-ap --columns=-processes", TABLE);
    check_columns("-ae --columns=-cookie,-mark,-v6only",
                  TABLE " *interface *uid *user *inode *shutdown *cgroup");
    check_columns("--columns=-netid -ap", "state recv_q send_q local peer processes");
}

TEST(a_chosen_column_is_no_word_again)
{
    check_columns("-ae --columns=state,inode",
                  "state inode *interface *uid *user *cookie *mark *v6only *shutdown *cgroup");
}

TEST(the_last_list_counts)
{
    check_columns("-a --columns=state --columns=netid", "netid");
}

TEST(every_column_may_be_chosen_at_once)
{
    struct strbuf words = {0};
    struct command_line line;
    for (size_t i = 0; i < columns_count(); i++) {
        strbuf_put_string(&words, i == 0 ? "-aepo --columns=" : ",");
        strbuf_put_string(&words, column_at(i)->name);
    }
    strbuf_put_char(&words, '\0');
    const struct query *query = parse_good(&line, words.data);
    assert_int_equal(query->column_count, columns_count());
    for (size_t i = 0; i < columns_count(); i++)
        assert_ptr_equal(query->columns[i].column, column_at(i));
    command_line_free(&line);
    strbuf_free(&words);
}

static unsigned all_needs_of(const char *words)
{
    struct command_line line;
    unsigned needs = parse_good(&line, words)->needs;
    command_line_free(&line);
    return needs;
}

/* Without the databases, which are not asked for. */
static unsigned needs_of(const char *words)
{
    return all_needs_of(words) & ~(unsigned)NEED_DATABASES;
}

/* What a request must be made for, from the rows of the table. */
static unsigned needs_of_sets(const char *family, unsigned sets)
{
    unsigned needs = 0;
    for (size_t i = 0; i < column_groups_count; i++) {
        const struct column_group *group = column_groups[i];
        for (size_t j = 0; j < group->count && can_have(family, group); j++)
            needs |= group->columns[j].sets & sets ? group->columns[j].needs : 0;
    }
    return needs & ~(unsigned)(NEED_HOSTS | NEED_DATABASES);
}

TEST(only_columns_that_are_shown_cost_something)
{
    for (size_t i = 0; i < families_count; i++) {
        char words[64];
        snprintf(words, sizeof(words), "-aeo -A %s", families[i]->name);
        assert_int_equal(needs_of(words),
                         needs_of_sets(families[i]->name, IN_TABLE | IN_EXTENDED | IN_TIMERS));
    }
    assert_int_equal(needs_of("-aeo -A all"),
                     needs_of_sets(NULL, IN_TABLE | IN_EXTENDED | IN_TIMERS));
    assert_int_equal(needs_of("-aeo"), NEED_SHUTDOWN);
    assert_int_equal(needs_of("-a"), 0);
    assert_int_equal(needs_of("-aeo") & NEED_HOLD, 0);
    assert_int_equal(needs_of("-aj"), 0);
    assert_int_equal(needs_of("-ap"), NEED_OWNERS | NEED_HOLDERS);
    assert_int_equal(needs_of("-aT"), NEED_OWNERS | NEED_HOLDERS);
    assert_int_equal(needs_of("-aZ"), NEED_OWNERS | NEED_HOLDERS | NEED_CONTEXTS);
    assert_int_equal(needs_of("-az"),
                     NEED_OWNERS | NEED_HOLDERS | NEED_CONTEXTS | NEED_SOCKET_CONTEXTS);
    assert_int_equal(needs_of("-a --columns=process_contexts"),
                     NEED_OWNERS | NEED_HOLDERS | NEED_CONTEXTS);
    assert_int_equal(needs_of("-a --columns=+processes"), NEED_OWNERS | NEED_HOLDERS);
    assert_int_equal(needs_of("-ap --columns=-processes"), 0);
}

static void check_databases(const char *words, bool services, bool users)
{
    struct command_line line;
    struct lookups lookups = {0};
    const struct query *query = parse_good(&line, words);
    lookups.numeric = query->numeric;
    databases_load(query, &lookups);
    if (lookups.services.loaded != services || (lookups.states.first != NULL) != users)
        fail_msg("%s: services %d, users %d", words, lookups.services.loaded,
                 lookups.states.first != NULL);
    lookups_free(&lookups);
    command_line_free(&line);
}

TEST(databases_whose_names_are_shown_are_read_at_the_start)
{
    check_databases("-a", true, false);
    check_databases("-ta", true, false);
    check_databases("-an", false, false);
    check_databases("-xa", false, false);
    check_databases("-wa", false, false);
    check_databases("-xae", false, true);
    check_databases("-tae", true, true);
    check_databases("-tane", false, true);
    check_databases("-taj", true, true);
    check_databases("-ta --columns=state", false, false);
    check_databases("-ta --columns=state user = root", false, true);
}

TEST(names_that_are_no_columns_are_named)
{
    check_refused("--columns=state,bogus", "--columns: ", "'bogus'");
    check_refused("--columns=+bogus", "--columns: ", "'bogus'");
    check_refused("--columns=-bogus", "--columns: ", "'bogus'");
    check_refused("--columns=++state", "--columns: ", "'+state'");
    check_refused("--columns=State", "--columns: ", "'State'");
    check_refused("--columns=state,,netid", "--columns: ", "''");
    check_refused("--columns=state,", "--columns: ", "''");
    check_refused("--columns=,", "--columns: ", "''");
    check_refused("--columns=+", "--columns: ", "''");
    check_refused("--columns=stat", "--columns: ", "'stat'");
}

TEST(no_column_left_is_an_error)
{
    check_refused("-a --columns=state,-state", "--columns: ", "no column is left");
    check_refused("-a --columns=-netid,-state,-recv_q,-send_q,-local,-peer",
                  "--columns: ", "no column is left");
}

enum { TCP, UDP };

static size_t place_of(const struct family *family)
{
    size_t place = 0;
    while (families[place] != family)
        place++;
    return place;
}

static bool wants(const char *words, int name, size_t table)
{
    struct command_line line;
    const struct family *family = name == TCP ? &family_tcp : &family_udp;
    bool answer = selection_wants_table(&parse_good(&line, words)->selection, place_of(family),
                                        &family->tables[table]);
    command_line_free(&line);
    return answer;
}

TEST(only_tables_that_were_asked_for_are_wanted)
{
    assert_int_equal(family_tcp.tables[0].address_family->number, AF_INET);
    assert_int_equal(family_tcp.tables[1].address_family->number, AF_INET6);
    for (size_t table = 0; table < 2; table++) {
        assert_true(wants("-t", TCP, table));
        assert_false(wants("-t", UDP, table));
        assert_true(wants("-46", UDP, table));
        assert_int_equal(wants("-4", TCP, table), table == 0);
        assert_int_equal(wants("-6", UDP, table), table == 1);
        assert_true(wants("--state=LISTEN", TCP, table));
        assert_false(wants("--state=LISTEN", UDP, table));
        assert_false(wants("--state=UNCONN", TCP, table));
        assert_true(wants("--state=UNCONN", UDP, table));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_has_its_own_columns),
        cmocka_unit_test(processes_are_a_column_in_every_format),
        cmocka_unit_test(details_are_words_in_a_table_and_columns_in_json),
        cmocka_unit_test(a_set_brings_its_columns_in_the_order_of_the_table),
        cmocka_unit_test(a_set_brings_only_columns_that_the_chosen_family_can_have),
        cmocka_unit_test(a_group_names_families_that_there_are),
        cmocka_unit_test(a_group_can_go_by_what_its_families_have_in_common),
        cmocka_unit_test(bare_names_replace_the_columns_of_the_format),
        cmocka_unit_test(signed_names_change_the_columns_of_the_format),
        cmocka_unit_test(a_removal_holds_wherever_the_column_came_from),
        cmocka_unit_test(a_chosen_column_is_no_word_again),
        cmocka_unit_test(the_last_list_counts),
        cmocka_unit_test(every_column_may_be_chosen_at_once),
        cmocka_unit_test(only_columns_that_are_shown_cost_something),
        cmocka_unit_test(databases_whose_names_are_shown_are_read_at_the_start),
        cmocka_unit_test(names_that_are_no_columns_are_named),
        cmocka_unit_test(no_column_left_is_an_error),
        cmocka_unit_test(only_tables_that_were_asked_for_are_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
