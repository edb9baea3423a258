/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pwd.h>

#include "filter/missing.h"
#include "filter/tree.h"
#include "filter_parse.h"

/* How often each was asked. */
static struct {
    size_t database, service, host, user;
} asked;

/* Elsewhere the file is read (unit-services_file). */
#ifdef HAVE_GETSERVENT_R
static size_t next_entry;

static const struct {
    const char *name, *alias, *protocol;
    uint16_t port;
} entries[] = {
    {"one", "uno", "tcp", 101},  {"one", NULL, "udp", 102}, {"one", NULL, "tcp", 103},
    {"two", "deux", "tcp", 104}, {"uno", NULL, "tcp", 105}, {"far", NULL, "ddp", 106},
};

/* These take the place of the functions of the C library. */
void setservent(int stay_open)
{
    (void)stay_open;
    next_entry = 0;
    asked.database++;
}

void endservent(void)
{
}

int getservent_r(struct servent *entry, char *buffer, size_t size, struct servent **found)
{
    static char *aliases[2];
    *found = NULL;
    if (size < 8192) /* an entry may be longer than the buffer */
        return ERANGE;
    if (next_entry == COUNT_OF(entries))
        return ENOENT;
    aliases[0] = (char *)(uintptr_t)entries[next_entry].alias;
    *entry = (struct servent){
        .s_name = buffer,
        .s_aliases = aliases,
        .s_proto = (char *)(uintptr_t)entries[next_entry].protocol,
        .s_port = htons(entries[next_entry].port),
    };
    strcpy(buffer, entries[next_entry++].name);
    *found = entry;
    return 0;
}

#endif

struct servent *getservbyname(const char *name, const char *protocol)
{
    static struct servent entry;
    asked.service++;
    entry.s_port = htons(200);
    return strcmp(name, "hidden") == 0 && strcmp(protocol, "tcp") == 0 ? &entry : NULL;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **list)
{
    static struct sockaddr_in address = {.sin_family = AF_INET};
    static struct addrinfo found = {.ai_family = AF_INET};
    (void)service, (void)hints;
    asked.host++;
    address.sin_addr.s_addr = htonl(strcmp(name, "near") == 0 ? 0x0a000001 : 0x0a000002);
    found.ai_addr = (void *)&address;
    *list = &found;
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    (void)list;
}

struct passwd *getpwnam(const char *name)
{
    static struct passwd entry;
    asked.user++;
    return strcmp(name, "remote") == 0 ? &entry : NULL;
}

static struct filter *parse_many(const char *text, size_t count)
{
    struct strbuf all = {0};
    for (size_t i = 0; i < count; i++) {
        strbuf_put_string(&all, i == 0 ? "" : " or ");
        strbuf_put_string(&all, text);
    }
    strbuf_put_char(&all, '\0');
    assert_false(all.failed);
    memset(&asked, 0, sizeof(asked));
    struct filter *filter = parse_right(all.data);
    strbuf_free(&all);
    return filter;
}

#ifdef HAVE_GETSERVENT_R
static void check_services(const char *name, size_t count, uint16_t tcp, uint16_t udp)
{
    char text[64];
    snprintf(text, sizeof(text), "sport = :%s", name);
    struct filter *filter = parse_many(text, 1);
    const struct filter_ports *ports = &filter->root.first->test->ports;
    uint16_t found[2] = {0};
    assert_int_equal(ports->service_count, count);
    for (size_t i = 0; i < count; i++)
        found[strcmp(ports->services[i].protocol, "udp") == 0] = ports->services[i].port;
    assert_int_equal(found[0], tcp);
    assert_int_equal(found[1], udp);
    filter_free(filter);
}

TEST(a_service_has_the_first_port_of_each_protocol)
{
    check_services("one", 2, 101, 102);
    check_services("uno", 1, 101, 0);
    check_services("deux", 1, 104, 0);
    check_services("hidden", 1, 200, 0);
}

TEST(the_services_are_read_once_for_all_terms)
{
    filter_free(parse_many("sport = :one or dport = :two or src 10.0.0.1:uno or :one", 1000));
    assert_int_equal(asked.database, 1);
    assert_int_equal(asked.service, 0);
    filter_free(parse_many("sport = :22", 1000));
    assert_int_equal(asked.database, 0);
}

TEST(a_service_that_is_not_listed_is_asked_for_once)
{
    filter_free(parse_many("sport = :hidden", 1));
    size_t once = asked.service;
    assert_in_range(once, 1, 10);
    filter_free(parse_many("sport = :hidden or sport = :one", 1000));
    assert_int_equal(asked.service, once);
    assert_int_equal(asked.database, 1);
}

TEST(a_service_that_there_is_not_is_refused)
{
    static const char *const names[] = {"sport = :none", "sport = :far"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct error error = {0};
        assert_null(filter_parse(slice_of(names[i]), "filter", AF_UNSPEC, &error));
        assert_non_null(strstr(error_message(&error), "the services database has no such name"));
        error_clear(&error);
    }
}

TEST(networks_with_one_service_are_one_test)
{
    struct filter *filter = parse_many("src 10.0.0.0/24:one or src 10.0.1.0/24:one", 1);
    assert_non_null(filter->judged.first->test->set);
    assert_null(filter->judged.first->next);
    filter_free(filter);
}

#endif

TEST(each_host_is_resolved_once)
{
    filter_free(parse_many("src near or dst far.example or src near:22", 1000));
    assert_int_equal(asked.host, 2);
    filter_free(parse_many("src near or src inet:near", 1000)); /* another question */
    assert_int_equal(asked.host, 2);
}

static size_t count_notes(const char *text, size_t times)
{
    struct filter *filter = parse_many(text, times);
    struct lookups lookups = {0};
    struct notes notes = {0};
    filter_note_missing(filter, &lookups, 0, &notes);
    size_t count = notes.item_count;
    notes_free(&notes);
    lookups_free(&lookups);
    filter_free(filter);
    return count;
}

TEST(each_user_is_looked_for_once)
{
    assert_int_equal(count_notes("user = root", 1000), 0);
    assert_int_equal(asked.user, 0); /* the file has this one */
    assert_int_equal(count_notes("user = remote", 1000), 0);
    assert_int_equal(asked.user, 1);
    assert_int_equal(count_notes("user = nobody-at-all or user != remote", 1000), 1);
    assert_int_equal(asked.user, 2);
}

TEST(of_many_names_that_do_not_exist_twenty_are_listed)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < 1000; i++) {
        char test[64];
        snprintf(test, sizeof(test), "%suser = nobody-%zu", i == 0 ? "" : " or ", i);
        strbuf_put_string(&text, test);
    }
    strbuf_put_char(&text, '\0');
    assert_int_equal(count_notes(text.data, 1), 21);
    assert_int_equal(asked.user, 21);
    strbuf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef HAVE_GETSERVENT_R
        cmocka_unit_test(a_service_has_the_first_port_of_each_protocol),
        cmocka_unit_test(the_services_are_read_once_for_all_terms),
        cmocka_unit_test(a_service_that_is_not_listed_is_asked_for_once),
        cmocka_unit_test(a_service_that_there_is_not_is_refused),
        cmocka_unit_test(networks_with_one_service_are_one_test),
#endif
        cmocka_unit_test(each_host_is_resolved_once),
        cmocka_unit_test(each_user_is_looked_for_once),
        cmocka_unit_test(of_many_names_that_do_not_exist_twenty_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
