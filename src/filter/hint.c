/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <ctype.h>
#include <fnmatch.h>
#include <net/if.h>
#include <string.h>

#include "family/families.h"
#include "filter/names.h"
#include "util/habit.h"
#include "util/number.h"

/* Words that people know from other programs. The first row that fits is used, so longer phrases
 * come first. */
static const struct habit habits[] = {
    {"src host @", "sockview src @"},
    {"dst host @", "sockview dst @"},
    {"src net @", "sockview src @"},
    {"dst net @", "sockview dst @"},
    {"src port @", "sockview sport = :@"},
    {"dst port @", "sockview dport = :@"},
    {"tcp src port @", "sockview -t sport = :@"},
    {"tcp dst port @", "sockview -t dport = :@"},
    {"udp src port @", "sockview -u sport = :@"},
    {"udp dst port @", "sockview -u dport = :@"},
    {"tcp port @", "sockview -t :@"},
    {"udp port @", "sockview -u :@"},
    {"host @", "sockview src @ or dst @"},
    {"net @", "sockview src @ or dst @"},
    {"port @", "sockview :@"},
    {"portrange @", "sockview :@"},
    {"lsof :@", "sockview :@"},
    {"proto tcp", "sockview -t"},
    {"proto udp", "sockview -u"},
    {"tcp udp", "sockview -tu"},
    {"udp tcp", "sockview -tu"},
    {"port", "sockview :22"},
    {"tcp:@", "sockview -t :@"},
    {"udp:@", "sockview -u :@"},
    {"*:@", "sockview :@"},
    {"#/tcp", "sockview -t :@"},
    {"#/udp", "sockview -u :@"},
    {"health", "sockview --health"},
    {"overview", "sockview --overview"},
    {"ports", "sockview --ports"},
    {"summary", "sockview -s"},
    {"tcp", "sockview -t"},
    {"tcp4", "sockview -4t"},
    {"tcp6", "sockview -6t"},
    {"udp", "sockview -u"},
    {"udp4", "sockview -4u"},
    {"udp6", "sockview -6u"},
    {"unix", "sockview -x"},
    {"inet", "sockview -4"},
    {"inet6", "sockview -6"},
    {"ipv4", "sockview -4"},
    {"ipv6", "sockview -6"},
    {"ip", "sockview -4"},
    {"ip6", "sockview -6"},
    {"all", "sockview -a"},
    {"listen", "sockview -l"},
    {"listening", "sockview -l"},
    {"listeners", "sockview -l"},
    {"summary", "sockview -s"},
    {"stats", "sockview -s"},
    {"localhost", "sockview src localhost or dst localhost"},
    {"lsof", "sockview -p"},
    {"netstat", "sockview"},
    {"ss", "sockview"},
    {"columns", "sockview --list-columns"},
    {"help", "sockview --help"},
    {"usage", "sockview -h"},
    {"version", "sockview --version"},
};

static bool is_port_or_service(struct slice word)
{
    struct filter_ports ports;
    struct arena arena = {0};
    struct filter_names names = {.arena = &arena};
    struct error error = {0};
    bool found = filter_ports_read(&ports, word, &names, &error);
    filter_names_free(&names);
    arena_free(&arena);
    error_clear(&error);
    return found;
}

/* Whether the command works with `rest` in place of `@`. */
static bool is_usable(const struct habit *habit, struct slice rest)
{
    struct filter_field field;
    return habit_is_plain(rest) && !filter_field_find(rest, &field) &&
           (strstr(habit->command, ":@") == NULL || is_port_or_service(rest));
}

bool filter_put_habit(struct strbuf *hint, struct slice phrase, bool only_longer)
{
    struct slice rest;
    for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
        bool usable = !only_longer || strchr(habits[i].typed, ' ') != NULL;
        if (!usable || !habit_matches(&habits[i], phrase, &rest))
            continue;
        if (rest.length > 0 && !is_usable(&habits[i], rest))
            continue;
        habit_put_command(hint, habits[i].command, rest);
        return true;
    }
    return false;
}

static bool is_port(struct slice word)
{
    uint64_t number;
    return number_parse(word, UINT16_MAX, &number);
}

static bool is_process_id(struct slice word)
{
    uint64_t number;
    return number_parse(word, INT32_MAX, &number);
}

static bool is_range(struct slice word)
{
    const char *dash = word.length == 0 ? NULL : memchr(word.data, '-', word.length);
    struct filter_ports ports;
    return dash != NULL && dash > word.data &&
           filter_range_read(word, UINT16_MAX, &ports.low, &ports.high);
}

/* Whether the word is an address, with or without a prefix. */
static bool is_address(struct slice word)
{
    char text[INET6_ADDRSTRLEN + sizeof("/128")];
    uint8_t address[16];
    if (word.length == 0 || word.length >= sizeof(text))
        return false;
    memcpy(text, word.data, word.length);
    text[word.length] = '\0';
    text[strcspn(text, "/")] = '\0';
    return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

/* Whether the word is an address or a host name, followed by the number of a port. */
static bool is_end(struct slice word)
{
    const char *colon = slice_find_last(word, ':');
    size_t length = colon == NULL ? 0 : (size_t)(colon - word.data);
    struct slice port = {colon == NULL ? NULL : colon + 1, word.length - length - 1};
    return length > 0 && isalnum((unsigned char)word.data[0]) && is_port(port);
}

static bool is_bracketed(struct slice word)
{
    for (size_t i = 0; i < word.length; i++) {
        unsigned char character = (unsigned char)word.data[i];
        if (character == '\0' || strchr("0123456789abcdefABCDEF.:/[]", character) == NULL)
            return false;
    }
    return word.length > 0 && word.data[0] == '[';
}

static bool is_unix_name(struct slice word)
{
    return word.length > 1 && (word.data[0] == '/' || word.data[0] == '@');
}

/* Whether the word is a network device of this machine, or looks like a common name of one. */
static bool is_device(struct slice word)
{
    static const char *const patterns[] = {"eth[0-9]*",  "en[ops][0-9]*", "wl[ops][0-9]*",
                                           "wlan[0-9]*", "docker[0-9]*",  "veth[0-9]*",
                                           "bond[0-9]*", "tun[0-9]*",     "wg[0-9]*"};
    char name[IF_NAMESIZE];
    if (word.length == 0 || word.length >= sizeof(name))
        return false;
    memcpy(name, word.data, word.length);
    name[word.length] = '\0';
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        if (fnmatch(patterns[i], name, 0) == 0)
            return true;
    }
    return if_nametoindex(name) != 0;
}

static bool is_kind(struct slice word)
{
    for (size_t i = 0; i < families_count; i++) {
        if (slice_equals(word, families[i]->name))
            return true;
        for (size_t j = 0; j < families[i]->kind_count; j++) {
            if (slice_equals(word, families[i]->kinds[j].name))
                return true;
        }
    }
    return false;
}

static bool is_state(struct slice word)
{
    return state_set_find(word) != 0;
}

static bool is_name(struct slice word)
{
    return word.length > 0 && isalpha((unsigned char)word.data[0]);
}

/* What a word can be, and the command for it. The first row that fits is used. */
static const struct {
    bool (*is)(struct slice word);
    const char *command;
    bool quoted; /* the command puts the word in quotation marks */
} looks[] = {
    {is_port, "sockview :@' or 'sockview pid @", false},
    {is_process_id, "sockview pid @", false},
    {is_range, "sockview :@", false},
    {is_address, "sockview src @ or dst @", false},
    {is_end, "sockview src @ or dst @", false},
    {is_bracketed, "sockview \"src @ or dst @\"", true},
    {is_unix_name, "sockview src @", false},
    {is_state, "sockview state @", false},
    {is_kind, "sockview -A @", false},
    {is_device, "sockview dev = @", false},
    {is_name, "sockview process @", false},
};

bool filter_put_look(struct strbuf *hint, struct slice word)
{
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        if (!looks[i].is(word) || !(looks[i].quoted || habit_is_plain(word)))
            continue;
        habit_put_command(hint, looks[i].command, word);
        return true;
    }
    return false;
}
