/* SPDX-License-Identifier: MIT */
#include "lookup/netdb_file.h"
#include "tree.h"

struct reading {
    struct strbuf text;
    size_t most;
};

/* "name number/protocol;" for each entry. */
static bool note_entry(void *context, const struct netdb_entry *entry)
{
    struct reading *reading = context;
    char number[16];
    snprintf(number, sizeof(number), " %u/", (unsigned)entry->number);
    strbuf_put(&reading->text, entry->name.data, entry->name.length);
    strbuf_put_string(&reading->text, number);
    strbuf_put(&reading->text, entry->protocol.data, entry->protocol.length);
    strbuf_put_char(&reading->text, ';');
    return --reading->most > 0;
}

static void check_most(const char *data, size_t length, size_t most, const char *expected)
{
    struct tree tree;
    struct reading reading = {.most = most};
    tree_make(&tree);
    tree_file(&tree, "database", data, length);
    netdb_file_read(tree_path(&tree, "database"), note_entry, &reading);
    assert_slice(strbuf_slice(&reading.text), expected);
    strbuf_free(&reading.text);
    tree_remove(&tree);
}

static void check(const char *text, const char *expected)
{
    check_most(text, strlen(text), SIZE_MAX, expected);
}

TEST(services_have_a_port_and_a_protocol)
{
    check("ssh 22/tcp\n", "ssh 22/tcp;");
    check("domain\t\t53/tcp\t\t\t# Domain Name Server\ndomain 53/udp",
          "domain 53/tcp;domain 53/udp;");
    check("http 80/tcp www # WorldWideWeb HTTP\n", "http 80/tcp;");
    check("a 0/tcp\nb 65535/sctp\n", "a 0/tcp;b 65535/sctp;");
}

TEST(protocols_have_a_number_alone)
{
    check("# Internet (IP) protocols\n\nip\t0\tIP\nicmp 1 ICMP\nospf 89",
          "ip 0/;icmp 1/;ospf 89/;");
}

TEST(lines_that_are_no_entries_are_passed_over)
{
    check("", "");
    check("\n\n \n\t\n#\n# ssh 22/tcp\n", "");
    check("alone\nname # 22/tcp\nx y/tcp\nx -1/tcp\nx 65536/tcp\nx 1x/tcp\nx /tcp\nx 0x16/tcp\n"
          "x 99999999999999999999/tcp\nlast 1/tcp\n",
          "last 1/tcp;");
    check("  indented 7/udp  \r\n", "indented 7/udp;");
    check_most("a\0b 1/tcp\nc 2/tcp\n", 18, SIZE_MAX, "c 2/tcp;");
}

TEST(reading_ends_when_the_caller_has_what_it_wants)
{
    check_most("a 1/tcp\nb 2/tcp\nc 3/tcp\n", 24, 2, "a 1/tcp;b 2/tcp;");
}

TEST(long_lines_are_read_whole)
{
    struct strbuf text = {0};
    strbuf_put_string(&text, "long 1/tcp");
    for (int i = 0; i < 20000; i++)
        strbuf_put_string(&text, " alias");
    strbuf_put_string(&text, "\nlast 2/tcp");
    check_most(text.data, text.length, SIZE_MAX, "long 1/tcp;last 2/tcp;");
    strbuf_free(&text);
}

TEST(a_missing_file_has_no_entries)
{
    struct reading reading = {.most = SIZE_MAX};
    netdb_file_read("/nonexistent/services", note_entry, &reading);
    netdb_file_read("/", note_entry, &reading);
    assert_int_equal(reading.text.length, 0);
}

TEST(random_bytes_are_survived)
{
    static const char bytes[] = "ab01/#\n \t\0\xff";
    uint64_t seed = 5;
    struct tree tree;
    tree_make(&tree);
    for (int i = 0; i < 300; i++) {
        char text[200];
        struct reading reading = {.most = SIZE_MAX};
        size_t length = random_below(&seed, sizeof(text));
        for (size_t j = 0; j < length; j++)
            text[j] = bytes[random_below(&seed, sizeof(bytes) - 1)];
        tree_file(&tree, "database", text, length);
        netdb_file_read(tree_path(&tree, "database"), note_entry, &reading);
        strbuf_free(&reading.text);
    }
    tree_remove(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(services_have_a_port_and_a_protocol),
        cmocka_unit_test(protocols_have_a_number_alone),
        cmocka_unit_test(lines_that_are_no_entries_are_passed_over),
        cmocka_unit_test(reading_ends_when_the_caller_has_what_it_wants),
        cmocka_unit_test(long_lines_are_read_whole),
        cmocka_unit_test(a_missing_file_has_no_entries),
        cmocka_unit_test(random_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
