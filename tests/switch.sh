#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The switches that kernel/drivers drives, on the emulated boards: what passes
# from jack to jack and what does not, what is counted, what Linux learns of
# cables, drivers that come and go.  Then the router itself on the board that it
# is for, with a provider.  Arguments: which boards.  Needs root for network
# namespaces and taps.
#
#   LAN's namespace: plan - first jack of the LAN      WAN's: pwan - WAN's jack
#                    [plan2 - second jack, where the model has it]
#   for the router, in the WAN's: [UML eth0 - puml] = pbr = pwan
. tests/lib.sh
logs=out/tests
mkdir -p $logs
board_ns=phramework-$$-board lan=phramework-$$-lan wan=phramework-$$-wan
lan2=phramework-$$-lan2
qemu= console=/dev/null

power_off() {
	[ -z "$qemu" ] || {
		kill -9 "-$qemu" 2> /dev/null
		wait "$qemu" 2> /dev/null
	}
	qemu=
	exec 9>&-
	for ns in $board_ns $lan $lan2 $wan; do
		ip netns pids $ns 2> /dev/null | xargs -r kill -9 2> /dev/null
		ip netns del $ns 2> /dev/null
	done
}
trap 'stop_provider; power_off; rm -rf "$tmp"' EXIT

# stop_provider: it has a process group of its own
provider=
stop_provider() {
	[ -z "$provider" ] || {
		kill -9 "-$provider" 2> /dev/null
		wait "$provider" 2> /dev/null
	}
	provider=
}

fact() { sed -n "s/^$1=//p" "$out/board.facts"; }
lan() { ip netns exec $lan "$@"; }
lan2() { ip netns exec $lan2 "$@"; }
wan() { ip netns exec $wan "$@"; }

# within SECONDS COMMAND...: until it succeeds
within() {
	_end=$(($(date +%s) + $1))
	shift
	until "$@" > "$tmp/last" 2>&1; do
		[ "$(date +%s)" -lt $_end ] || return 1
		sleep 0.3
	done
}

# ssh_to NAMESPACE ADDRESS SECONDS COMMAND: by ssh from there
ssh_to() {
	_ns=$1 _address=$2 _seconds=$3
	shift 3
	ip netns exec "$_ns" timeout "$_seconds" ssh -i "$tmp/key" \
		-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no \
		-o LogLevel=ERROR -o ConnectTimeout=10 "root@$_address" "$@"
}
from_lan() { ssh_to $lan 192.168.1.1 40 "$@" < /dev/null; }
from_wan() { ssh_to $wan 198.18.0.1 40 "$@" < /dev/null; }
# not COMMAND...: it fails
not() { ! "$@"; }

# monitor COMMAND: QEMU's monitor shares the console
monitor() {
	printf '\001c%s\n\001c' "$1" >&9
}

# plug TAP NAMESPACE MAC: the tap stays QEMU's when its other end moves
plug() {
	ip netns add "$2" &&
		ip netns exec $board_ns ip link set "$1" netns "$2" &&
		ip netns exec "$2" ip link set lo up &&
		ip netns exec "$2" sysctl -qw \
			net.ipv6.conf.all.disable_ipv6=1 &&
		ip netns exec "$2" ip link set "$1" address "$3" up
}

# power_on IMAGES: from flash, with cables in LAN and WAN
power_on() {
	_taps="plan pwan $3"
	ip netns add $board_ns || return 1
	for _tap in $_taps; do
		ip netns exec $board_ns ip tuntap add "$_tap" mode tap &&
			ip netns exec $board_ns ip link set "$_tap" up ||
			return 1
	done
	more=
	[ -z "$3" ] || more="-nic tap,ifname=$3,script=no,downscript=no,id=lan2"
	scripts/qemu-media "$out" firmware "$uboot" "$tmp/flash" &&
		QEMU_LAN=tap,ifname=plan,script=no,downscript=no \
		QEMU_WAN=tap,ifname=pwan,script=no,downscript=no \
		QEMU_ARGS="$more -action reboot=reset" \
		scripts/qemu-run --print "$tmp/flash" "$out" firmware \
		> "$tmp/words" || return 1
	rm -f "$tmp/console"
	mkfifo "$tmp/console"
	exec 9<> "$tmp/console"
	IFS='
'
	# shellcheck disable=SC2046 # one word a line
	set -- "$1" "$2" $(cat "$tmp/words")
	unset IFS
	console=$logs/switch-$board-$1.log ready=$2
	shift 2
	setsid ip netns exec $board_ns timeout -k 5 1500 "$@" \
		< "$tmp/console" > "$console" 2>&1 &
	qemu=$!
	within 400 grep -q "phramework: $ready ready" "$console" || return 1
	plug plan $lan 02:00:00:00:00:0a && plug pwan $wan 02:00:00:00:00:0b ||
		return 1
	[ -z "${_taps#plan pwan }" ] || plug plan2 $lan2 02:00:00:00:00:0c
}

# client NAMESPACE DEVICE: DHCP there; prints the lease
cat > "$tmp/udhcpc" <<-'END'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr flush dev "$interface"
ip addr add "$ip/$mask" broadcast + dev "$interface"
ip route replace default via "$router"
echo "$ip/$mask $router"
END
chmod 755 "$tmp/udhcpc"
client() {
	ip netns exec "$1" busybox udhcpc -q -n -t 30 -T 1 -i "$2" \
		-s "$tmp/udhcpc" 2> /dev/null
}

# received NAMESPACE DEVICE: frames that came out of this jack so far
received() {
	ip netns exec "$1" cat "/sys/class/net/$2/statistics/rx_packets"
}

# sent NAMESPACE DEVICE: and that went into it
sent() {
	ip netns exec "$1" cat "/sys/class/net/$2/statistics/tx_packets"
}

# shout NAMESPACE DEVICE: 100 broadcasts, and as many frames for an address that
# nobody has, which a switch sends everywhere
shout() {
	_net=192.168.77
	ip netns exec "$1" ip addr add $_net.1/24 broadcast + dev "$2"
	ip netns exec "$1" ip neigh replace $_net.9 lladdr 02:00:00:00:00:99 \
		dev "$2"
	ip netns exec "$1" ping -q -b -c 100 -i 0.02 -W 1 $_net.255
	ip netns exec "$1" ping -q -c 100 -i 0.02 -W 1 $_net.9
	ip netns exec "$1" ip addr del $_net.1/24 dev "$2"
} > /dev/null 2>&1

# shout_tagged NAMESPACE DEVICE VID: as many, with a tag.  (The host's kernel
# may know nothing of VLANs.)
shout_tagged() {
	ip netns exec "$1" perl -e '
		my ($device, $vid) = @ARGV;
		open(F, "<", "/sys/class/net/$device/ifindex") or die;
		socket(S, 17, 3, 0) or die "packet socket: $!";
		bind(S, pack("SnlSCCa8", 17, 0, <F>, 0, 0, 0, "")) or die;
		for (1 .. 100) {
			for my $to ("\xff" x 6, "\x02\0\0\0\0\x99") {
				send(S, "$to\x02\0\0\0\0\x0d" .
				     pack("nnn", 0x8100, $vid, 0x88b5) .
				     "\0" x 46, 0) or die "$device: $!";
			}
			select(undef, undef, undef, 0.01);
		}' "$2" "$3"
}

# hears NAME LISTENER DEVICE SHOUTER DEVICE yes|no [VID]: a few frames of others
# are forgiven
hears() {
	_before=$(received "$2" "$3") _sent=$(sent "$4" "$5")
	if [ $# -gt 6 ]; then
		shout_tagged "$4" "$5" "$7"
	else
		shout "$4" "$5"
	fi
	_heard=$(($(received "$2" "$3") - _before))
	_sent=$(($(sent "$4" "$5") - _sent))
	case $_sent:$6 in
	[0-9]:* | [0-9][0-9]:* | 1[0-9][0-9]:*) false ;;
	*:yes) [ $_heard -ge 180 ] ;;
	*:no) [ $_heard -lt 20 ] ;;
	esac && ok "$1" || bad "$1: $_heard of $_sent frames were heard"
}

# carriers FROM DEVICE...: their states of link, as that side of the board says
carriers() {
	_from=$1
	shift
	for _d; do
		_files="${_files:-} /sys/class/net/$_d/carrier"
	done
	$_from "cat $_files" | tr '\n' ' '
	_files=
}
link_is() { [ "$(carriers "$1" "$2")" = "$3 " ]; }

cables() {
	same "$board: cables are where they are" "$1" \
		"$(carriers from_lan $lan_devices $wan_device)"
	monitor "set_link wan off"
	pass "$board: the WAN's cable is out" within 10 \
		link_is from_lan "$wan_device" 0
	monitor "set_link wan on"
	pass "$board: the WAN's cable is in again" within 10 \
		link_is from_lan "$wan_device" 1
	monitor "set_link lan off"
	pass "$board: the LAN's cable is out" within 10 \
		link_is from_wan "${lan_devices%% *}" 0
	monitor "set_link lan on"
	pass "$board: the LAN's cable is in again" within 10 \
		link_is from_wan "${lan_devices%% *}" 1
	pass "$board: and the LAN works as before" within 20 from_lan true
}

# With tags that only the way between switch and processor has, and with others
hopping() {
	for vid in 1 2 3072 3073 3074 3088; do
		hears "$board: nor with a tag of VLAN $vid" \
			$lan plan $wan pwan no $vid
	done
}

# transfer SIDE [TIMES]: the file data to the board and back, so many times (1),
# into the file got.SIDE
transfer() {
	_back=
	for _ in $(seq "${2:-1}"); do
		_back="$_back /tmp/$1"
	done
	case $1 in
	lan) ssh_to $lan 192.168.1.1 300 "cat > /tmp/lan; cat $_back" ;;
	wan) ssh_to $wan 198.18.0.1 300 "cat > /tmp/wan; cat $_back" ;;
	esac < "$tmp/data" > "$tmp/got.$1"
}

# Through both jacks at once, in both directions
traffic() {
	head -c 3000000 /dev/urandom > "$tmp/data"
	transfer lan &
	_lan=$!
	transfer wan &
	wait $_lan $!
	for _side in lan wan; do
		pass "$board: 3 MB there and back by the $_side" \
			cmp "$tmp/data" "$tmp/got.$_side"
	done
	from_lan "rm /tmp/lan /tmp/wan"
}

# Each cable is out for some seconds of a transfer, which a fast computer must
# not have done before.
pulled() {
	for _ in 1 2 3 4 5; do
		cat "$tmp/data"
	done > "$tmp/sent"
	for _side in lan wan; do
		rm -f "$tmp/got.$_side"
		transfer $_side 5 &
		for _ in $(seq 3000); do
			[ ! -s "$tmp/got.$_side" ] || break
			sleep 0.02
		done
		monitor "set_link $_side off"
		sleep 4
		_half=$(stat -c %s "$tmp/got.$_side")
		monitor "set_link $_side on"
		wait $!
		if [ "$_half" -lt 15000000 ]; then
			pass "$board: nor does a cable that was out meanwhile ($_side)" \
				cmp "$tmp/sent" "$tmp/got.$_side"
		else
			bad "$board: the transfer was over before the cable was out"
		fi
	done
	from_lan "rm /tmp/lan /tmp/wan"
}

# ---- counters ----

# ethstats: tests/ethstats.c, on the board
give_ethstats() {
	"out/pkg/$(fact arch)/sysroot/bin/cc" -mips32r2 -std=gnu11 -O2 -Wall \
		-Wextra -Werror -o "$tmp/ethstats" tests/ethstats.c &&
		ssh_to $lan 192.168.1.1 40 \
		"cat > /tmp/ethstats && chmod 755 /tmp/ethstats" \
		< "$tmp/ethstats"
}

counter() { from_lan "/tmp/ethstats $1" | sed -n "s/^$2 //p"; }

# counts NAME DEVICE COUNTER LEAST MOST COMMAND...: so much, while it runs
counts() {
	_name=$1 _device=$2 _counter=$3 _least=$4 _most=$5
	shift 5
	_was=$(counter $_device $_counter)
	"$@" > /dev/null
	_is=$(counter $_device $_counter)
	if [ -z "$_was" ] || [ -z "$_is" ]; then
		bad "$board: $_name: $_device has no $_counter"
	elif [ $((_is - _was)) -lt $_least ] || [ $((_is - _was)) -gt $_most ]
	then
		bad "$board: $_name: $_counter of $_device: $((_is - _was))," \
			"not $_least to $_most"
	else
		ok "$board: $_name"
	fi
}

counters_ar934x() {
	counts "broadcasts are counted where they come in" lan1 rx_broadcast \
		100 140 shout $lan plan
	counts "and where they go out" lan2 tx_broadcast 100 140 \
		shout $lan plan
	counts "and the sizes of frames" lan1 rx_65_127 200 400 \
		shout $lan plan
	# 98 bytes and FCS, and what ssh says meanwhile
	counts "and bytes" lan1 rx_good_bytes 20400 60000 shout $lan plan
	counts "and what is in no VLAN" lan1 rx_filtered 200 240 \
		shout_tagged $lan plan 5
	counts "and nothing at a jack that has no cable" lan4 rx_broadcast 0 0 \
		shout $lan plan
	# they are some seconds old
	sleep 4
	_before=$(sent $lan plan)
	_was=$(from_lan cat /sys/class/net/lan1/statistics/rx_packets)
	shout $lan plan
	sleep 4
	_is=$(from_lan cat /sys/class/net/lan1/statistics/rx_packets)
	_heard=$((_is - _was)) _sent=$(($(sent $lan plan) - _before))
	[ $_heard -ge 200 ] && [ $_heard -le $_sent ] &&
		ok "$board: the device's statistics are the switch's" ||
		bad "$board: of $_sent frames, lan1 has counted $_heard"
}

# More frames than a counter of 16 bits can tell apart, to nobody
flood() {
	lan ip neigh replace 192.168.1.9 lladdr 02:00:00:00:00:99 dev plan &&
		lan "$tmp/netload" burst 192.168.1.9 9 18 4000
}

counters_mt7628() {
	${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -o "$tmp/netload" \
		tests/netload.c || exit 111
	counts "frames are counted where they come in" lan rx_good 200 400 \
		shout $lan plan
	counts "and not where they do not go out" wan tx_good 0 20 \
		shout $lan plan
	counts "and where they go out" wan tx_good 50 90 \
		wan ping -q -c 50 -i 0.05 198.18.0.1
	_before=$(sent $lan plan) _was=$(counter lan rx_good)
	flood > /dev/null
	_is=$(counter lan rx_good)
	_heard=$((_is - _was)) _sent=$(($(sent $lan plan) - _before))
	if [ $_sent -lt 66000 ]; then
		bad "$board: only $_sent frames were sent"
	elif [ $_heard -gt $_sent ] || [ $_heard -lt $((_sent - 100)) ]; then
		bad "$board: of $_sent frames, lan has counted $_heard"
	else
		ok "$board: 16 bits are enough to count more than 65,536"
	fi
}

# ---- bridges with VLANs ----

filtering=bridge/vlan_filtering
# vlan_bridges DEVICE: one that is in no bridge
vlan_bridges() {
	from_lan "ip link add br-vlan type bridge && ip link set br-vlan up &&
		echo 1 > /sys/class/net/br-vlan/$filtering" ||
		bad "$board: no bridge with VLANs, not even without ports"
	pass "$board: no port joins a bridge with VLANs" not \
		from_lan "ip link set $1 master br-vlan 2> /dev/null"
	same "$board: and it is in none" "" \
		"$(from_lan "ls -d /sys/class/net/$1/master 2> /dev/null")"
	"$2"
	pass "$board: it joins one without" from_lan \
		"echo 0 > /sys/class/net/br-vlan/$filtering &&
		ip link set $1 master br-vlan"
	pass "$board: which is refused VLANs then" not \
		from_lan "echo 1 > /sys/class/net/br-vlan/$filtering"
	same "$board: and has none" 0 \
		"$(from_lan cat "/sys/class/net/br-vlan/$filtering")"
	pass "$board: the reason is told" from_lan \
		"dmesg | grep -q 'br-vlan: .*VLANs to tell its ports apart'"
	from_lan "ip link set $1 nomaster; ip link del br-vlan"
}

wan_works() {
	pass "$board: the port that was refused works as before" \
		within 20 from_wan true
}
lan2_is_alone() {
	hears "$board: the port that was refused is alone as before" \
		$lan2 plan2 $lan plan no
	from_lan "ip addr add 192.168.79.1/24 dev lan2"
	lan2 ip addr add 192.168.79.2/24 dev plan2
	pass "$board: and works" lan2 ping -q -c 3 -W 5 192.168.79.1
	from_lan "ip addr del 192.168.79.1/24 dev lan2"
	lan2 ip addr del 192.168.79.2/24 dev plan2
}

# ---- drivers that come and go ----

# rounds BUS DRIVER DEVICE: a script for the board.  The driver goes and comes,
# and so does a port, first under the noise of both jacks; memory is looked at
# in silence.
rounds() {
	cat <<-END
	cd /sys/bus/$1/drivers/$2 || exit 1
	rounds() {
		for i; do
			echo '$3' > unbind && sleep 0.2 && echo '$3' > bind &&
				ip link set ${lan_devices%% *} up || exit 1
			sleep 0.5
		done
		sleep 2
		echo \$(sed -n 's/^\(MemAvailable\|MemFree\|Shmem\|AnonPages\|SUnreclaim\|SReclaimable\): */\1=/p' \
			/proc/meminfo | tr -d 'kB ')
	}
	addresses() {
		for s in /run/service/net-*; do sv restart \$s; done
	}
	rounds 1 2 3 4 5 6 7 8 9 10
	addresses
	until [ -e /tmp/silence ]; do
		sleep 0.2
	done
	for set in 0 1 2 3; do
		echo memory \$(rounds 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
	done
	addresses
	END
}

# noise NAMESPACE NETWORK: broadcasts, which want no answer
noise() {
	ip netns exec "$1" ping -q -b -i 0.002 -w 120 "$2.255" \
		> /dev/null 2>&1 &
	noises="$noises $!"
}

# come_and_go BUS DRIVER DEVICE: a leak loses something in each set of rounds,
# and what is lost once, some cache has.  So the least loss counts: 32 kB of
# pages, which is 2 kB a round, or 12 kB of slabs, a kilobyte less.
come_and_go() {
	from_lan "cat > /tmp/rounds << 'END'
$(rounds "$@")
END
(sleep 1; exec sh /tmp/rounds) > /tmp/log 2>&1 &"
	noises=
	noise $lan 192.168.1
	noise $wan 198.18.0
	sleep 20
	pass "$board: 10 times without the driver under noise" \
		within 120 from_lan "grep -q . /tmp/log"
	kill $noises
	wait $noises 2> /dev/null
	from_lan ": > /tmp/silence"
	sleep 20
	pass "$board: and 60 times in silence" within 300 \
		from_lan "test \$(grep -c ^memory /tmp/log) = 4"
	from_lan cat /tmp/log > "$logs/switch-$board-memory.log"
	_lost=$(awk -F '[= ]' '$1 == "memory" {
		for (i = 2; i < NF; i += 2)
			kb[$i] = $(i + 1)
		# what is in files is not lost
		free[++n] = kb["MemAvailable"] + kb["Shmem"]
		slab[n] = kb["SUnreclaim"]
	}
	function least(n, x) { return n == "" || x < n ? x : n }
	END {
		for (i = 2; i <= n; i++) {
			f = least(f, free[i - 1] - free[i])
			s = least(s, slab[i] - slab[i - 1])
		}
		print n, f, s
	}' "$logs/switch-$board-memory.log")
	set -- $_lost
	if [ "$1" = 4 ] && [ "$2" -lt 32 ] && [ "$3" -lt 12 ]; then
		ok "$board: no memory goes with it"
	else
		bad "$board: each 15 times lose $2 kB, $3 kB of them small pieces" \
			"(of $1 measurements)"
	fi
}

# ---- boards ----

test_switch() {
	echo "== $board"
	power_on switchtest switch "$second" || {
		bad "$board: it starts: $(tail -n 3 "$console" | tr '\n' '|')"
		return
	}
	same "$board: DHCP in the LAN" "192.168.1.10/24 192.168.1.1" \
		"$(client $lan plan)"
	pass "$board: ssh by the LAN" within 30 from_lan true
	wan ip addr add 198.18.0.2/24 dev pwan
	pass "$board: ssh by the WAN" within 30 from_wan true
	cables "$states"

	hears "$board: the LAN is not heard in the WAN" $wan pwan $lan plan no
	hears "$board: the WAN is not heard in the LAN" $lan plan $wan pwan no
	hopping
	if [ "$second" ]; then
		hears "$board: two jacks of the LAN hear each other" \
			$lan2 plan2 $lan plan yes
		pass "$board: DHCP in the second jack" client $lan2 plan2
		from_lan "ip link set lan2 nomaster"
		hears "$board: but not one that is in no bridge" \
			$lan2 plan2 $lan plan no
		vlan_bridges lan2 lan2_is_alone
		from_lan "ip link set lan2 master br-lan"
		hears "$board: and again when it is" $lan2 plan2 $lan plan yes
	else
		vlan_bridges "$wan_device" wan_works
		wan_works
	fi
	pass "$board: a program that asks for counters" give_ethstats
	counters_$switch
	traffic
	pulled
	wan ip route add 192.168.1.0/24 via 198.18.0.1
	from_lan "echo 1 > /proc/sys/net/ipv4/ip_forward"
	pass "$board: the LAN reaches the WAN through the processor" \
		lan ping -c 3 -W 5 198.18.0.2
	come_and_go $driver
	pass "$board: ssh by the WAN after that" within 30 from_wan true
	same "$board: the kernel had nothing to say" "" \
		"$(from_lan dmesg | grep -E 'BUG|WARNING|Oops|Call Trace')"
	power_off
}

# start_provider: tests/router-provider, on the cable of the WAN
start_provider() {
	share=$tmp/share
	mkdir -p "$share/www/cgi-bin" "$share/cmd"
	head -c 4000000 /dev/urandom > "$share/www/data"
	printf '#!/bin/sh\necho; echo "from $REMOTE_ADDR"\n' \
		> "$share/www/cgi-bin/who"
	chmod 755 "$share/www/cgi-bin/who"
	printf '"%s" * "%s" *\n' "$(sed -n 's/.*pppoe.* user = "\(.*\)".*/\1/p' \
		configs/router.nix)" \
		"$(sed -n 's/^pppoe-password = //p' tests/secrets.example)" \
		> "$share/secrets.right"
	printf '%s\n' require-chap lcp-echo-interval\ 2 lcp-echo-failure\ 3 \
		ms-dns\ 198.18.0.53 > "$share/pppoe-options"
	${CC:-cc} -O2 -Wall -Wextra -Werror -shared -fPIC \
		-o "$tmp/umlxstate.so" tests/umlxstate.c || exit 111
	wan ip tuntap add puml mode tap && wan ip link set puml up &&
		wan ip link add pbr type bridge && wan ip link set pbr up &&
		wan ip link set puml master pbr &&
		wan ip link set pwan master pbr || return 1
	setsid ip netns exec $wan timeout -k 5 900 env \
		LD_PRELOAD="$tmp/umlxstate.so" linux.uml mem=96M \
		rootfstype=hostfs rootflags=/ ro \
		init="$PWD/tests/router-provider" share="$share" \
		uml_dir="$tmp" umid=provider con=null con0=fd:0,fd:1 \
		eth0=tuntap,puml < /dev/null > $logs/switch-provider.log 2>&1 &
	provider=$!
	within 60 grep -q "provider: ready" $logs/switch-provider.log
}

link_is_up() { from_lan "ip -4 addr show dev ppp0" | grep -q 10.64.0.10; }
fetches() {
	lan curl -sSf -m 60 -o "$tmp/got" http://198.18.0.7/data &&
		cmp "$tmp/got" "$tmp/share/www/data"
}

# The configuration that is for this board, and a provider behind its WAN.
test_router() {
	power_on router router "" || {
		bad "$board: router starts: $(tail -n 3 "$console" | tr '\n' '|')"
		return
	}
	same "$board: router: DHCP in the LAN" "192.168.1 192.168.1.1" \
		"$(client $lan plan | sed 's,\.[0-9]*/24,,')"
	pass "$board: router: ssh by the LAN" within 30 from_lan true
	_before=$(received $wan pwan)
	sleep 20
	[ "$(received $wan pwan)" -gt "$_before" ] &&
		ok "$board: router: PPPoE calls into the WAN" ||
		bad "$board: router: nothing comes out of the WAN's jack"
	hears "$board: router: the LAN is not heard in the WAN" \
		$wan pwan $lan plan no
	wan ip addr add 198.18.0.2/24 dev pwan
	wan ip neigh replace 192.168.1.1 dev pwan \
		lladdr "$(from_lan cat "/sys/class/net/$wan_device/address")"
	wan ip route add 192.168.1.0/24 dev pwan
	wan timeout 5 busybox nc -w 3 192.168.1.1 22 < /dev/null > "$tmp/out"
	same "$board: router: nobody answers in the WAN" "" "$(cat "$tmp/out")"
	wan ip addr flush dev pwan

	start_provider || {
		bad "$board: router: no provider: $(tail -n 3 \
			$logs/switch-provider.log | tr '\n' '|')"
		stop_provider
		power_off
		return
	}
	pass "$board: router: PPPoE comes up" within 90 link_is_up
	pass "$board: router: 4 MB from the provider through NAT" fetches
	same "$board: router: the provider sees the router" "from 10.64.0.10" \
		"$(lan curl -sSf -m 20 http://198.18.0.7/cgi-bin/who)"
	monitor "set_link wan off"
	pass "$board: router: the WAN's cable is out: no link" \
		within 90 not link_is_up
	monitor "set_link wan on"
	pass "$board: router: it is in: the link comes back" \
		within 120 link_is_up
	pass "$board: router: and 4 MB through it" within 60 fetches
	same "$board: router: the kernel had nothing to say" "" \
		"$(from_lan dmesg | grep -E 'BUG|WARNING|Oops|Call Trace')"
	stop_provider
	power_off
}

[ "$(id -u)" = 0 ] || {
	bad "network namespaces and taps need root: nothing was run"
	exit 1
}
ssh-keygen -q -t ed25519 -N '' -C "switch test" -f "$tmp/key"
for board in ${@:-tew731br mt300n_v2}; do
	second= configs=switchtest
	case $board in
	tew731br)
		second=plan2 states="1 1 0 0 1 " switch=ar934x
		driver="mdio_bus ar934x-switch ethernet.1:10" ;;
	mt300n_v2)
		configs="switchtest router" states="1 1 " switch=mt7628
		driver="platform mt7628-esw 10110000.switch" ;;
	esac
	uboot=out/pkg/u-boot/$board/u-boot.bin
	for config in $configs; do
		out=out/${board}_$config file=tests/$config.nix
		[ -f "$file" ] || file=configs/$config.nix
		if ! make -s "board=$board" "config=$file" \
				SECRETS=tests/secrets.example \
				"SSH_AUTHORIZED_KEYS=$tmp/key.pub" \
				firmware env qemu "$uboot" out/tools/mkflash \
				> "$logs/switch-$board-make.log" 2>&1; then
			bad "$board: build: $(tail -n 3 \
				"$logs/switch-$board-make.log" | tr '\n' '|')"
			break
		fi
		lan_devices=$(fact lan_interface)
		wan_device=$(fact wan_interface)
		case $config in
		switchtest) test_switch ;;
		router) test_router ;;
		esac
	done
done
