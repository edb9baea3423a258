/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "family/local.h"

/* Numbers instead of ETH_P_*, because older headers lack some. The names are those of ss, or of the
 * kernel where ss has none. Sorted by number. */
static const struct row {
    uint16_t protocol;
    const char *name;
} rows[] = {
    {0x0001, "802_3"},      {0x0002, "ax25"},      {0x0003, "all"},      {0x0004, "802_2"},
    {0x0005, "snap"},       {0x0006, "ddcmp"},     {0x0007, "wan_ppp"},  {0x0008, "ppp_mp"},
    {0x0009, "localtalk"},  {0x000c, "can"},       {0x000d, "canfd"},    {0x000e, "canxl"},
    {0x0010, "ppptalk"},    {0x0011, "tr_802_2"},  {0x0015, "mobitex"},  {0x0016, "control"},
    {0x0017, "irda"},       {0x0018, "econet"},    {0x0019, "hdlc"},     {0x001a, "arcnet"},
    {0x001b, "dsa"},        {0x001c, "trailer"},   {0x0060, "loop"},     {0x00f5, "phonet"},
    {0x00f6, "ieee802154"}, {0x00f7, "caif"},      {0x00f8, "xdsa"},     {0x00f9, "map"},
    {0x00fa, "mctp"},       {0x0200, "pup"},       {0x0201, "pupat"},    {0x0800, "ip"},
    {0x0805, "x25"},        {0x0806, "arp"},       {0x08ff, "bpq"},      {0x0a00, "ieeepup"},
    {0x0a01, "ieeepupat"},  {0x22eb, "erspan2"},   {0x22f0, "tsn"},      {0x4305, "batman"},
    {0x6000, "dec"},        {0x6001, "dna_dl"},    {0x6002, "dna_rc"},   {0x6003, "dna_rt"},
    {0x6004, "lat"},        {0x6005, "diag"},      {0x6006, "cust"},     {0x6007, "sca"},
    {0x6558, "teb"},        {0x8035, "rarp"},      {0x809b, "atalk"},    {0x80f3, "aarp"},
    {0x8100, "802.1Q"},     {0x8137, "ipx"},       {0x86dd, "ipv6"},     {0x8808, "pause"},
    {0x8809, "slow"},       {0x883e, "wccp"},      {0x8847, "mpls_uc"},  {0x8848, "mpls_mc"},
    {0x884c, "atmmpoa"},    {0x8863, "ppp_disc"},  {0x8864, "ppp_ses"},  {0x886c, "link_ctl"},
    {0x8884, "atmfate"},    {0x888e, "pae"},       {0x8892, "profinet"}, {0x8899, "realtek"},
    {0x88a2, "aoe"},        {0x88a4, "ethercat"},  {0x88a8, "802.1ad"},  {0x88b5, "802_ex1"},
    {0x88be, "erspan"},     {0x88c7, "preauth"},   {0x88ca, "tipc"},     {0x88cc, "LLDP"},
    {0x88e3, "mrp"},        {0x88e5, "macsec"},    {0x88e7, "802.1ah"},  {0x88f5, "mvrp"},
    {0x88f7, "ptp"},        {0x88f8, "ncsi"},      {0x88fb, "prp"},      {0x8902, "cfm"},
    {0x8906, "fcoe"},       {0x890d, "tdls"},      {0x8914, "fip"},      {0x8915, "iboe"},
    {0x8917, "802.21"},     {0x892f, "hsr"},       {0x894f, "nsh"},      {0x9000, "loopback"},
    {0x9100, "qinq1"},      {0x9200, "qinq2"},     {0x9300, "qinq3"},    {0xdada, "edsa"},
    {0xdadb, "dsa_8021q"},  {0xe001, "dsa_a5psw"}, {0xed3e, "ife"},      {0xfbfb, "af_iucv"},
};

static int compare(const void *key, const void *member)
{
    const uint16_t *protocol = key;
    const struct row *row = member;
    return (int)*protocol - (int)row->protocol;
}

const char *packet_protocol_name(uint16_t protocol)
{
    const struct row *row =
        bsearch(&protocol, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), compare);
    return row == NULL ? NULL : row->name;
}
