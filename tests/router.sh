#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The router at work: Malta with two network cards boots from flash.  Outside
# is a provider, Debian's pppoe-server in a User-Mode Linux (the host's kernel
# need not know PPP); inside is a computer, a network namespace with busybox's
# clients.  Needs root for namespaces and taps.  Then what is checked without
# an emulator: rules, register tables, bad input.
#
#   hub:  [UML eth0 - puml] = pbr = [pwan - QEMU eth1]   lan: [plan - QEMU eth0]
. tests/lib.sh
logs=out/tests
mkdir -p $logs
share=$tmp/share
hub=phramework-$$-hub lan=phramework-$$-lan
pids=

cleanup() {
	for pid in $pids; do
		kill -9 "-$pid" 2> /dev/null
	done
	for ns in $hub $lan; do
		ip netns pids $ns 2> /dev/null | xargs -r kill -9 2> /dev/null
		ip netns del $ns 2> /dev/null
	done
	rm -rf "$tmp"
}
trap cleanup EXIT

hub() { ip netns exec $hub "$@"; }
lan() { ip netns exec $lan "$@"; }

# start LOG COMMAND...: in the hub, in a process group of its own
start() {
	_log=$1
	shift
	setsid ip netns exec $hub timeout -k 5 900 "$@" < /dev/null \
		> "$_log" 2>&1 &
	pids="$pids $!"
}

# within SECONDS COMMAND...: until it succeeds
within() {
	_end=$(($(date +%s) + $1))
	shift
	until "$@" > "$tmp/last" 2>&1; do
		[ "$(date +%s)" -lt $_end ] || return 1
		sleep 0.3
	done
}

# provider COMMAND: run there; its output, and its status
provider() {
	_cmd=$share/cmd/$(find "$share/cmd" -name '*.sh' | wc -l)
	echo "$1" > "$_cmd.new"
	mv "$_cmd.new" "$_cmd.sh"
	within 60 test -e "$_cmd.done" || { echo "no answer"; return 111; }
	sed '$d' "$_cmd.done"
	return "$(sed -n '$s/status //p' "$_cmd.done")"
}

router() {
	lan timeout 20 ssh -i "$tmp/key" -o UserKnownHostsFile=/dev/null \
		-o StrictHostKeyChecking=no -o LogLevel=ERROR \
		-o ConnectTimeout=5 root@192.168.1.1 "$@" < /dev/null
}

link_is_up() { router "ip -4 addr show dev ppp0" | grep -q 10.64.0.10; }
link_is_down() { ! link_is_up; }
fetches() {
	lan curl -sSf -m 60 -o "$tmp/got" "http://198.18.0.7/$1" &&
		cmp "$tmp/got" "$share/www/$1"
}

# ---- what needs no emulator ----

ruleset() {
	${CC:-cc} -std=gnu11 -O1 -g -fsanitize=address,undefined -Wall -Wextra \
		-Werror -o "$tmp/nftload" packages/nftload/*.c ||
		{ bad "nftload for this computer"; return; }
	jq -r '.files["/etc/firewall.nft"].content' \
		out/malta_routertest/config.json > "$tmp/firewall.nft"
	pass "nftload knows the rules of the firewall" \
		"$tmp/nftload" --check "$tmp/firewall.nft"
	pass "nftload knows all that it says it knows" \
		"$tmp/nftload" --check tests/nftload.nft
	while IFS='|' read -r what pattern text; do
		printf 'table ip t {\nchain c {\n%b\n}\n}\n' "$text" > "$tmp/bad"
		refuses "nftload: $what" ":3: .*$pattern" \
			"$tmp/nftload" --check "$tmp/bad"
	done <<-'END'
	unknown match|"tcp doprt" is not known here|tcp doprt 22 accept
	unknown statement|"dorp" is not known here|dorp
	port too large|the limit is 65535, not 65536|tcp dport 65536 accept
	backward range|expected PORT or PORT-PORT|tcp dport 20-10 accept
	host bits in a network|192.168.1.1/24 has bits set|ip saddr 192.168.1.1/24 drop
	33 bits|the limit is 32|ip saddr 192.168.1.0/33 drop
	no address|expected an IPv4 address, not "1.2.3"|ip daddr 1.2.3 drop
	long interface|expected the name of an interface|iifname "abcdefghijklmnop" drop
	open string|a string has no end|log prefix "abc
	unknown state|expected state, not "old"|ct state old accept
	rate of nothing|expected NUMBER/second|limit rate 0/second
	dnat without protocol|wants tcp or udp|dnat to 10.0.0.1:80
	unequal range|before a range|tcp dport != 1-2 drop
	unequal list|before flags|ct state != new drop
	END
	printf 'table ip %0200d {\n}\n' 0 > "$tmp/bad"
	refuses "nftload: a long word" ":1: a word of 200 characters" \
		"$tmp/nftload" --check "$tmp/bad"
	printf 'table ip t {\nchain c {\n' > "$tmp/bad"
	refuses "nftload: no end" 'expected "}", not the end of the file' \
		"$tmp/nftload" --check "$tmp/bad"
	: > "$tmp/bad"
	refuses "nftload: nothing" "no table in this file" \
		"$tmp/nftload" --check "$tmp/bad"
}

# refused NAME PATTERN TEXT: a configuration with TEXT among its modules
refused() {
	cat > "$tmp/bad.nix" <<-END
	{ modules, ... }:
	{
	  description = "x";
	  hostname = "x";
	  interfaces.lan.address = "192.168.1.1/24";
	  interfaces.wan.address = "none";
	  modules = with modules; [ system interfaces
	    $3
	  ];
	}
	END
	refuses "$1" "\.nix:([0-9]+:)? .*$2" scripts/eval-config \
		-b out/malta_routertest/board.facts "$tmp/bad.nix" "$tmp/bad.json"
}

# routertest.nix is configs/router.nix but for values: where they differ.
same_router() {
	for _c in configs/router.nix tests/routertest.nix; do
		scripts/eval-config -b out/malta_routertest/board.facts $_c \
			"$tmp/c.json" || bad "$_c"
		jq -c 'del(.origins, .description) | paths(scalars) as $p |
			[($p | map(tostring) | join(" ")), getpath($p)]' \
			"$tmp/c.json" | sort > "$tmp/${_c##*/}.values"
	done
	same "what is booted is configs/router.nix but for these" \
		"files /etc/dnsmasq.conf content, files /etc/firewall.nft content, files /etc/ppp/options content, files /etc/ppp/user content, services ntpd run" \
		"$(diff "$tmp/router.nix.values" "$tmp/routertest.nix.values" |
			sed -n 's/^[<>] \["\([^"]*\)".*/\1/p' | sort -u |
			paste -sd , | sed 's/,/, /g')"
}

bad_input() {
	refused "pppoe without user" "user: is missing" pppoe
	refused "pppoe on no interface" "there is no interface dsl" \
		'(pppoe { user = "x"; interface = "dsl"; })'
	refused "pppoe with a large mtu" "mtu: expected a number from 576" \
		'(pppoe { user = "x"; mtu = 9000; })'
	refused "user of two lines" "user: expected a string of one line" \
		'(pppoe { user = "x\ny"; })'
	refused "firewall: misspelt option" "did you mean forward" \
		'(firewall { forwrad = { }; })'
	refused "firewall: port 0" 'open.*expected PROTOCOL/PORT' \
		'(firewall { open = [ "tcp/0" ]; })'
	refused "firewall: port 65536" 'open.*expected PROTOCOL/PORT' \
		'(firewall { open = [ "tcp/65536" ]; })'
	refused "firewall: forward of no port" 'forward.*expected PROTOCOL/PORT' \
		'(firewall { forward.http = { to = "192.168.1.2"; }; })'
	refused "firewall: forward to no address" 'expected an IPv4 address' \
		'(firewall { forward."tcp/80" = { to = "server"; }; })'
	refused "firewall: one port open and forwarded" "in open, too" \
		'(firewall { open = [ "tcp/80" ]; forward."tcp/80".to = "192.168.1.2"; })'
	refused "firewall: no such interface" "there is no interface guest" \
		'(firewall { trusted = [ "lan" "guest" ]; })'
	refused "dnsmasq on DHCP" 'needs a static address, not "none"' \
		'(dnsmasq { interface = "wan"; })'
	refused "dnsmasq: lease time" 'leaseTime: expected a time' \
		'(dnsmasq { leaseTime = "twelve"; })'
	refused "dnsmasq: one address for two" 'a and b have one address' \
		'(dnsmasq { hosts.a = { mac = "00:00:00:00:00:01"; address = "192.168.1.2"; }; hosts.b = { mac = "00:00:00:00:00:02"; address = "192.168.1.2"; }; })'
	refused "dnsmasq: MAC address" 'expected a MAC address' \
		'(dnsmasq { hosts.a = { mac = "0:1"; address = "192.168.1.2"; }; })'
	refused "two DNS servers" 'udp/53' \
		'dnsmasq (lib: final: prev: { claims."udp/53" = "unbound"; })'
	refused "switch: no name of a port" 'ports' '(switch { ports = [ 7 ]; })'
	refuses "router without its password" "pppoe-password" \
		make -s board=malta config=tests/routertest.nix SECRETS= sizes
}

# ---- at work ----

# secrets NAME PASSWORD: as pppd wants them, with backslashes before its signs
secrets() {
	printf '%s\n' "\"us\\\"er\\\\1@provider.example\" * $2 *" \
		> "$share/secrets.$1"
}

power_on() {
	hub ip link set lo up
	for tap in plan pwan puml; do
		hub ip tuntap add $tap mode tap && hub ip link set $tap up ||
			return 1
	done
	hub ip link add pbr type bridge && hub ip link set pbr up &&
		hub ip link set pwan master pbr &&
		hub ip link set puml master pbr || return 1

	mkdir -p "$share/www/cgi-bin" "$share/cmd"
	head -c 4000000 /dev/urandom > "$share/www/data"
	printf '#!/bin/sh\necho; echo "from $REMOTE_ADDR"\n' \
		> "$share/www/cgi-bin/who"
	chmod 755 "$share/www/cgi-bin/who"
	secrets right '"good \"pass\\word#1"'
	secrets wrong wrong
	printf '%s\n' require-chap lcp-echo-interval\ 2 lcp-echo-failure\ 3 \
		ms-dns\ 198.18.0.53 > "$share/pppoe-options"
	start $logs/router-provider.log env LD_PRELOAD="$tmp/umlxstate.so" \
		linux.uml mem=96M rootfstype=hostfs \
		rootflags=/ ro init="$PWD/tests/router-provider" \
		share="$share" uml_dir="$tmp" umid=provider con=null \
		con0=fd:0,fd:1 eth0=tuntap,puml

	QEMU_LAN=tap,ifname=plan,script=no,downscript=no \
	QEMU_WAN=tap,ifname=pwan,script=no,downscript=no \
		scripts/qemu-run --print "$tmp/flash" out/malta_routertest \
		firmware > "$tmp/words" &&
		scripts/qemu-media out/malta_routertest firmware \
		out/pkg/u-boot/malta/u-boot.bin "$tmp/flash" || return 1
	IFS='
'
	# shellcheck disable=SC2046 # one word a line
	set -- $(cat "$tmp/words")
	unset IFS
	start $logs/router-console.log "$@"
	within 30 grep -q "provider: ready" $logs/router-provider.log &&
		within 300 grep -q "phramework: router ready" \
		$logs/router-console.log
}

# The tap stays QEMU's when its other end moves to the client.
plug_in_client() {
	ip link set plan netns $lan 2> /dev/null ||
		hub ip link set plan netns $lan || return 1
	lan ip link set lo up
	lan ip link set plan address 02:00:00:00:00:0a
	lan ip link set plan up
	cat > "$tmp/udhcpc" <<-'END'
	#!/bin/sh
	[ "$1" = bound ] || exit 0
	ip addr add "$ip/$mask" dev "$interface"
	ip route add default via "$router"
	echo "$ip/$mask $router $dns $domain $lease"
	END
	chmod 755 "$tmp/udhcpc"
	lan busybox udhcpc -q -n -t 20 -T 1 -i plan -s "$tmp/udhcpc" \
		2> /dev/null
}

# The provider's kernel has no IPv4 tables, so its refusals are no news; what
# nft says of the language comes before them.
nft_reads() {
	cp "$1" "$share/$(basename "$1")"
	provider "nft -c -f \$share/$(basename "$1")" > "$tmp/nft"
	[ -s "$tmp/nft" ] || return 1
	! grep Error: "$tmp/nft" |
		grep -v 'Could not process rule\|No such file or directory'
}

from_inside() {
	lease=$(plug_in_client)
	same "client: an address of its own by DHCP" \
		"192.168.1.10/24 192.168.1.1 192.168.1.1 lan 43200" "$lease"
	pass "client: ssh to the router" within 30 router true
	pass "PPPoE: up with CHAP, address of the provider" \
		within 60 link_is_up
	pass "pppoe is a service that is up" within 20 router \
		"sv status /run/service/pppoe | grep '^run:'"
	same "client: the router answers for names outside" 198.18.0.7 \
		"$(within 20 ask server.test; cat "$tmp/last")"
	same "client: and for its own" 192.168.1.1 \
		"$(ask router.lan)"
	pass "client: and for the client's" ask client.lan
	same "client: no answers that point into the LAN" "" \
		"$(ask rebind.test)"
	pass "client: 4 MB through NAT, compared" fetches data
	same "provider: sees the router's address, not the client's" \
		"from 10.64.0.10" \
		"$(lan curl -sSf -m 20 http://198.18.0.7/cgi-bin/who)"
	pass "client: ping" lan ping -c 1 -W 5 198.18.0.7
	provider segment_size
	sleep 1
	lan curl -sSf -m 20 -o /dev/null http://198.18.0.7/cgi-bin/who
	same "segments are as large as PPPoE allows" 1452 \
		"$(provider 'sleep 1; cat /run/segment')"
}

# ask NAME: the address that the router tells
ask() {
	lan timeout 5 busybox nslookup "$1" 192.168.1.1 2> /dev/null | awk '
		/^Name:/ { name = 1 }
		name && /^Address/ { print $NF; found = 1; exit }
		END { exit !found }'
}

from_outside() {
	lan busybox httpd -p 192.168.1.10:80 -h "$share/www"
	same "outside: the forwarded port reaches the client" 0 \
		"$(provider "curl -sSf -m 60 -o /run/got \
			http://10.64.0.10:8080/data && cmp /run/got \$share/www/data" \
			> "$tmp/last"; echo $?)"
	same "outside: no port of the router answers" "" \
		"$(provider 'scan 10.64.0.10')"
	provider 'ping -c 2 -W 2 10.64.0.10' > "$tmp/last"
	same "outside: no ping is answered" 1 $?

	provider 'ip route add 192.168.1.0/24 dev ppp0'
	same "outside: not by the LAN's address either" "" \
		"$(provider 'scan 192.168.1.1')"
	same "outside: the way into the LAN is closed" "" \
		"$(provider 'scan 192.168.1.10')"
	provider 'ip route del 192.168.1.0/24 dev ppp0'

	mac=$(router cat /sys/class/net/eth1/address)
	provider 'busybox arping -q -c 2 -w 3 -I eth0 192.168.1.1' > /dev/null
	same "the modem's side: no ARP for the LAN's address" 1 $?
	provider "ip addr add 192.168.1.99/24 dev eth0
		for a in 192.168.1.1 192.168.1.10; do
			ip neigh replace \$a lladdr $mac dev eth0 || exit 1
		done" > "$tmp/last"
	same "the modem's side: no port of the router answers" "" \
		"$(provider 'scan 192.168.1.1')"
	same "the modem's side: no way into the LAN" "" \
		"$(provider 'scan 192.168.1.10')"
	provider 'ip addr del 192.168.1.99/24 dev eth0'
	# what was asked in vain outside is answered inside
	pass "client: SSH and DNS answer all the while" eval \
		'router true && ask server.test'
	pass "what was dropped is in the kernel's log" router \
		"dmesg | grep -q 'dropped: IN=ppp0'"
}

# restart_provider right|wrong chap|pap
restart_provider() {
	provider "busybox killall pppoe-server pppd; sleep 1
		cat \$share/secrets.$1 > /etc/ppp/chap-secrets
		sed -i 's/require-.*/require-$2/' /etc/ppp/pppoe-options
		serve"
}

cut_and_restore() {
	hub ip link set pwan down
	pass "cable out: the link is given up" within 60 link_is_down
	same "cable out: no name server is left" "" \
		"$(router cat /run/resolv.conf)"
	hub ip link set pwan up
	pass "cable in: the link comes back" within 90 link_is_up
	pass "cable in: traffic flows" within 30 fetches data

	restart_provider wrong chap > /dev/null
	pass "wrong password: it is said in the log" within 60 router \
		"grep -q 'CHAP authentication failed' /var/log/messages"
	pass "wrong password: no link" link_is_down
	restart_provider right pap > /dev/null
	pass "right password by PAP: the link comes back" within 90 link_is_up
	pass "right password: traffic flows" within 30 fetches data
	same "the password is in no log" "" \
		"$(router "grep -F 'word#1' /var/log/messages")"
}

# The script that loads the rules, with a loader that fails.
fail_closed() {
	mkdir -p "$tmp/bin"
	printf '#!/bin/sh\nexit 111\n' > "$tmp/bin/nftload"
	chmod 755 "$tmp/bin/nftload"
	PATH="$tmp/bin:$PATH" unshare -n sh -c 'echo 0 > /proc/sys/net/ipv4/ip_forward
		sh configs/router/firewall; echo "$? $(cat /proc/sys/net/ipv4/ip_forward)"' \
		> "$tmp/last" 2>&1
	same "without rules nothing is forwarded" "111 0" "$(cat "$tmp/last")"
	same "the outside waits for the rules" firewall \
		"$(jq -r '.services["net-wan"].after[]' \
			out/malta_routertest/config.json | grep firewall)"
}

ssh-keygen -q -t ed25519 -N '' -C "router test" -f "$tmp/key"
printf 'pppoe-password = good "pass\\word#1\n' > "$tmp/secrets"
chmod 600 "$tmp/secrets"
pass "the router for Malta" make -s board=malta config=tests/routertest.nix \
	SECRETS="$tmp/secrets" SSH_AUTHORIZED_KEYS="$tmp/key.pub" \
	firmware env out/pkg/u-boot/malta/u-boot.bin out/tools/mkflash
ruleset
same_router
bad_input
[ "$(id -u)" = 0 ] || {
	bad "network namespaces and taps need root: the router was not run"
	exit 1
}
fail_closed
${CC:-cc} -O2 -Wall -Wextra -Werror -shared -fPIC -o "$tmp/umlxstate.so" \
	tests/umlxstate.c || exit 111
ip netns add $hub && ip netns add $lan && power_on || {
	bad "the router starts: $(tail -n 3 $logs/router-provider.log \
		$logs/router-console.log | tr '\n' '|')"
	exit 1
}
ok "provider and router are up"
pass "nft reads the rules of the firewall" nft_reads "$tmp/firewall.nft"
pass "nft reads all that nftload knows" nft_reads tests/nftload.nft
from_inside
from_outside
cut_and_restore
