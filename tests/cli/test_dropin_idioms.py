# SPDX-License-Identifier: MIT
"""What scripts make of ss and netstat by hand comes out the same with the links."""

import unittest

import support

import dropin
import dropin_clients

SS = (
    # The free port, the port of a listener, and whether there is one.
    "ss -Htln | awk '{print $4}' | awk -F: '{print $NF}' | sort -un",
    "ss -Htnl | awk '{print $4}' | grep -oE '[0-9]+$' | sort -n",
    "ss -tuln | grep -q ':8001 ' && echo yes",
    "ss -tuln | grep -q ':9 ' || echo no",
    "ss -ltn 'sport = :8001' | tail -n +2 | wc -l",
    "ss -tln | awk 'NR>1 {print $4}' | sort",
    "ss -lnt | tr -s ' ' | cut -d' ' -f4 | sort",
    "ss -4tlnH | awk '{print $1,$2,$3,$4,$5}' | sort",
    "ss -ltn | sed 1d | awk '{split($4,a,\":\"); print a[length(a)]}' | sort -n",
    # Who listens.
    "ss -lptn 'sport = :8001' | grep -oP '(?<=pid=)\\d+'",
    "ss -tulpn | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p' | sort -u",
    "ss -tnp | grep -oP 'pid=\\K\\d+' | sort | uniq -c",
    "ss -ltnp | awk -F'users:' '{print $2}' | awk '{print $1}' | sort -u",
    "ss -tanp 'sport = 8001' | awk 'NR>1 {print $NF}'",
    "ss -tulpn | perl -ne 'print \"$1 $2 $3\\n\" "
    "if /:(\\d+)\\s+\\S+\\s+users:\\(\\(\"([^\"]+)\",pid=(\\d+)/' | sort",
    # lynis
    "ss --query=udp,tcp -plnt | awk '{ if ($1!=\"Netid\") { print \"v1|\"$1\"|\"$5\"|\"$7\"|\" }}'"
    " | sed 's/pid=[0-9]\\{1,\\},fd=[0-9]\\{1,\\}//g' | sed 's/users://' | sed 's/,)//g'",
    # Counts.
    "ss -ant | awk 'NR>1 {++s[$1]} END {for(k in s) print k,s[k]}' | sort",
    "ss -tan state time-wait | wc -l",
    "ss -H -tan state established | wc -l",
    "ss -tan exclude listening | wc -l",
    "ss -tan | grep -c ':8002 '",
    "ss -ntu | awk 'NR>1 {print $6}' | sed 's/:[^:]*$//' | sort | uniq -c | sort -n",
    "ss -s | awk '/^TCP:/ {print $3,$4}' | tr -d '(,'",
    "ss -s | awk '$1 == \"UDP\" {print $2}'",
    # Details: two lines are one socket.
    "ss -tin | grep -oP 'mss:\\d+' | sort | uniq -c",
    "ss -tan -i | paste - - | wc -l",
    "ss -tanim | awk 'NR > 1 {getline l; print $1; if (l !~ /^\\t/) print \"torn\"}' | sort",
    "ss -tanm | grep -c 'skmem:(r[0-9]*,rb[0-9]*'",
    "ss -tanO -i | awk 'NR>1 {print $1,$4,$5}' | sort",
    # Filters.
    "ss -tn state established '( dport = :8002 or sport = :8002 )' | awk 'NR>1' | wc -l",
    "ss -o state established '( dport = :8002 or sport = :8002 )' | grep -oE 'timer:\\([a-z]+'",
    "ss -tan dst 127.0.0.0/8 and sport gt :1024 | awk 'NR>1 {print $4,$5}' | sort",
    "ss -xl | awk 'NR>1 {print $1,$2,$5,$6}' | sort",
    "ss -x src '*listener*' | awk '{print $5}'",
    "ss -tan -F <(echo 'sport = :8001') | wc -l",
    "ss -t state established dst 127.0.0.1 dport = :8002 | awk 'NR>1 {n++} END {print n}'",
    "ss -ant state fin-wait-1 '( dst 127.0/16 and dport >= :1024 )' | wc -l",
    "ss -tin dst 127.0.0.1 | grep -q ESTAB && echo yes",
    # Loops and regular expressions of scripts.
    "ss -H -tuln | while read p s r q local rest; do echo $p ${local##*:} ${local%:*}; done | sort",
    "[ -n \"$(ss -Htln sport = :8001)\" ] && [ -z \"$(ss -Htln sport = :9)\" ] && echo right",
    "ss -lntuH | "
    "sed -E 's/^(udp|tcp) +[A-Z]+ +[0-9]+ +[0-9]+ +(.*):([0-9]+) .*/\\1 \\2 \\3/' | sort",
    "ss -Hnltup | perl -ne 'print \"$1 $2 $3\\n\" "
    "if /([tu]cp).*:([0-9]+) [\\w:.*()\\[\\] ]+\"?\\/?([\\w\\-.]*)/' | sort",
    "ss -tlnp | "
    "sed -n 's/.*:\\([0-9]*\\) .*users:((\"\\([^\"]*\\)\",pid=\\([0-9]*\\).*/\\1 \\2 \\3/p'",
    "ss -tuln | awk 'NR>1 {gsub(/.*:/, \"\", $5); print $1\"/\"$5}' | sort -u",
    # By bytes, though only words are promised.
    "ss -Htln | cut -c1-10 | sort | uniq -c",
    "ss -Htan | cut -c12-25 | sort | uniq -c",
)
NETSTAT = (
    "netstat -tulpn | awk '/8001/ {print $7}' | cut -d/ -f1",
    "netstat -nltp | grep ':8001 ' | awk '{print $7}' | awk -F/ '{print $1}'",
    "netstat -plnt | awk -v p=':8001' '$4 ~ p\"$\" {print $NF}'",
    "netstat -tlnp | sort",
    "netstat -ant | awk '{print $6}' | sort | uniq -c | sort -n",
    "netstat -n | awk '/^tcp/ {++state[$NF]} END {for(key in state) print key,state[key]}' | sort",
    "netstat -ntu | awk 'NR>2 {print $5}' | sed 's/:[0-9]*$//' | sort | uniq -c",
    "netstat -an | grep WAIT | wc -l",
    "netstat -xan | awk '{print $1,$2}' | sort | uniq -c",
    # By bytes.
    "netstat -tan | cut -c45-68 | sort",
    "netstat -tan | cut -c69-80 | sort | uniq -c",
    "netstat -tanpeo | sed -n 1,2p",
    "netstat -xpe | sed -n 1,2p",
    "netstat -xan | cut -c10-49 | sort | uniq -c",
    # psad, mysqltuner, tiger, rkhunter, chkrootkit, lynis, cacti, percona-toolkit, xymon
    "netstat -an | perl -ne 'print \"$1 $2\\n\" "
    "if m/^\\s*(tcp|udp)\\s+\\d+\\s+\\d+\\s+\\S+:(\\d+)\\s/' | sort",
    "netstat -ltn | perl -ne 's/.*:(\\d+)\\s.*$/$1/; s/\\D//g; print \"$_\\n\"' | sort -n",
    "netstat -an -A inet | awk '$6 == \"LISTEN\" {print $1,$4}'",
    "netstat -an | awk '$1 ~ /^(tcp|udp)/ { print $4 }' | sed 's/^.*[:.]\\([0-9]*\\)$/\\1/' | sort",
    "netstat -an | grep -i '^tcp.*:8001 ' | awk '{ print $4 }' | grep ':8001$'",
    "netstat -an | grep -E '^(tcp.*|udp).*[.:]8001[^0-9.:]'",
    "netstat -p -an | grep -E ^tcp | grep 0.0:8001 | awk '{ print $7 }' | tr -d :",
    "netstat -nlp | grep '^udp' | awk '{ print $4\"|\"$1\"|\"$6\"|\" }' | sed 's:|[0-9]*/:|:'",
    "netstat -nlp | grep '^tcp' | awk '{ if($6==\"LISTEN\") { print $4\"|\"$1\"|\"$7\"|\" }}'",
    "netstat -n | grep tcp | grep -c ESTABLISHED",
    "netstat -antp | awk '$1 ~ /^tcp/ && $5 ~ /^[1-9]/ {print substr($5,1,index($5,\":\"))}' | sort",
    "netstat -antuW | wc -l",
    "netstat -ntua | grep -E '^(tcp|udp)' | sed -e 's/LISTEN/LISTENING/g' | sort",
    "netstat -tulpnea | tail -n +3 | awk '{print $1,$4,$(NF-1),$NF}' | sort",
    "netstat -xnap | awk '$6 == \"STREAM\" || $7 == \"STREAM\" {print $NF}' | sort",
    "netstat -pan --unix | awk 'NR>2' | wc -l",
    "netstat -lntp | tr -s ' ' | cut -d' ' -f4,7",
    "netstat -n | grep -Fv '*.*' | grep -E '^(tcp|udp)' | sort",
    "timeout 3 netstat -c -tln | awk '/^Active/ {n++} n > 1 {exit} /8001/ {print $4}'",
)


def is_missing(*programs):
    return [name for name in programs if not dropin.available(name)]


class Idioms(dropin_clients.Linked):
    def assert_all(self, lines):
        for line in lines:
            with self.subTest(line=line):
                _, text = self.assert_same(["bash", "-c", line])
                self.assertNotEqual(text.strip(), "", "the line found nothing")

    @unittest.skipIf(is_missing("ss", "perl"), "not installed: ss or perl")
    def test_lines_that_read_ss(self):
        self.assert_all(SS)

    @unittest.skipIf(is_missing("netstat", "perl"), "not installed: netstat or perl")
    def test_lines_that_read_netstat(self):
        self.assert_all(NETSTAT)


if __name__ == "__main__":
    support.main()
